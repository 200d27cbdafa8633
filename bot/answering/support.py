"""Do the quotes say what the statement says? Provenance is not entailment.

No model: what is looked for is what would mislead a reader. Numbers, names, addresses and a
negation that no quote has; an opposite direction ("increases" for "reduces"); and too many words
that no quote has a word near to. How well this tells supported claims from contradicted and
unrelated ones is measured by ``footnote eval --support`` (see docs/quality.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.answering.language import reads_english
from bot.core.models import Citation
from vectorstore.lexicon import Lexicon
from vectorstore.terms import stem, stems, words

# The least share of a statement's words, weighted by rarity, that its quotes must be near to: 95 %
# of the claims that SciFact's rationales support reach it, 16 % of unrelated ones.
COVERED = 0.35

# The number of a name ("GPT-4") is a part of the name.
_NUMBER = re.compile(r"(?<![\w.])(?<![A-Za-z]-)\d+(?:[.,]\d+)*")
_NAME = re.compile(r"[^\W_][\w’'+./-]*")
# A link or a mention: what a reader might follow.
_ADDRESS = re.compile(r"\w+://[^\s)>\]]+|\bwww\.[^\s)>\]]+|\b[\w-]+\.\w{2,}/[^\s)>\]]+|@[\w!&]+")
_NEGATION = re.compile(
    r"\b(?:not|no|never|without|cannot|neither|nor|none|nothing|fail(?:s|ed|ing)?"
    r"|lack(?:s|ed|ing)?|absence|unable)\b|n['’]t\b",
    re.IGNORECASE,
)
# "One" is seldom a count.
_COUNTS = {
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
    "eleven": "11",
    "twelve": "12",
}
_MORE = stems(
    "increase raise rise elevate enhance promote activate upregulate higher more greater gain "
    "improve accelerate larger longer better stimulate positive faster outperform exceed"
)
_LESS = stems(
    "decrease reduce lower fewer less inhibit suppress downregulate loss impair deplete attenuate "
    "diminish prevent block worse shorter smaller decline negative slow slower underperform"
)


class Support:
    """The check of one lexicon; read-only, safe to share."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def doubts(self, statement: str, cited: Sequence[Citation]) -> list[str]:
        """What ``statement`` says that its citations do not, a reason each; none is a good sign.

        A paper's title counts as said: it is shown with each quote.
        """
        quotes = " ".join(citation.quote for citation in cited)
        if statement in quotes:
            return []
        said = " ".join([quotes, *dict.fromkeys(citation.title for citation in cited)])
        found = [
            *_missing("the number", _numbers(statement) - _numbers(said)),
            *_missing("the name", self._names(statement, said)),
            *_missing(
                "the address", set(_ADDRESS.findall(statement)) - set(_ADDRESS.findall(said))
            ),
        ]
        if not reads_english(statement, self._lexicon):
            return found
        if _NEGATION.search(statement) and not _NEGATION.search(said):
            found.append("no quote has its negation")
        if _opposite(stems(statement), stems(quotes)):
            found.append("the quotes say the opposite direction")
        if self._covered(statement, said) < COVERED:
            found.append("the quotes are about something else")
        return found

    def _names(self, statement: str, said: str) -> set[str]:
        """Names of ``statement`` that are not in ``said``; a first word may be any word."""
        present, text = stems(said), said.casefold()
        # German writes every noun with a capital.
        capitals = reads_english(statement, self._lexicon)
        return {
            name
            for at, name in enumerate(_NAME.findall(statement))
            if _is_name(name, capitals and at > 0)
            and name.casefold() not in text
            and not all(stem(word) in present for word in words(name))
        }

    def _covered(self, statement: str, said: str) -> float:
        """The share, 0 to 1, of the statement's weight that is in ``said`` or near to it."""
        vectors, present = self._lexicon.vectors(sorted(set(words(said)))), stems(said)
        weight = covered = 0.0
        for word in dict.fromkeys(words(statement)):
            if word.isdigit() or word in _COUNTS:
                continue  # looked at as numbers
            rarity = self._lexicon.rarity(word)
            weight += rarity
            if stem(word) in present:
                covered += rarity
            elif word in self._lexicon:
                near = float((vectors @ self._lexicon.vectors([word])[0]).max(initial=0.0))
                covered += rarity * near
        return covered / weight if weight else 1.0


def _missing(what: str, missing: Iterable[str]) -> list[str]:
    return [f"no quote has {what} {one}" for one in sorted(missing)]


def _numbers(text: str) -> set[str]:
    digits = {number.replace(",", "") for number in _NUMBER.findall(text)}
    return digits | {_COUNTS[word] for word in words(text) if word in _COUNTS}


def _is_name(word: str, capital_counts: bool) -> bool:
    inner = any(character.isupper() for character in word[1:])
    mixed = any(c.isdigit() for c in word) and any(c.isalpha() for c in word)
    return inner or mixed or (capital_counts and word[0].isupper())


def _opposite(statement: frozenset[str], quotes: frozenset[str]) -> bool:
    """Whether one side only says more and the other only says less."""
    more, less = bool(statement & _MORE), bool(statement & _LESS)
    more_quoted, less_quoted = bool(quotes & _MORE), bool(quotes & _LESS)
    return more != less and more_quoted != less_quoted and more != more_quoted
