"""How good a ranking is, given judgements. Pure.

``ranked`` are different ids, best first; ``relevance`` holds the judged ids and their grades, at
least one of them above 0. An id that was not judged counts as not relevant.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

Relevance = Mapping[str, int]


def ndcg(ranked: Sequence[str], relevance: Relevance, k: int) -> float:
    """Normalised discounted cumulative gain with exponential gains (Burges et al. 2005)."""
    gained = _discounted(relevance.get(name, 0) for name in ranked[:k])
    best = _discounted(sorted(relevance.values(), reverse=True)[:k])
    return gained / best


def recall(ranked: Sequence[str], relevance: Relevance, k: int) -> float:
    """The share of the relevant ids among the first ``k``."""
    relevant = {name for name, grade in relevance.items() if grade > 0}
    return len(relevant.intersection(ranked[:k])) / len(relevant)


def reciprocal_rank(ranked: Sequence[str], relevance: Relevance, k: int) -> float:
    """One by the place of the first relevant id; 0 when it is not among the first ``k``."""
    places = (at for at, name in enumerate(ranked[:k], 1) if relevance.get(name, 0) > 0)
    return next((1 / place for place in places), 0.0)


def _discounted(grades: Iterable[int]) -> float:
    return sum(
        (math.exp2(max(grade, 0)) - 1) / math.log2(place + 1)
        for place, grade in enumerate(grades, 1)
    )
