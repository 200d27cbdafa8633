"""The proof of an answer: every quote is found in the abstract it names, or it is dropped.

Deterministic. White space and typographic quotation marks are normalised on both sides, nothing
else; what is shown is always the abstract's own characters, never the draft's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.core.models import Citation, DraftStatement, Evidence, Refusal, Statement
from vectorstore.models import Hit, Paper

_QUOTES = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "`": "'"})
# A word that is in every abstract proves nothing; Chinese and Japanese write no spaces.
_LEAST_WORDS, _LEAST_CHARACTERS = 2, 12

NO_EVIDENCE = "it names no passage"
UNKNOWN_KEY = "it names a passage that does not exist"
NOT_THERE = "its quote is not in the passage that it names, word for word"
TOO_SHORT = "its quote is too short to prove anything"
NOTHING_SAID = "it says nothing"


class Proof:
    """Statements are proved one after the other, in the order in which they will be read.

    ``hits`` are what the draft was written from: an evidence key must be the ``paper_id`` of one,
    and a quote must occur in that paper's abstract. ``url`` gives the link of a paper. Citations
    are numbered by first use.
    """

    def __init__(self, hits: Sequence[Hit], url: Callable[[Paper], str]) -> None:
        self._papers = {hit.paper.paper_id: hit.paper for hit in hits}
        self._url = url
        self._found: dict[tuple[str, int, int], Citation] = {}
        self.statements: list[Statement] = []
        self.drafted: list[DraftStatement] = []
        """What each of ``statements`` was in the draft."""

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(self._found.values())

    def quotes(self, drafted: DraftStatement) -> tuple[Citation, ...] | Refusal:
        """The places that ``drafted`` rests on, not numbered yet, or why there are none."""
        if not any(character.isalnum() for character in drafted.text):
            return Refusal(drafted, NOTHING_SAID)
        places: list[Citation] = []
        reason = NO_EVIDENCE
        for evidence in drafted.evidence:
            place = self._place(evidence)
            if isinstance(place, Citation):
                places.append(place)
            else:
                reason = place
        return tuple(places) if places else Refusal(drafted, reason)

    def add(self, drafted: DraftStatement, places: Sequence[Citation]) -> Statement:
        """Take up a statement that ``places`` prove."""
        numbers: dict[int, None] = {}
        for place in places:
            where = (place.paper_id, place.start, place.end)
            if where not in self._found:
                self._found[where] = replace(place, n=len(self._found) + 1)
            numbers[self._found[where].n] = None
        statement = Statement(drafted.text, tuple(numbers))
        self.statements.append(statement)
        self.drafted.append(drafted)
        return statement

    def _place(self, evidence: Evidence) -> Citation | str:
        paper = self._papers.get(evidence.key)
        if paper is None:
            return UNKNOWN_KEY
        quote = evidence.quote.strip()
        if len(quote.split()) < _LEAST_WORDS and len(quote) < _LEAST_CHARACTERS:
            return TOO_SHORT
        span = locate(quote, paper.abstract)
        if span is None:
            return NOT_THERE
        start, end = span
        return Citation(
            0, paper.paper_id, paper.title, self._url(paper), paper.abstract[start:end], start, end
        )


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Where ``quote`` occurs in ``text`` as whole words: ``(start, end)`` offsets, or None."""
    needle = _normalise(quote)[0].strip()
    if not needle:
        return None
    haystack, offsets = _normalise(text)
    for at in _occurrences(needle, haystack):
        end = at + len(needle)
        if not (_joins(haystack, at) or _joins(haystack, end)):
            return offsets[at], offsets[end - 1] + 1
    return None


def _occurrences(needle: str, haystack: str) -> Iterator[int]:
    at = haystack.find(needle)
    while at >= 0:
        yield at
        at = haystack.find(needle, at + 1)


def _joins(text: str, at: int) -> bool:
    """Whether a word goes on over the boundary before ``text[at]``."""
    return 0 < at < len(text) and _spelt(text[at - 1]) and _spelt(text[at])


def _spelt(character: str) -> bool:
    # Chinese and Japanese write no spaces between words.
    return character.isalnum() and unicodedata.category(character) != "Lo"


def _normalise(text: str) -> tuple[str, Sequence[int]]:
    """``text`` with runs of white space as one space and plain quotes, and each one's offset."""
    plain = text.translate(_QUOTES)
    # As most abstracts are: to go through it by character took a tenth of an answer's time.
    if " ".join(plain.split()) == plain:
        return plain, range(len(plain))
    characters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(plain):
        if not character.isspace():
            characters.append(character)
            offsets.append(offset)
        elif not characters or characters[-1] != " ":
            characters.append(" ")
            offsets.append(offset)
    return "".join(characters), offsets
