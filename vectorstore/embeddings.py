"""Text → vectors: what every embedder promises, and how a paper's vectors are made.

A paper is embedded bottom-up: its title and each of its sentences once. The abstract's vector is
the mean of its sentences, weighted by their length, plus a share of the title; a sentence's vector
carries a smaller share of the title, so that "the method" knows whose it is. Measured on the
development set, this ranks papers as well as embedding title and abstract as one text, finds the
evidence sentence more often than late chunking (Günther et al. 2024, arXiv:2409.04701), and costs
one pass instead of two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

TITLE_IN_ABSTRACT = 0.4
TITLE_IN_SENTENCE = 0.3


@dataclass(frozen=True, slots=True)
class PaperText:
    """What is embedded of a paper; ``spans`` are the offsets of the abstract's sentences."""

    title: str
    abstract: str
    spans: tuple[tuple[int, int], ...]

    @property
    def pieces(self) -> list[str]:
        """The title, then every sentence."""
        return [self.title, *(self.abstract[start:end] for start, end in self.spans)]


@dataclass(frozen=True, slots=True)
class PaperVectors:
    """Unit vectors of a paper: ``abstract`` is (dimension,), ``sentences`` (n, dimension)."""

    abstract: Vectors
    sentences: Vectors


class Embedder(Protocol):
    """Turns questions and papers into unit vectors of one space.

    ``fingerprint`` names model and method: vectors of different fingerprints never meet.
    """

    @property
    def fingerprint(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def query(self, text: str) -> Vectors:
        """The unit vector of a question, (dimension,). Raises EmbeddingError."""
        ...

    def papers(self, papers: Sequence[PaperText]) -> Iterator[PaperVectors]:
        """The vectors of each paper, in order. Raises EmbeddingError."""
        ...


def unit(vectors: Vectors) -> Vectors:
    """Scale each row to length one; a zero row stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def compose(pieces: Vectors, weights: Sequence[int]) -> PaperVectors:
    """A paper's vectors from those of its title and sentences, (1 + n, dimension).

    ``weights`` are the lengths of the n sentences. A paper without sentences has its title's
    vector.
    """
    title, sentences = pieces[0], pieces[1:]
    if not len(sentences):
        return PaperVectors(abstract=unit(title), sentences=sentences)
    mean = np.average(sentences, axis=0, weights=np.asarray(weights, dtype=np.float64))
    return PaperVectors(
        abstract=unit(mean.astype(np.float32) + TITLE_IN_ABSTRACT * title),
        sentences=unit(sentences + TITLE_IN_SENTENCE * title),
    )
