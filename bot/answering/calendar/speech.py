"""How days are spoken of in each language: patterns around what dateparser can read. Pure data.

``{a}`` and ``{b}`` stand for a day, month or year as dateparser knows them in that language,
``{f}`` for one that is not abbreviated. A group with the name of a part (``parts.py``) takes that
part of it. The names of months, weekdays and the like are dateparser's own; what stands here is
only the grammar of windows ("since …", "between … and …") and inflected forms that it does not
know.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Reach(Enum):
    """What a window takes of the day, month or year that it names."""

    WITHIN = "within"
    SINCE = "since"
    AFTER = "after"
    UNTIL = "until"
    BEFORE = "before"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True)
class Speech:
    """One language.

    ``last`` is "the last N days", with groups ``n`` and one of ``h``, ``d``, ``w``, ``m``, ``y``
    for the unit. ``forms`` maps what people write to what dateparser
    knows. ``spaced`` is whether words stand apart.
    """

    language: str
    windows: tuple[tuple[Reach, str], ...]
    last: str
    forms: tuple[tuple[str, str], ...] = ()
    spaced: bool = True


ENGLISH = Speech(
    "en",
    (
        (Reach.BETWEEN, r"between {a} and {b}"),
        (Reach.BETWEEN, r"from {a} (?:to|until|till|through) {b}"),
        (Reach.BETWEEN, r"{a} ?(?:–|—|\.\.|to|through) ?{b}"),
        (Reach.SINCE, r"(?:ever )?since {a}"),
        (Reach.SINCE, r"(?:from|starting(?: in| on| from)?) {a} (?:on|onwards?)"),
        (Reach.AFTER, r"after {a}"),
        (Reach.BEFORE, r"(?:before|prior to) {a}"),
        (Reach.UNTIL, r"(?:until|till|up to) {a}"),
        (
            Reach.WITHIN,
            r"(?:(?:in|during|over|on|from|of|for) )?(?:the )?(?:(?:(?P<week1>first|1st)"
            r"|(?P<week2>second|2nd)|(?P<week3>third|3rd)|(?P<week4>fourth|4th)"
            r"|(?P<lastweek>last|final)) week|(?:(?P<half1>first)|(?P<half2>second|last)) half)"
            r" (?:of|in) {a}",
        ),
        (
            Reach.WITHIN,
            r"(?:(?:in|during|from|at) )?(?:the )?"
            r"(?:(?P<early>early(?: in)?|(?:beginning|start) of)"
            r"|(?P<mid>mid|(?:the )?middle of)|(?P<late>late(?: in)?|end of))[ -]{f}",
        ),
        (Reach.WITHIN, r"(?:in|during) (?:the (?:month|year) of )?{a}"),
        (Reach.WITHIN, r"(?:on|of|from|for|within|dated) (?:the (?:(?:month|year) of )?)?{f}"),
    ),
    r"(?:(?:in|over|during|within|from|for|of) )?(?:the |these )?"
    r"(?:(?:last|past|previous) (?P<n>\w+) |past )(?:(?P<h>hours)|(?P<d>days?)|(?P<w>weeks?)|"
    r"(?P<m>months?)"
    r"|(?P<y>years?))",
    (
        (r"the day before yesterday", "day before yesterday"),
        (r"(?:this|the) current (week|month|year)", r"this \1"),
        (r"the (?:current|present) (week|month|year)", r"this \1"),
        (r"(?:the )?previous (week|month|year)", r"last \1"),
        (r"earlier this (week|month|year)", r"this \1"),
    ),
)

GERMAN = Speech(
    "de",
    (
        (Reach.BETWEEN, r"zwischen(?: dem)? {a} und(?: dem)? {b}"),
        (Reach.BETWEEN, r"vo[nm] {a} bis(?: zum)? {b}"),
        (Reach.SINCE, r"(?:seit|ab)(?: dem)? {a}"),
        (Reach.AFTER, r"nach(?: dem)? {a}"),
        (Reach.BEFORE, r"vor(?: dem)? {a}"),
        (Reach.UNTIL, r"bis(?: zum)? {a}"),
        (Reach.WITHIN, r"(?:(?P<early>anfang)|(?P<mid>mitte)|(?P<late>ende)) {f}"),
        (Reach.WITHIN, r"(?:im jahr|im|in|am|vom|von|aus) {f}"),
    ),
    r"(?:(?:in|aus|während) )?(?:den|der|die)? ?(?:letzten|vergangenen) (?P<n>\w+) "
    r"(?:(?P<d>tagen?)|(?P<w>wochen)|(?P<m>monaten?)|(?P<y>jahren?))",
    (
        (r"dieser woche", "diese woche"),
        (
            r"(?:der )?(?:letzten?|letzter|vorigen?|voriger|vergangenen?|vergangener) woche",
            "letzte woche",
        ),
        (r"diesem monat", "diesen monat"),
        (r"(?:vorigen|vergangenen|letztem|vorigem|vergangenem) monat", "letzten monat"),
        (r"diesem jahr", "dieses jahr"),
        (r"(?:letztem|vorigem|voriges|vergangenem|vergangenes|letzten) jahr", "letztes jahr"),
    ),
)

FRENCH = Speech(
    "fr",
    (
        (Reach.BETWEEN, r"entre(?: le)? {a} et(?: le)? {b}"),
        (Reach.BETWEEN, r"(?:de|du) {a} (?:à|au|jusqu'à|jusqu'au) {b}"),
        (Reach.SINCE, r"(?:depuis|à partir d[eu])(?: le)? {a}"),
        (Reach.AFTER, r"après(?: le)? {a}"),
        (Reach.BEFORE, r"avant(?: le)? {a}"),
        (Reach.UNTIL, r"jusqu(?:e|'en|'au|'à)(?: le)? {a}"),
        (
            Reach.WITHIN,
            r"(?:(?P<early>(?:au )?début)|(?P<mid>(?:à la )?mi)|(?P<late>(?:à la )?fin))[ -]{f}",
        ),
        (Reach.WITHIN, r"(?:en|du|de|au mois de|au|le|d'|dans|pendant) ?{f}"),
    ),
    r"(?:(?:dans|pendant|sur|durant|de|des) )?(?:les|ces)? ?(?P<n>\w+) derni(?:er|ère)s "
    r"(?:(?P<d>jours)|(?P<w>semaines)|(?P<m>mois)|(?P<y>ann[ée]es))",
    (
        (r"ce mois", "ce mois-ci"),
        (r"le mois passé", "le mois dernier"),
        (r"la semaine passée", "la semaine dernière"),
        (r"semaine dernière", "la semaine dernière"),
        (r"l'an dernier", "l'année dernière"),
    ),
)

SPANISH = Speech(
    "es",
    (
        (Reach.BETWEEN, r"entre(?: el)? {a} y(?: el)? {b}"),
        (Reach.BETWEEN, r"(?:de|del|desde)(?: el)? {a} (?:a|al|hasta)(?: el)? {b}"),
        (Reach.SINCE, r"(?:desde|a partir del?)(?: el)? {a}"),
        (Reach.AFTER, r"después del?(?: el)? {a}"),
        (Reach.BEFORE, r"antes del?(?: el)? {a}"),
        (Reach.UNTIL, r"hasta(?: el)? {a}"),
        (
            Reach.WITHIN,
            r"(?:a )?(?:(?P<early>principios)|(?P<mid>mediados)|(?P<late>finales|fines)) de {f}",
        ),
        (Reach.WITHIN, r"(?:en|del?|durante|el) ?{f}"),
    ),
    r"(?:(?:en|durante|de) )?(?:los|las) (?:últim[oa]s (?P<n>\w+)|(?P<k>\w+) últim[oa]s) "
    r"(?:(?P<d>días)|(?P<w>semanas)|(?P<m>meses)|(?P<y>años))",
    (
        (r"(?:la )?última semana", "la semana pasada"),
        (r"(?:el )?último mes", "el mes pasado"),
        (r"mes pasado", "el mes pasado"),
        (r"semana pasada", "la semana pasada"),
    ),
)

CHINESE = Speech(
    "zh",
    (
        (Reach.BETWEEN, r"(?:从|在)?{a}(?:到|至|和|与){b}(?:之间|期间)?"),
        (Reach.SINCE, r"(?:自从?|从){a}(?:以来|以后|之后|起|开始)?"),
        (Reach.SINCE, r"{a}(?:以来|起|开始)"),
        (Reach.BEFORE, r"{a}(?:之前|以前)"),
        (Reach.AFTER, r"{a}(?:之后|以后)"),
        (Reach.WITHIN, r"在?{a}份?"),
    ),
    r"(?:在)?(?:最近|过去|近)(?P<n>\d+|[一二两三四五六七八九十])"
    r"(?:(?P<d>天|日)|(?P<w>周|个星期|星期)|(?P<m>个月)|(?P<y>年))(?:内|里|以来)?",
    (
        ("这周|这个星期|本星期", "本周"),
        ("上个星期|上个?礼拜", "上周"),
        ("这个月", "本月"),
        ("上月", "上个月"),
    ),
    spaced=False,
)

JAPANESE = Speech(
    "ja",
    (
        (Reach.BETWEEN, r"{a}から{b}(?:まで|の間)?"),
        (Reach.SINCE, r"{a}(?:以降|以来|から)"),
        (Reach.BEFORE, r"{a}(?:以前|より前)"),
        (Reach.UNTIL, r"{a}まで"),
        (Reach.WITHIN, r"{a}"),
    ),
    r"(?:過去|ここ|直近|最近)の?(?P<n>\d+|[一二三四五六七八九十])"
    r"(?:(?P<d>日間?)|(?P<w>週間?)|(?P<m>[かヶカケ]月間?)|(?P<y>年間?))",
    (("きのう", "昨日"), ("きょう", "今日"), ("おととい", "一昨日")),
    spaced=False,
)

SPEECHES = (ENGLISH, GERMAN, FRENCH, SPANISH, CHINESE, JAPANESE)
