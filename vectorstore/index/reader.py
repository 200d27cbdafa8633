"""The index as a search sees it: the current build, or what still works without it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from vectorstore.corpus.reader import Corpus, State
from vectorstore.embeddings import Vectors
from vectorstore.errors import IndexDamagedError, IndexMismatchError
from vectorstore.index import switch
from vectorstore.index.exact import ExactIndex
from vectorstore.index.identity import Identity
from vectorstore.index.opened import OpenBuild, open_build
from vectorstore.models import Filters

# Up to this many papers that filters let through, exact search is quicker than Chroma.
SURVIVORS = 20_000
_CACHED_FILTERS = 16


class IndexReader:
    """Searches one index folder; safe to share between threads, never writes.

    A part of the index that is missing or damaged is replaced by exact search (vectors) or an
    index in memory (words), and ``degraded`` says so. Searches raise CorpusError.
    """

    def __init__(self, index_dir: Path, corpus: Corpus, identity: Identity) -> None:
        """Raises IndexMismatchError when the index was built with another identity, CorpusError."""
        self._index_dir = index_dir
        self._corpus = corpus
        self._identity = identity
        self._exact = ExactIndex(corpus, identity.embedder)
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._allowed: dict[Filters, tuple[State, list[str]]] = {}
        if corpus.count() and not corpus.count(identity.embedder):
            raise IndexMismatchError(
                f"No paper in {index_dir} was embedded with {identity.embedder}: run "
                "`footnote reindex`, or go back to the embedding model it was built with."
            )
        self._stamp = self._look()
        self._build = open_build(index_dir, corpus, identity)

    @property
    def generation(self) -> str | None:
        """The name of the build that answers; None where there is none."""
        return self._build.name

    @property
    def degraded(self) -> str | None:
        """What does not work as it should and what to do, in one sentence; None when all does."""
        return self._build.degraded

    def refresh(self) -> bool:
        """Open the build that was switched in since the last look, if any; cheap when none was."""
        stamp = self._look()
        if stamp == self._stamp or not self._opening.acquire(blocking=False):
            return False
        try:
            try:
                new = open_build(self._index_dir, self._corpus, self._identity)
            except IndexMismatchError as error:
                self._build.degraded = str(error)
                return False
            finally:
                self._stamp = stamp
            with self._lock:
                old, self._build = self._build, new
            old.retire()
            return True
        finally:
            self._opening.release()

    def dense(
        self, vector: Vectors, k: int, filters: Filters | None = None
    ) -> list[tuple[str, float]]:
        """The ``k`` papers nearest to ``vector`` (dimension,) with their cosine, best first."""
        allowed = self._let_through(filters)
        if allowed is not None and len(allowed) <= SURVIVORS:
            return self._exact.query(vector, k, allowed)
        with self._using() as build:
            if build.chroma is None:
                return self._exact.query(vector, k, allowed)
            wanted = k
            if allowed is not None:
                # Twice what an even spread would need.
                wanted = min(2 * k * max(self._corpus.count() // len(allowed), 1), SURVIVORS)
            try:
                hits = build.chroma.query(vector, wanted)
            except IndexDamagedError as error:
                build.lose_chroma(error)
                return self._exact.query(vector, k, allowed)
        if allowed is None:
            return hits
        kept = _only(hits, allowed)[:k]
        return kept if len(kept) == k else self._exact.query(vector, k, allowed)

    def keyword(self, text: str, k: int, filters: Filters | None = None) -> list[tuple[str, float]]:
        """The ``k`` best papers for the words of ``text`` with their BM25 score, best first."""
        allowed = self._let_through(filters)
        with self._using() as build:
            wanted = k if allowed is None else 4 * k
            while True:
                hits = build.search(text, wanted)
                kept = hits if allowed is None else _only(hits, allowed)
                if len(kept) >= k or len(hits) < wanted:
                    return kept[:k]
                wanted *= 4

    def idf(self, words: Sequence[str]) -> list[float]:
        """How rare each word is in titles and abstracts: BM25's inverse document frequency."""
        with self._using() as build:
            return build.idf(words)

    def close(self) -> None:
        self._build.retire()

    def _let_through(self, filters: Filters | None) -> list[str] | None:
        if filters is None or filters.empty:
            return None
        state = self._corpus.state()
        with self._lock:
            found = self._allowed.get(filters)
        if found is None or found[0] != state:
            found = state, self._corpus.ids_matching(filters)
            with self._lock:
                if len(self._allowed) >= _CACHED_FILTERS:
                    self._allowed.clear()
                self._allowed[filters] = found
        return found[1]

    @contextmanager
    def _using(self) -> Iterator[OpenBuild]:
        with self._lock:
            build = self._build
            build.enter()
        try:
            yield build
        finally:
            build.leave()

    def _look(self) -> tuple[int, int] | None:
        try:
            found = switch.pointer(self._index_dir).stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns


def _only(hits: Sequence[tuple[str, float]], allowed: Sequence[str]) -> list[tuple[str, float]]:
    names = set(allowed)
    return [hit for hit in hits if hit[0] in names]
