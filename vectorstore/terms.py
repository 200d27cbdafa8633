"""Words and their stems, and how much of a query a text covers. Pure."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Mapping

import Stemmer  # type: ignore[import-not-found,unused-ignore]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_STEMMER = Stemmer.Stemmer("english")


def words(text: str) -> list[str]:
    """The words of ``text`` in lower case; ``top-1`` is two words."""
    return _WORD.findall(text.lower())


@functools.lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The English stem of a word (Porter 2001, Snowball)."""
    return str(_STEMMER.stemWord(word))


def stems(text: str) -> frozenset[str]:
    """The stems of the words of ``text``."""
    return frozenset(map(stem, words(text)))


def coverage(weights: Mapping[str, float], found: Collection[str]) -> float:
    """The share, 0 to 1, of a query's weight whose stems are in ``found``."""
    total = sum(weights.values())
    if not total:
        return 0.0
    return sum(weight for term, weight in weights.items() if term in found) / total


def forms(text: str) -> dict[str, str]:
    """The stems of ``text``, each with the word that first has it, as it stands there."""
    found: dict[str, str] = {}
    for word in _WORD.findall(text):
        found.setdefault(stem(word.lower()), word)
    return found


def phrase(text: str, sought: str) -> str | None:
    """Where in ``text`` the words of ``sought`` first follow one another, in any of their English
    forms, as it stands there; None where they do not."""
    wanted = [stem(word) for word in words(sought)]
    places = list(_WORD.finditer(text))
    found = [stem(place[0].lower()) for place in places]
    for at in range(len(found) - len(wanted) + 1):
        if wanted and found[at : at + len(wanted)] == wanted:
            return text[places[at].start() : places[at + len(wanted) - 1].end()]
    return None
