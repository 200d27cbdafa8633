"""Answer → plain text for a terminal. Pure."""

from __future__ import annotations

from itertools import groupby

from bot.core.models import Abstention, Answer, Citation, Statement


def body(result: Answer | Abstention) -> str:
    """What a person reads, without the list of sources."""
    if isinstance(result, Abstention):
        return _abstention(result)
    citations = {citation.n: citation for citation in result.citations}

    def paper(statement: Statement) -> tuple[str, str]:
        first = citations[statement.citations[0]]
        return first.paper_id, first.title

    return "\n\n".join(
        "\n".join([title, *(f"  {_marked(statement)}" for statement in statements)])
        for (_, title), statements in groupby(result.statements, key=paper)
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


def _marked(statement: Statement) -> str:
    return f"{statement.text} {''.join(f'[{n}]' for n in statement.citations)}"


def _abstention(result: Abstention) -> str:
    if not result.nearest:
        return "The papers here do not say."
    near = "\n".join(f"- {paper.title}\n  {paper.reason}" for paper in result.nearest)
    return f"The papers here do not say. The nearest are:\n{near}"
