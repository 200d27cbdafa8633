"""A question → the papers that may answer it: abstract vectors and words, fused and reranked."""

from __future__ import annotations

from vectorstore.corpus.reader import Corpus
from vectorstore.embeddings import Embedder, Vectors
from vectorstore.index.reader import IndexReader
from vectorstore.models import Filters, Hit
from vectorstore.rerank import rerank
from vectorstore.terms import stem, words

# How many papers each of the two rankings may propose.
POOL = 50


class Retriever:
    """Searches one corpus and its index. Safe to call from several threads."""

    def __init__(self, corpus: Corpus, index: IndexReader, embedder: Embedder) -> None:
        self._corpus = corpus
        self._index = index
        self._embedder = embedder

    def search(self, text: str, k: int = 10, filters: Filters | None = None) -> tuple[Hit, ...]:
        """The ``k`` papers nearest to ``text``, best first. Raises VectorstoreError."""
        return self._rank(text, self._embedder.query(text), k, filters or Filters())

    def similar(self, paper_id: str, k: int = 10) -> tuple[Hit, ...]:
        """The ``k`` papers nearest to a paper, without itself; none when it is unknown."""
        found = self._corpus.candidates([paper_id], self._embedder.fingerprint)
        if not found:
            return ()
        paper = found[0].paper
        hits = self._rank(paper.title, found[0].vectors.abstract, k + 1, Filters())
        return tuple(hit for hit in hits if hit.paper.paper_id != paper.paper_id)[:k]

    def _rank(self, text: str, vector: Vectors, k: int, filters: Filters) -> tuple[Hit, ...]:
        # An index that was switched in since the last search is used from here on.
        self._index.refresh()
        pool = max(POOL, k)
        dense = self._index.dense(vector, pool, filters)
        keyword = dict(self._index.keyword(text, pool, filters))
        ids = list(dict.fromkeys([*(paper_id for paper_id, _ in dense), *keyword]))
        candidates = self._corpus.candidates(ids, self._embedder.fingerprint)
        return rerank(vector, self._weights(text), candidates, keyword, k)

    def _weights(self, text: str) -> dict[str, float]:
        """The rarity of each stem of ``text`` in this corpus."""
        unique = list(dict.fromkeys(words(text)))
        return dict(zip(map(stem, unique), self._index.idf(unique), strict=True))
