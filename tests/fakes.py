"""Stand-ins that honour the real ports."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator, Sequence

import numpy as np

from vectorstore.embeddings import PaperText, PaperVectors, Vectors, compose, unit


class HashEmbedder:
    """An ``Embedder`` without a model: a text's vector is the sum of its words' random vectors.

    Texts that share words are near. ``seen`` lists the titles of the papers that it embedded;
    ``pause`` (seconds a paper) makes it as slow as a test wants.
    """

    def __init__(self, dimension: int = 64, name: str = "hash-1", pause: float = 0.0) -> None:
        self.dimension = dimension
        self.fingerprint = f"{name}:{dimension}"
        self.pause = pause
        self.seen: list[str] = []
        self._words: dict[str, Vectors] = {}

    def query(self, text: str) -> Vectors:
        return self._embed([text])[0]

    def papers(self, papers: Sequence[PaperText]) -> Iterator[PaperVectors]:
        for paper in papers:
            if self.pause:
                time.sleep(self.pause)
            self.seen.append(paper.title)
            lengths = [end - start for start, end in paper.spans]
            yield compose(self._embed(paper.pieces), lengths)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        rows = [
            sum((self._word(word) for word in re.findall(r"\w+", text.lower())), self._word(""))
            for text in texts
        ]
        return unit(np.stack(rows))

    def _word(self, word: str) -> Vectors:
        if word not in self._words:
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "little")
            vector = np.random.default_rng(seed).normal(size=self.dimension)
            self._words[word] = vector.astype(np.float32)
        return self._words[word]
