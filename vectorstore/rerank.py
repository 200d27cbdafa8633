"""Candidates → hits, by their best sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from vectorstore.corpus.reader import Candidate
from vectorstore.embeddings import Vectors
from vectorstore.fusion import fuse
from vectorstore.models import Hit, Passage
from vectorstore.terms import coverage, stems

# What the best sentence weighs in a candidate's nearness; the rest is the whole abstract.
BEST_SENTENCE = 0.7


def rerank(
    vector: Vectors,
    weights: Mapping[str, float],
    candidates: Sequence[Candidate],
    keyword: Mapping[str, float],
    k: int,
) -> tuple[Hit, ...]:
    """The best ``k`` of ``candidates`` for a query, best first.

    ``vector`` is the query's, (dimension,); ``weights`` the rarity of each of its stems;
    ``keyword`` the keyword score of each paper id that has one. A candidate's nearness is that of
    its abstract and of its best sentence, fused with its keyword score.
    """
    if not candidates:
        return ()
    cosines = _sentence_cosines(vector, candidates)
    abstracts = np.stack([candidate.vectors.abstract for candidate in candidates]) @ vector
    ids = [candidate.paper.paper_id for candidate in candidates]
    dense = {
        paper_id: float((1 - BEST_SENTENCE) * whole + BEST_SENTENCE * sentences.max(initial=whole))
        for paper_id, whole, sentences in zip(ids, abstracts, cosines, strict=True)
    }
    scores = fuse(dense, keyword)
    order = sorted(range(len(ids)), key=lambda i: (-scores[ids[i]], ids[i]))
    return tuple(
        _hit(candidates[i], scores[ids[i]], float(abstracts[i]), cosines[i], weights)
        for i in order[:k]
    )


def _sentence_cosines(vector: Vectors, candidates: Sequence[Candidate]) -> list[Vectors]:
    """The cosine of the query with each sentence, one array a candidate."""
    blocks = [candidate.vectors.sentences for candidate in candidates]
    ends = np.cumsum([len(block) for block in blocks])
    return np.split(np.concatenate(blocks) @ vector, ends[:-1])


def _hit(
    candidate: Candidate,
    score: float,
    similarity: float,
    cosines: Vectors,
    weights: Mapping[str, float],
) -> Hit:
    paper = candidate.paper
    title = stems(paper.title)
    passages = []
    found = set(title)
    for (start, end), cosine in zip(candidate.spans, cosines, strict=True):
        text = paper.abstract[start:end]
        terms = stems(text)
        found |= terms
        passages.append(
            Passage(
                paper.paper_id, start, end, text, float(cosine), coverage(weights, title | terms)
            )
        )
    return Hit(paper, score, similarity, coverage(weights, found), tuple(passages))
