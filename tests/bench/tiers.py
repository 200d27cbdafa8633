"""Indexes of several sizes, made once and kept in a cache folder.

Each holds the sample, which the questions that are asked of it are about, and others from a file.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

import numpy as np

from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.tables import SCHEMA_VERSION
from vectorstore.corpus.writer import open_writer
from vectorstore.embeddings import Embedder, PaperText, PaperVectors, Vectors, compose, unit
from vectorstore.ingest import Progress, ingest
from vectorstore.models import Paper
from vectorstore.sources.reader import read
from vectorstore.sources.saved_page import sample_page

# How far a made-up vector lies from the real one it is made from: a cosine of about 0.8.
SPREAD = 0.75
# Papers of the sample.
SAMPLE = 45


def papers(file: Path, number: int) -> Iterator[Paper]:
    """``number`` papers: those of the sample, and the first of ``file``."""
    records = chain(read(sample_page()), read(file))
    return islice((record for record in records if isinstance(record, Paper)), number)


def embedded(cache: Path, file: Path, number: int, embedder: Embedder) -> Path:
    """An index of ``number`` papers with their real vectors."""
    return _made(_tier(cache, number, "embedded"), file, number, embedder)


def clustered(cache: Path, file: Path, number: int, embedder: Embedder, seeds: Path) -> Path:
    """The same, but those of the file have random vectors around the real ones of ``seeds``."""
    if (_tier(cache, number, "embedded") / "complete").exists():
        return _tier(cache, number, "embedded")
    return _made(_tier(cache, number, "clustered"), file, number, _MadeUp(embedder, seeds))


def _tier(cache: Path, number: int, kind: str) -> Path:
    # Those of another version of the corpus cannot be opened.
    return cache / f"schema-{SCHEMA_VERSION}" / f"sample-in-{number}-{kind}"


def is_real(folder: Path) -> bool:
    return folder.name.endswith("-embedded")


def _made(folder: Path, file: Path, number: int, embedder: Embedder) -> Path:
    complete = folder / "complete"
    if not complete.exists():
        print(f"Making the index {folder.name} (once) …", file=sys.stderr)
        with open_writer(folder) as corpus:
            # An unchanged paper is not embedded again.
            if isinstance(embedder, _MadeUp):
                ingest(papers(file, SAMPLE), corpus, embedder.real, folder, _show)
            ingest(papers(file, number), corpus, embedder, folder, _show)
        complete.touch()
    return folder


def _show(progress: Progress) -> None:
    if progress.done % 960 == 0:
        print(f"  {progress.stage}: {progress.done:,}", file=sys.stderr)


class _MadeUp:
    """An embedder whose papers are random neighbours of those of an index."""

    def __init__(self, real: Embedder, seeds: Path) -> None:
        self.real = real
        self.fingerprint, self.dimension = real.fingerprint, real.dimension
        self._random = np.random.default_rng(0)
        with Corpus.open(seeds) as corpus:
            ids = [paper.paper_id for paper in corpus.papers()]
            self._seeds = [item.vectors for item in corpus.candidates(ids, real.fingerprint)]

    def query(self, text: str) -> Vectors:
        return self.real.query(text)

    def papers(self, papers: Sequence[PaperText]) -> Iterator[PaperVectors]:
        for paper in papers:
            seed = self._seeds[self._random.integers(len(self._seeds))]
            rows = self._random.integers(len(seed.sentences), size=len(paper.spans))
            pieces = np.vstack([seed.abstract[None], seed.sentences[rows]])
            noise = self._random.normal(size=pieces.shape) * SPREAD / np.sqrt(self.dimension)
            lengths = [end - start for start, end in paper.spans]
            yield compose(unit(pieces + noise.astype(np.float32)), lengths)
