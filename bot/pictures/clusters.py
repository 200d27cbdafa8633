"""Papers → clusters with names of their own words, and places on a plane. The only importer of
scikit-learn; runs in a process of its own. The same papers give the same map."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans  # type: ignore[import-untyped,unused-ignore]
from sklearn.decomposition import PCA  # type: ignore[import-untyped,unused-ignore]
from sklearn.feature_extraction.text import CountVectorizer  # type: ignore[import-untyped,unused-ignore]
from sklearn.manifold import TSNE  # type: ignore[import-untyped,unused-ignore]

from vectorstore.embeddings import Vectors
from vectorstore.lexicon import Lexicon
from vectorstore.terms import stem, stems
from vectorstore.terms import words as split

MOST_CLUSTERS = 8
NAME_WORDS = 3
_SEED = 0
_DIMENSIONS = 50
# Twice as many clusters for four times as many papers: 3 for 50, 8 for 400.
_CLUSTERS = 0.4
_PERPLEXITY, _ITERATIONS = 30, 500
# A word that is as frequent elsewhere weighs nothing, but for rounding.
_SAME = 0.001
# The rarity of a word of every fifth paper.
_EVERYDAY = 0.15
_WORD = r"[^\W\d_][\w-]{2,}"


@dataclass(frozen=True, slots=True)
class Clustered:
    """``places`` are (n, 2); ``owners`` the cluster of each paper, largest first; ``names`` its
    words."""

    places: NDArray[np.float64]
    owners: NDArray[np.int64]
    names: tuple[str, ...]


def arrange(vectors: Vectors, texts: Sequence[str], topic: Sequence[str]) -> Clustered:
    """Clusters of ``vectors`` (n, dimension), n at least 8, named by what is most particular to
    their ``texts``, but for the words of ``topic``."""
    count = len(vectors)
    reduced = PCA(min(_DIMENSIONS, count - 1, vectors.shape[1]), random_state=_SEED).fit_transform(
        vectors.astype(np.float64)
    )
    number = min(max(round(_CLUSTERS * math.sqrt(count)), 2), MOST_CLUSTERS)
    found = KMeans(number, n_init=10, random_state=_SEED).fit_predict(reduced)
    sizes = np.bincount(found, minlength=number)
    order = sorted(range(number), key=lambda cluster: (-sizes[cluster], cluster))
    rank = {cluster: n for n, cluster in enumerate(c for c in order if sizes[c])}
    owners = np.array([rank[cluster] for cluster in found], dtype=np.int64)
    places = TSNE(
        perplexity=min(_PERPLEXITY, (count - 1) / 3),
        init="pca",
        max_iter=_ITERATIONS,
        random_state=_SEED,
    ).fit_transform(reduced)
    return Clustered(places, owners, _names(texts, owners, topic))


def _names(
    texts: Sequence[str], owners: NDArray[np.int64], topic: Sequence[str]
) -> tuple[str, ...]:
    """For each cluster, the words that more of its papers have than others do."""
    counter = CountVectorizer(binary=True, stop_words="english", token_pattern=_WORD)
    number = int(owners.max()) + 1
    try:
        having = counter.fit_transform(texts)
    except ValueError:
        # No word at all is left.
        return ("…",) * number
    words = counter.get_feature_names_out()
    # Words of every field ("common", "using") say little, however they fall here.
    # Beyond that it does not matter how rare a word is, but how many papers here have it.
    rarity = np.clip(_rarity(words) - _EVERYDAY, 0.0, _EVERYDAY)
    everywhere = np.asarray(having.sum(axis=0), dtype=np.float64)[0]
    names = []
    for n in range(number):
        inside = np.asarray(having[owners == n].sum(axis=0), dtype=np.float64)[0]
        size = int((owners == n).sum())
        here = inside / size
        # As if one more paper had each word, so that a word of one paper does not win.
        elsewhere = (everywhere - inside + 1) / (len(texts) - size + 1)
        particular = here * np.log((here + 1e-9) / elsewhere) * rarity
        names.append(_name(particular, words, stems(" ".join(topic))))
    return tuple(names)


def _rarity(compounds: Sequence[str]) -> NDArray[np.float64]:
    """How rare words are in papers, from that of their parts ("multi-agent")."""
    lexicon = Lexicon()
    parts = (list(map(lexicon.rarity, split(compound))) for compound in compounds)
    return np.array([sum(rare) / len(rare) for rare in parts])


def _name(weights: NDArray[np.float64], words: Sequence[str], known: frozenset[str]) -> str:
    """The heaviest words, each in one of its forms, but for those that are known anyway."""
    taken = set(known)
    chosen: list[str] = []
    for at in sorted(range(len(words)), key=lambda at: (-weights[at], words[at])):
        if weights[at] <= _SAME or len(chosen) == NAME_WORDS:
            break
        if (root := stem(words[at])) not in taken:
            taken.add(root)
            chosen.append(words[at])
    return ", ".join(chosen) or "…"
