"""What became of one question, and whether that was right. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.core.models import Usage
from bot.evaluation.dev_set import GoldQuestion
from bot.evaluation.facts import has_fact
from vectorstore.papers import normalise_title


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question and what came back.

    ``kind`` is the row of the report it belongs to; ``ranked`` are the titles that retrieval
    found for the question in words that need no conversation, best first; ``cited`` the titles of
    the answer, first cited first; ``verbatim`` is how many of its ``quotes`` are the stored
    abstract's own characters at their offsets. ``text`` is what a person reads; an abstention has
    no statements. ``dropped`` statements could not be proved; ``fell_back`` says that the chat
    model failed, ``usage`` what it took.
    """

    question: GoldQuestion
    kind: str
    ranked: tuple[str, ...]
    answered: bool
    text: str
    cited: tuple[str, ...]
    quotes: tuple[str, ...]
    verbatim: int
    statements: int
    sentences: int
    dropped: int = 0
    fell_back: bool = False
    usage: Usage = field(default_factory=Usage)

    @property
    def gold_rank(self) -> int | None:
        """The place, from 1, of the first gold paper; None when it was not found."""
        gold = _keys(self.question.gold_titles)
        places = (at for at, title in enumerate(self.ranked, 1) if normalise_title(title) in gold)
        return next(places, None)

    @property
    def facts(self) -> dict[str, bool]:
        """Which key facts the text holds; none of them when it abstains."""
        return {
            fact: self.answered and has_fact(self.text, fact) for fact in self.question.key_facts
        }

    @property
    def complete(self) -> bool:
        return all(self.facts.values())

    @property
    def gold_cited(self) -> float:
        """The share of the gold papers that the answer cites."""
        gold = _keys(self.question.gold_titles)
        return len(gold & _keys(self.cited)) / len(gold)

    @property
    def rightly_cited(self) -> float | None:
        """The share of the cited papers that may be cited; None when nothing is."""
        allowed = _keys(self.question.gold_titles) | _keys(self.question.acceptable_titles)
        cited = _keys(self.cited)
        return len(cited & allowed) / len(cited) if cited else None

    @property
    def evidence_quoted(self) -> float | None:
        """The share of the gold evidence that stands whole in a quote; None where there is none."""
        wanted = self.question.evidence
        quotes = [_folded(quote) for quote in self.quotes]
        found = sum(any(_folded(piece) in quote for quote in quotes) for piece in wanted)
        return found / len(wanted) if wanted else None

    @property
    def forbidden(self) -> tuple[str, ...]:
        """What the text holds though it must not."""
        text = self.text.lower()
        return tuple(bad for bad in self.question.must_not_contain if bad.lower() in text)


def _keys(titles: Sequence[str]) -> frozenset[str]:
    return frozenset(map(normalise_title, titles))


def _folded(text: str) -> str:
    return " ".join(text.split()).lower()
