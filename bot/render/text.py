"""Answer → plain text for a terminal. Pure."""

from __future__ import annotations

from itertools import groupby

from bot.core.models import Abstention, Answer, Citation, Form, Statement
from bot.locales.catalog import ENGLISH, translator
from bot.render import leads

_LISTED = frozenset({Form.LIST, Form.COMPARISON, Form.SUMMARY})


def body(result: Answer | Abstention) -> str:
    """What a person reads, without the list of sources."""
    said = [_abstention(result)] if isinstance(result, Abstention) else _answer(result)
    return "\n\n".join(filter(None, [leads.notice(result, translator(ENGLISH)), *said]))


def lead(result: Answer) -> str | None:
    """How many papers there are, where that is a part of the answer."""
    return result.counted.text if result.counted else leads.count(result, translator(ENGLISH))


def _answer(result: Answer) -> list[str | None]:
    # What compares or quotes reads best paper by paper.
    apart = result.table is not None or quoted(result)
    return [lead(result), _by_paper(result) if apart else _prose(result)]


def quoted(result: Answer) -> bool:
    """Whether the statements are the papers' own sentences, which read best paper by paper."""
    quotes = {citation.quote for citation in result.citations}
    return all(statement.text in quotes for statement in result.statements)


def marked(statement: Statement) -> str:
    """The statement with the numbers of its citations."""
    return f"{statement.text} {''.join(f'[{n}]' for n in statement.citations)}"


def _prose(result: Answer) -> str:
    if result.form not in _LISTED:
        return " ".join(map(marked, result.statements))
    citations = {citation.n: citation for citation in result.citations}
    lines = []
    for statement in result.statements:
        cited = citations[statement.citations[0]]
        # What a model wrote names its paper; a quote does not.
        owner = f"{cited.title}: " if statement.text == cited.quote else ""
        lines.append(f"- {owner}{marked(statement)}")
    return "\n".join(lines)


def _by_paper(result: Answer) -> str:
    citations = {citation.n: citation for citation in result.citations}
    aspects = result.aspects

    def paper(numbered: tuple[int, Statement]) -> tuple[str, str]:
        first = citations[numbered[1].citations[0]]
        return first.paper_id, first.title

    def line(index: int, statement: Statement) -> str:
        label = f"{aspects[index]}: " if index in aspects else ""
        return f"  {label}{marked(statement)}"

    return "\n\n".join(
        "\n".join([title, *(line(*numbered) for numbered in said)])
        for (_, title), said in groupby(enumerate(result.statements), key=paper)
    )


def sources(result: Answer | Abstention) -> str:
    """The numbered sources of an answer, a paper a line; empty for an abstention."""
    if isinstance(result, Abstention):
        return ""
    papers: dict[str, list[Citation]] = {}
    for citation in result.citations:
        papers.setdefault(citation.paper_id, []).append(citation)
    return "\n".join(
        f"{''.join(f'[{citation.n}]' for citation in cited)} {cited[0].title}\n    {cited[0].url}"
        for cited in papers.values()
    )


def _abstention(result: Abstention) -> str:
    if not result.nearest:
        return "The papers here do not say."
    near = "\n".join(f"- {paper.title}\n  {paper.reason}" for paper in result.nearest)
    return f"The papers here do not say. The nearest are:\n{near}"
