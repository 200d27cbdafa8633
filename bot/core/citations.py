"""The proof of an answer: every quote is found in the abstract it names, or it is dropped.

Deterministic. White space and typographic quotation marks are normalised on both sides, nothing
else; what is shown is always the abstract's own characters, never the draft's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.core.models import Citation, Draft, DraftStatement, Evidence, Statement
from vectorstore.models import Hit, Paper

_QUOTES = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "`": "'"})


@dataclass(frozen=True, slots=True)
class Verified:
    """What survived of a draft, numbered by first use, and what did not."""

    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    dropped: tuple[DraftStatement, ...]


def verify(draft: Draft, hits: Sequence[Hit], url: Callable[[Paper], str]) -> Verified:
    """Keep the statements of ``draft`` that ``hits`` prove.

    An evidence key must be the ``paper_id`` of one of ``hits``; a quote must occur in that paper's
    abstract. Evidence that fails is dropped, and a statement without evidence goes with it. ``url``
    gives the link of a paper.
    """
    papers = {hit.paper.paper_id: hit.paper for hit in hits}
    found: dict[tuple[str, int, int], Citation] = {}
    statements: list[Statement] = []
    dropped: list[DraftStatement] = []
    for drafted in draft.statements:
        places = [place for place in (_place(e, papers) for e in drafted.evidence) if place]
        if not places or not drafted.text.strip():
            dropped.append(drafted)
            continue
        for place in places:
            if place not in found:
                found[place] = _citation(len(found) + 1, place, papers[place[0]], url)
        numbers = dict.fromkeys(found[place].n for place in places)
        statements.append(Statement(drafted.text, tuple(numbers)))
    return Verified(tuple(statements), tuple(found.values()), tuple(dropped))


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Where ``quote`` occurs in ``text``, as ``(start, end)`` offsets; None when it does not."""
    needle, _ = _normalise(quote)
    needle = needle.strip()
    if not needle:
        return None
    haystack, offsets = _normalise(text)
    at = haystack.find(needle)
    if at < 0:
        return None
    return offsets[at], offsets[at + len(needle) - 1] + 1


def _normalise(text: str) -> tuple[str, list[int]]:
    """``text`` with runs of white space as one space and plain quotes, and each one's offset."""
    characters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text.translate(_QUOTES)):
        if not character.isspace():
            characters.append(character)
            offsets.append(offset)
        elif not characters or characters[-1] != " ":
            characters.append(" ")
            offsets.append(offset)
    return "".join(characters), offsets


def _place(evidence: Evidence, papers: dict[str, Paper]) -> tuple[str, int, int] | None:
    paper = papers.get(evidence.key)
    span = locate(evidence.quote, paper.abstract) if paper else None
    return (evidence.key, *span) if span else None


def _citation(
    n: int, place: tuple[str, int, int], paper: Paper, url: Callable[[Paper], str]
) -> Citation:
    _, start, end = place
    return Citation(
        n, paper.paper_id, paper.title, url(paper), paper.abstract[start:end], start, end
    )
