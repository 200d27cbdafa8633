"""Papers and hits for tests that need no index."""

from __future__ import annotations

from collections.abc import Sequence

from vectorstore.models import Hit, Paper, Passage
from vectorstore.sentences import split


def paper(
    paper_id: str = "2401.00001", abstract: str = "One two three.", **fields: object
) -> Paper:
    given = {
        "paper_id": paper_id,
        "title": f"Title of {paper_id}",
        "abstract": abstract,
        "source": "test",
    }
    return Paper(**{**given, **fields})  # type: ignore[arg-type]


def hit(
    of: Paper,
    score: float = 0.5,
    similarities: Sequence[float] = (),
    coverages: Sequence[float] = (),
    **fields: float,
) -> Hit:
    """A hit with a passage for each sentence; those not given measure 0.5."""
    passages = tuple(
        Passage(
            of.paper_id,
            start,
            end,
            of.abstract[start:end],
            similarities[n] if n < len(similarities) else 0.5,
            coverages[n] if n < len(coverages) else 0.5,
        )
        for n, (start, end) in enumerate(split(of.abstract))
    )
    return Hit(of, score, fields.get("similarity", 0.5), fields.get("coverage", 0.5), passages)
