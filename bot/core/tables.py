"""A comparison of papers: from proved statements to a table, and from that to CSV. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from bot.core.models import Answer, Cell, Citation, DraftStatement, Statement, Table


def table(
    statements: Sequence[Statement],
    drafted: Sequence[DraftStatement],
    citations: Sequence[Citation],
) -> Table | None:
    """Papers × aspects, in the order in which they are first said.

    ``drafted`` are what ``statements`` were in the draft. A statement belongs to each paper that it
    cites. None where fewer than two papers have an aspect.
    """
    papers = {citation.n: citation.paper_id for citation in citations}
    cells: dict[tuple[str, str], list[int]] = {}
    for index, (statement, draft) in enumerate(zip(statements, drafted, strict=True)):
        if draft.aspect is None:
            continue
        aspect = draft.aspect.strip().casefold()
        for paper_id in dict.fromkeys(papers[n] for n in statement.citations):
            cells.setdefault((paper_id, aspect), []).append(index)
    rows = tuple(dict.fromkeys(paper_id for paper_id, _ in cells))
    if len(rows) < 2:
        return None
    return Table(
        rows,
        tuple(dict.fromkeys(aspect for _, aspect in cells)),
        tuple(Cell(*place, tuple(said)) for place, said in cells.items()),
    )


def as_csv(answer: Answer) -> str:
    """A row a paper and a column an aspect; every statement with the numbers of its citations, and
    at the end the quotes. Empty where ``answer`` compares nothing."""
    if answer.table is None:
        return ""
    citations = {citation.paper_id: citation for citation in reversed(answer.citations)}
    cells = {(cell.paper_id, cell.aspect): cell.statements for cell in answer.table.cells}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["paper", "link", *answer.table.aspects])
    for paper_id in answer.table.paper_ids:
        cited = citations[paper_id]
        said = [
            " ".join(_marked(answer.statements[i]) for i in cells.get((paper_id, aspect), ()))
            for aspect in answer.table.aspects
        ]
        writer.writerow([_inert(text) for text in (cited.title, cited.url, *said)])
    writer.writerow([])
    writer.writerow(["citation", "paper", "quote"])
    for citation in answer.citations:
        writer.writerow([citation.n, _inert(citation.title), _inert(citation.quote)])
    return out.getvalue()


def _marked(statement: Statement) -> str:
    return f"{statement.text} {''.join(f'[{n}]' for n in statement.citations)}"


def _inert(text: str) -> str:
    """Spreadsheets run what begins like a formula, and papers are other people's."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
