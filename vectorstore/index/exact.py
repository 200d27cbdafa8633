"""Exact search over the corpus's own vectors: few candidates, fallback, and the tests' oracle."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vectorstore.corpus.reader import Corpus, State
from vectorstore.embeddings import Vectors

# Below this many papers, reading only their vectors is cheaper than keeping everybody's.
FEW = 1_000


@dataclass(frozen=True, slots=True)
class _Matrix:
    state: State
    ids: list[str]
    rows: dict[str, int]
    vectors: Vectors


class ExactIndex:
    """Cosine by brute force. Holds every abstract vector once it was needed (92 MB for 60,000
    papers of 384 dimensions) until the corpus changes. Safe to share between threads."""

    def __init__(self, corpus: Corpus, embedder: str) -> None:
        self._corpus = corpus
        self._embedder = embedder
        self._lock = threading.Lock()
        self._matrix: _Matrix | None = None

    def query(
        self, vector: Vectors, k: int, ids: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """The ``k`` nearest papers (of ``ids``, when given) with their cosine, best first.

        Raises CorpusError.
        """
        names, vectors = self._vectors(ids)
        k = min(k, len(names))
        if k < 1:
            return []
        cosines = vectors @ vector
        best = np.argpartition(-cosines, k - 1)[:k]
        best = best[np.argsort(-cosines[best], kind="stable")]
        return [(names[row], float(cosines[row])) for row in best]

    def _vectors(self, ids: Sequence[str] | None) -> tuple[list[str], Vectors]:
        if ids is not None and len(ids) <= FEW:
            return self._corpus.abstract_matrix(self._embedder, ids)
        matrix = self._all()
        if ids is None:
            return matrix.ids, matrix.vectors
        rows = [matrix.rows[name] for name in ids if name in matrix.rows]
        return [matrix.ids[row] for row in rows], matrix.vectors[rows]

    def _all(self) -> _Matrix:
        state = self._corpus.state()
        with self._lock:
            if self._matrix is None or self._matrix.state != state:
                ids, vectors = self._corpus.abstract_matrix(self._embedder)
                rows = {name: row for row, name in enumerate(ids)}
                self._matrix = _Matrix(state, ids, rows, vectors)
            return self._matrix
