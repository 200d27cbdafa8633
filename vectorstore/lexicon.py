"""How common a word is in papers, and which words are near it in meaning.

A table made once from 60,000 public abstracts by ``tests/calibration/build_lexicon.py``: the words
of at least eight of them, how many of them have it, and its vector from the packaged embedding
model, centred and reduced to 64 dimensions. It lets a small corpus tell a rare technical word from
a colloquial one, and a paraphrase ("picture" for "image") from a word that is missing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from vectorstore.embeddings import Vectors, unit

FILE = Path(__file__).parent / "data" / "lexicon.npz"


class Lexicon:
    """The table; read-only, safe to share."""

    def __init__(self, file: Path = FILE) -> None:
        with np.load(file) as table:
            names = bytes(table["words"]).decode().split("\n")
            self._rows = {word: row for row, word in enumerate(names)}
            self._counts = table["counts"].astype(np.int64)
            self._vectors = unit(table["vectors"].astype(np.float32))
            self._papers = int(table["papers"])

    def __contains__(self, word: str) -> bool:
        return word in self._rows

    def rarity(self, word: str) -> float:
        """0 for a word of every paper, 1 for a word of none."""
        row = self._rows.get(word)
        count = 0 if row is None else int(self._counts[row])
        return math.log(self._papers / (count + 1)) / math.log(self._papers)

    def vectors(self, words: Iterable[str]) -> Vectors:
        """The unit vectors of those of ``words`` that the table has, (n, 64)."""
        rows = [row for word in words if (row := self._rows.get(word)) is not None]
        return self._vectors[rows]
