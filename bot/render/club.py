"""A journal club in Discord: the vote, what came of it, the talk, and the recap. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.club import Candidate, Club, Stage
from bot.core.models import Abstention, Answer, Citation
from bot.locales.catalog import Translate
from bot.render import days, pages, words
from bot.render.embed_data import (
    DESCRIPTION_LIMIT,
    FIELD_VALUE_LIMIT,
    TITLE_LIMIT,
    EmbedData,
    FieldData,
    Message,
)
from bot.render.embeds import BLUE, GREY
from bot.render.escape import escape, escaped_within, safe_url
from bot.render.measure import size
from vectorstore.models import Paper
from vectorstore.papers import paper_url

_LINE_LIMIT = 300
_SENTENCE_LIMIT = 160
_LEAST_SENTENCE = 40
_QUESTION_LIMIT = 300
_ANSWER_LIMIT = 700


@dataclass(frozen=True, slots=True)
class Talked:
    """A question of the thread with what was answered; ``url`` leads to the whole answer."""

    result: Answer | Abstention
    url: str | None


def vote(club: Club, t: Translate) -> Message:
    """The candidates with their votes so far or, once it is over, with what came of it."""
    over = club.stage is not Stage.OPEN
    opening = [*(_outcome(club, t) if over else ()), *_window(club, t)]
    closing = [] if over else [t("journal.how", when=_moment(club))]
    said = size("\n\n".join([*opening, *closing]))
    share = (DESCRIPTION_LIMIT - said) // max(len(club.candidates), 1) - 4
    listed = [_entry(candidate, club, share, t) for candidate in club.candidates]
    return (
        EmbedData(
            title=t("journal.title"),
            description="\n\n".join([*opening, *listed, *closing]),
            color=GREY if club.cancelled else BLUE,
        ),
    )


def talk(winner: Candidate, asked: Sequence[tuple[str, Citation]], t: Translate) -> Message:
    """The first words in the winner's thread: questions, each beside a quote with its mark."""
    if not asked:
        paragraphs = [t("paper.no_abstract")]
    else:
        numbered = (
            f"**{n}.** {question}\n{words.quoted(cited.quote)} {words.marks((cited.n,))}"
            for n, (question, cited) in enumerate(asked, 1)
        )
        paragraphs = [t("journal.talk"), *numbered]
    sources = tuple(dict.fromkeys(cited for _, cited in asked))
    made = pages.embeds(
        paragraphs,
        title=escaped_within(winner.title, TITLE_LIMIT),
        url=safe_url(winner.url),
        color=BLUE,
        fields=_sources(sources, t),
    )
    return pages.messages(made)[0]


def recap(
    club: Club, paper: Paper | None, talked: Sequence[Talked], total: int, t: Translate
) -> tuple[Message, ...]:
    """What was read, how it was chosen, and what was asked: the last ``talked`` of ``total``."""
    winner = club.winner
    if winner is None:
        return (vote(club, t),)
    line = words.title_line(
        winner.title, paper_url(paper) if paper else winner.url, paper, _LINE_LIMIT
    )
    read = [line, *([words.quoted(winner.sentence)] if winner.sentence else [])]
    votes = [
        f"{_number(one, club)}{_title(one, _LINE_LIMIT)}{words.SEPARATOR}"
        + t("journal.votes", count=one.votes)
        for one in sorted(club.candidates, key=lambda one: -one.votes)
        if one.votes
    ]
    paragraphs = [
        f"**{t('journal.recap_read')}**\n" + "\n".join(read),
        f"**{t('journal.recap_vote')}**\n" + "\n".join([*_outcome(club, t), *votes]),
        _talked_heading(len(talked), total, t),
        *(_talked(one, t) for one in talked),
    ]
    return pages.messages(pages.embeds(paragraphs, title=t("journal.recap_title"), color=BLUE))


def _window(club: Club, t: Translate) -> Iterable[str]:
    """How many papers the candidates are from, and of which days."""
    if club.topic is not None:
        window = days.window(club.since, club.until, club.zone, t)
        yield escape(days.found(club.total, club.topic.split(), window, t))
    yield t("journal.candidates", count=len(club.candidates))


