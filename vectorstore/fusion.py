"""Two rankings of one query → one. Pure."""

from __future__ import annotations

from collections.abc import Mapping

KEYWORD_WEIGHT = 0.35


def fuse(dense: Mapping[str, float], keyword: Mapping[str, float]) -> dict[str, float]:
    """The convex combination of the two scores of each id of ``dense``, each scaled to 0..1.

    An id without a keyword score has none of its words. Convex combination of min-max scaled
    scores: Bruch et al. 2023 (arXiv:2210.11934); it beat reciprocal rank fusion on every
    development set.
    """
    near = _scaled(dense)
    exact = _scaled({key: keyword.get(key, 0.0) for key in dense})
    return {key: (1 - KEYWORD_WEIGHT) * near[key] + KEYWORD_WEIGHT * exact[key] for key in dense}


def _scaled(scores: Mapping[str, float]) -> dict[str, float]:
    low, high = min(scores.values(), default=0.0), max(scores.values(), default=0.0)
    if high <= low:
        return dict.fromkeys(scores, 0.0)
    return {key: (score - low) / (high - low) for key, score in scores.items()}
