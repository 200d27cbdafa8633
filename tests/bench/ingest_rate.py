"""How much of the bare model's own speed is left when papers are ingested."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.bench.bare import THREADS, BareModel
from tests.bench.measure import Row
from vectorstore.corpus.writer import open_writer
from vectorstore.embeddings import Embedder, PaperText
from vectorstore.ingest import ingest
from vectorstore.models import Paper
from vectorstore.sentences import split

BATCHES = (4, 16)


def measure(papers: Sequence[Paper], embedder: Embedder, rounds: int) -> list[Row]:
    """Papers a second, of wall time and of processor time: medians over interleaved rounds."""
    texts = [PaperText(p.title, p.abstract, split(p.abstract)) for p in papers]
    pieces = [piece for text in texts for piece in text.pieces]
    whole = [f"{paper.title}. {paper.abstract}" for paper in papers]
    model = BareModel()
    # What is imported and opened for the first time is not part of the rate.
    _ingest(papers[:2], embedder)
    model.embed(pieces[:8], threads=THREADS)
    batch = min(
        BATCHES,
        key=lambda size: _clocked(lambda: model.embed(pieces[:400], size, THREADS))[1],
    )
    work: dict[str, Callable[[], None]] = {
        "ingest": lambda: _ingest(papers, embedder),
        "pieces": lambda: model.embed(pieces, batch, THREADS),
        "whole": lambda: model.embed(whole, batch, THREADS),
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in work}
    for turn in range(rounds):
        # Every other round backwards: a machine that slows down slows both.
        for name in list(work)[:: -1 if turn % 2 else 1]:
            taken[name].append(_clocked(work[name]))
    wall, cpu = (
        {
            name: len(papers) / statistics.median(pair[clock] for pair in pairs)
            for name, pairs in taken.items()
        }
        for clock in (0, 1)
    )
    same = f"the bare model on the same texts (title and sentences; {THREADS} threads)"
    other = "the bare model on title and abstract as one text"
    return [
        Row("ingest", wall["ingest"], same, wall["pieces"], "papers/s", "≥ 0.90"),
        Row("ingest, processor time", cpu["ingest"], same, cpu["pieces"], "papers/s", "≥ 0.90"),
        Row("ingest", wall["ingest"], other, wall["whole"], "papers/s"),
    ]


def _ingest(papers: Sequence[Paper], embedder: Embedder) -> None:
    with tempfile.TemporaryDirectory() as name, open_writer(Path(name)) as corpus:
        ingest(papers, corpus, embedder, Path(name), lambda _: None)


def _clocked(work: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu
