"""Papers → clusters with names of their own words, and places on a plane. The only importer of
scikit-learn; runs in a process of its own. The same papers give the same map."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA  # type: ignore[import-untyped,unused-ignore]
from sklearn.manifold import TSNE  # type: ignore[import-untyped,unused-ignore]

from vectorstore.embeddings import Vectors
from vectorstore.groups import Owners, group, names
from vectorstore.lexicon import Lexicon
from vectorstore.terms import stems

MOST_CLUSTERS = 8
_SEED = 0
_DIMENSIONS = 50
# Twice as many clusters for four times as many papers: 3 for 50, 8 for 400.
_CLUSTERS = 0.4
_PERPLEXITY, _ITERATIONS = 30, 500


@dataclass(frozen=True, slots=True)
class Clustered:
    """``places`` are (n, 2); ``owners`` the cluster of each paper, largest first; ``names`` its
    words."""

    places: NDArray[np.float64]
    owners: Owners
    names: tuple[str, ...]


def arrange(vectors: Vectors, texts: Sequence[str], topic: Sequence[str]) -> Clustered:
    """Clusters of ``vectors`` (n, dimension), n at least 8, named by what is most particular to
    their ``texts``, but for the words of ``topic``."""
    count = len(vectors)
    reduced = PCA(min(_DIMENSIONS, count - 1, vectors.shape[1]), random_state=_SEED).fit_transform(
        vectors.astype(np.float64)
    )
    number = min(max(round(_CLUSTERS * math.sqrt(count)), 2), MOST_CLUSTERS)
    owners = group(reduced, number)
    places = TSNE(
        perplexity=min(_PERPLEXITY, (count - 1) / 3),
        init="pca",
        max_iter=_ITERATIONS,
        random_state=_SEED,
    ).fit_transform(reduced)
    known = stems(" ".join(topic))
    return Clustered(places, owners, names(texts, owners, Lexicon().rarity, known))
