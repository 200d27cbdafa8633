"""Measure retrieval on a benchmark, next to its two halves on their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.evaluation.benchmark import Benchmark
from bot.evaluation.ranking import Relevance, ndcg, recall, reciprocal_rank
from vectorstore.corpus.reader import Corpus
from vectorstore.embeddings import Embedder
from vectorstore.index.reader import IndexReader
from vectorstore.retriever import Retriever

K = 10

_METRICS: dict[str, Callable[[list[str], Relevance], float]] = {
    "nDCG@10": lambda ranked, relevance: ndcg(ranked, relevance, 10),
    "recall@5": lambda ranked, relevance: recall(ranked, relevance, 5),
    "recall@10": lambda ranked, relevance: recall(ranked, relevance, 10),
    "MRR@10": lambda ranked, relevance: reciprocal_rank(ranked, relevance, 10),
}


@dataclass(frozen=True, slots=True)
class RetrievalScores:
    """``rankings`` give each metric's mean over ``queries``; ``missing`` is how many of the
    ``judged`` papers the corpus does not have (they count as not found)."""

    benchmark: str
    papers: int
    queries: int
    judged: int
    missing: int
    rankings: dict[str, dict[str, float]]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def evaluate_retrieval(
    benchmark: Benchmark,
    corpus: Corpus,
    index: IndexReader,
    embedder: Embedder,
    asked: Callable[[], None],
) -> tuple[RetrievalScores, list[dict[str, Any]]]:
    """Search every judged query; ``asked`` is called after each.

    Gives the scores, and every query with its rankings. Raises VectorstoreError.
    """
    retriever = Retriever(corpus, index, embedder)
    rankings: dict[str, Callable[[str], Iterable[str]]] = {
        "Footnote": lambda text: (hit.paper.paper_id for hit in retriever.search(text, K)),
        "keywords alone (BM25)": lambda text: (name for name, _ in index.keyword(text, K)),
        "abstract vectors alone": lambda text: (
            name for name, _ in index.dense(embedder.query(text), K)
        ),
    }
    judged = sorted({paper for grades in benchmark.judgements.values() for paper in grades})
    stored = corpus.get(judged)
    names: dict[str, list[str]] = {}
    for name, paper in stored.items():
        names.setdefault(paper.paper_id, []).append(name)
    totals = {ranking: dict.fromkeys(_METRICS, 0.0) for ranking in rankings}
    lines: list[dict[str, Any]] = []
    for query, relevance in benchmark.judgements.items():
        text = benchmark.queries[query]
        found = {ranking: _as_judged(search(text), names) for ranking, search in rankings.items()}
        for ranking, ranked in found.items():
            for metric, measure in _METRICS.items():
                totals[ranking][metric] += measure(ranked, relevance)
        lines.append({"query_id": query, "text": text, "ranked": found["Footnote"], **found})
        asked()
    n = len(benchmark.judgements)
    scores = RetrievalScores(
        benchmark=benchmark.name,
        papers=corpus.count(),
        queries=n,
        judged=len(judged),
        missing=len(judged) - len(stored),
        rankings={
            ranking: {metric: total / n for metric, total in sums.items()}
            for ranking, sums in totals.items()
        },
    )
    return scores, lines


def _as_judged(ids: Iterable[str], names: Mapping[str, list[str]]) -> list[str]:
    """The ids by which the judgements know the papers: two records may have been one paper."""
    return [name for paper_id in ids for name in names.get(paper_id, [paper_id])]