def _outcome(club: Club, t: Translate) -> Iterable[str]:
    if club.cancelled:
        yield t("journal.cancelled")
        return
    winner = club.winner
    if winner is None:
        yield t("journal.no_votes")
        return
    title = escaped_within(winner.title, TITLE_LIMIT)
    yield t("journal.winner", title=title, count=winner.votes, all=club.voters)
    if len(club.first) > 1:
        yield t("journal.tie", numbers=", ".join(str(one.n) for one in club.first))
    if club.stage is Stage.BLOCKED:
        yield t("journal.blocked")


def _entry(candidate: Candidate, club: Club, limit: int, t: Translate) -> str:
    number = _number(candidate, club)
    upvotes = "" if candidate.upvotes is None else f"{words.SEPARATOR}▲ {candidate.upvotes}"
    suffix = f"{upvotes}{words.SEPARATOR}**{t('journal.votes', count=candidate.votes)}**"
    line = number + _title(candidate, min(limit - size(number + suffix), _LINE_LIMIT)) + suffix
    room = min(limit - size(line) - 3, _SENTENCE_LIMIT)
    if not candidate.sentence or room < _LEAST_SENTENCE:
        return line
    return f"{line}\n> {escaped_within(candidate.sentence, room)}"


def _number(candidate: Candidate, club: Club) -> str:
    won = "🏆 " if candidate is club.winner else ""
    return f"{won}**{candidate.n}.** "


def _title(candidate: Candidate, limit: int) -> str:
    return words.title_line(candidate.title, candidate.url, None, limit)


def _moment(club: Club) -> str:
    """In each reader's own time, and how long that is from now."""
    seconds = int(club.closes_at.timestamp())
    return f"<t:{seconds}:f> (<t:{seconds}:R>)"


def _talked_heading(shown: int, total: int, t: Translate) -> str:
    if not total:
        return t("journal.recap_none")
    heading = f"**{t('journal.recap_questions', count=total)}**"
    return heading if shown == total else f"{heading}\n{t('journal.recap_last', count=shown)}"


def _talked(one: Talked, t: Translate) -> str:
    result = one.result
    lines = [f"**{escaped_within(result.question, _QUESTION_LIMIT)}**"]
    if isinstance(result, Abstention):
        lines.append(t("abstention.text"))
    else:
        lines += _answered(result)
    if target := one.url and safe_url(one.url):
        lines.append(f"[{t('journal.recap_whole')}]({target})")
    return "\n".join(lines)


def _answered(answer: Answer) -> list[str]:
    """The first statements, as many as there is room for, and the papers that they cite."""
    shown: list[str] = [escape(answer.counted.text)] if answer.counted else []
    cited: dict[int, None] = {}
    for statement in answer.statements:
        said = f"{escape(statement.text)} {words.marks(statement.citations)}"
        if cited and size(" ".join([*shown, said])) > _ANSWER_LIMIT:
            shown.append("…")
            break
        shown.append(said)
        cited |= dict.fromkeys(statement.citations)
    lines = [" ".join(shown)]
    numbers: dict[str, list[int]] = {}
    for citation in answer.citations:
        if citation.n in cited:
            numbers.setdefault(citation.paper_id, []).append(citation.n)
    first = {citation.paper_id: citation for citation in reversed(answer.citations)}
    for paper_id, of_paper in numbers.items():
        title = words.title_line(first[paper_id].title, first[paper_id].url, None, _LINE_LIMIT)
        lines.append(f"-# {words.marks(tuple(of_paper))} {title}")
    return lines


def _sources(citations: Sequence[Citation], t: Translate) -> tuple[FieldData, ...]:
    if not citations:
        return ()
    marks = f"{words.marks(tuple(citation.n for citation in citations))} "
    line = words.title_line(
        citations[0].title, citations[0].url, None, FIELD_VALUE_LIMIT - size(marks)
    )
    return pages.list_fields(t("answer.sources"), t("answer.continued"), [marks + line])
