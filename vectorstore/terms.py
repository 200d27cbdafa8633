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
