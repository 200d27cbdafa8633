"""Chinese and Japanese questions about the calendar of papers. Pure data."""

from __future__ import annotations

from bot.answering.calendar import speech
from bot.answering.calendar.forms import Form, Forms, Wanted

CHINESE = Forms(
    speech.CHINESE,
    r"论文|热门|趋势|文章|总结|摘要|概括",
    (("topic", r"(?:(?:关于|有关) ?)?(?P<topic>[^ ]+?)"), ("papers", r"(?:论文|文章)")),
    (
        Form(
            Wanted.SUMMARY,
            r"(?:请)?(?:总结|概括)(?:一下)? ?的?(?: ?{topic}的)?(?:{papers})?",
            needs_window=True,
        ),
        Form(Wanted.SUMMARY, r"的? ?(?:{papers})?的?(?:总结|摘要)", needs_window=True),
        Form(Wanted.SUMMARY, r"的? ?{topic}的?(?:{papers})的?(?:总结|摘要)", needs_window=True),
        Form(Wanted.COUNT, r"(?:(?:一共|总共)?有?(?:多少|几)篇{papers}|你?有多少{papers})"),
        Form(Wanted.COUNT, r"(?:一共|总共)?有?(?:多少|几)篇 ?{topic}的{papers}"),
        Form(Wanted.COUNT, r"{topic}的{papers} ?(?:一共|总共)?有(?:多少|几)篇?"),
        Form(
            Wanted.NEW, r"(?:有|发表了|出了|出现了)?(?:什么|哪些)?新?的?{papers}", needs_window=True
        ),
        Form(
            Wanted.NEW, r"(?:有|发表了|出了)?(?:什么|哪些) ?{topic}的新?{papers}", needs_window=True
        ),
        Form(Wanted.NEW, r"最新的?{papers}"),
        Form(Wanted.TRENDING, r"(?:现在|目前|当前)?的?(?:热门|趋势){papers}?(?:有哪些|是什么)?"),
        Form(
            Wanted.UPVOTED,
            r"(?:的|最受欢迎的|点赞最多的|得票最多的){1,2}{papers}(?:有哪些|是什么)?",
        ),
    ),
)

JAPANESE = Forms(
    speech.JAPANESE,
    r"論文|トレンド|まとめ|要約",
    (("topic", r"(?P<topic>[^ ]+?) ?(?:に関する|についての|の)"), ("papers", r"論文")),
    (
        Form(
            Wanted.SUMMARY,
            r"(?:の|に|は)? ?{papers}?を?の?(?:まとめ|要約)(?:て|して)?(?:ください|下さい|教えて)?",
            needs_window=True,
        ),
        Form(
            Wanted.SUMMARY,
            r"(?:の|に|は)? ?{topic}{papers}を?の?(?:まとめ|要約)(?:て|して)?"
            r"(?:ください|下さい|教えて)?",
            needs_window=True,
        ),
        Form(
            Wanted.COUNT,
            r"(?:の|に|は)? ?{papers}[はが]?(?:何[本件]|いくつ)(?:出|発表され|あり)?(?:ました|ます"
            r"|ある|た|です)?か?",
        ),
        Form(
            Wanted.COUNT,
            r"(?:の|に|は)? ?{topic}{papers}[はが]?(?:何[本件]|いくつ)(?:出|発表され"
            r"|あり)?(?:ました|ます|ある|た|です)?か?",
        ),
        Form(
            Wanted.NEW,
            r"(?:の|に|は)? ?(?:新しい|発表された|出た)?{papers}(?:は|を)?(?:教えて|何ですか"
            r"|見せて)?",
            needs_window=True,
        ),
        Form(
            Wanted.NEW,
            r"(?:の|に|は)? ?{topic}{papers}(?:は|を)?(?:教えて|何ですか|見せて)?",
            needs_window=True,
        ),
        Form(Wanted.NEW, r"最新の{papers}"),
        Form(
            Wanted.TRENDING,
            r"(?:今|現在)?(?:の|は)? ?(?:トレンド|人気)の?(?:{papers})?"
            r"(?:は|を)?(?:教えて|何ですか)?",
        ),
    ),
)
