"""kill -9 at any moment: the next run completes it, nothing lost, nothing doubled."""

from __future__ import annotations

import random
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np

from tests.fakes import HashEmbedder
from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.writer import open_writer
from vectorstore.index import switch
from vectorstore.index.identity import Identity
from vectorstore.index.reader import IndexReader
from vectorstore.ingest import ingest
from vectorstore.models import Paper

ROOT = Path(__file__).parents[3]
KILLS = 12
PER_RUN = 50
LONGEST = 1.5

# One process imports everything and forks a writer per line, so that a kill hits our work.
CODE = """
    import os, sys, time
    from pathlib import Path
    import chromadb, tantivy
    from tests.fakes import HashEmbedder
    from tests.integration.ingest.test_ingest_killed import stream
    from vectorstore.corpus.writer import open_writer
    from vectorstore.ingest import ingest
    folder = Path(sys.argv[1])
    for line in sys.stdin:
        count, seconds = line.split()
        if not (child := os.fork()):
            with open_writer(folder) as corpus:
                embedder = HashEmbedder(pause=0.005)
                ingest(stream(int(count)), corpus, embedder, folder, lambda _: None)
            os._exit(0)
        end = time.monotonic() + float(seconds)
        while (ended := os.waitpid(child, os.WNOHANG)) == (0, 0) and time.monotonic() < end:
            time.sleep(0.001)
        if ended == (0, 0):
            os.kill(child, 9)
            ended = os.waitpid(child, 0)
        print(ended[1], flush=True)
    """


def stream(count: int) -> list[Paper]:
    """Every tenth paper comes twice, the second time with its id."""
    papers = []
    for n in range(count):
        abstract = f"It has {n} heads. They count to {n * n}."
        if n % 10 == 0:
            papers.append(Paper(f"2401.{n - 5:05d}", f"Paper {n - 5}", abstract, "feed"))
        name = f"title-{n:012x}" if n % 10 == 5 else f"2401.{n:05d}"
        papers.append(Paper(name, f"Paper {n}", abstract, "page"))
    return papers


def test_killed_again_and_again(tmp_path: Path) -> None:
    chance = random.Random(2)
    killed = tmp_path / "killed"
    lines = [f"{n * PER_RUN} {chance.uniform(0.01, LONGEST)}\n" for n in range(1, KILLS + 1)]
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(CODE), str(killed)],
        cwd=ROOT,
        input="".join(lines),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    ends = done.stdout.split()
    assert len(ends) == KILLS
    assert set(ends) <= {"0", "9"}
    assert "9" in ends
    whole = tmp_path / "whole"
    records = stream(KILLS * PER_RUN)
    for folder in (killed, whole):
        with open_writer(folder) as corpus:
            ingest(records, corpus, HashEmbedder(), folder, lambda _: None)

    embedder = HashEmbedder()
    with Corpus.open(killed) as left, Corpus.open(whole) as right:
        assert left.count() == right.count()
        papers = {paper.paper_id: paper for paper in right.papers()}
        assert {paper.paper_id: paper for paper in left.papers()} == papers
        ids = list(papers)
        for a, b in zip(
            left.candidates(ids, embedder.fingerprint),
            right.candidates(ids, embedder.fingerprint),
            strict=True,
        ):
            assert (a.paper, a.spans) == (b.paper, b.spans)
            assert np.array_equal(a.vectors.sentences, b.vectors.sentences)
            assert np.array_equal(a.vectors.abstract, b.vectors.abstract)
        reader = IndexReader(killed, left, Identity.of(embedder))
        assert reader.degraded is None
        dense = [name for name, _ in reader.dense(embedder.query("heads"), 2 * len(ids))]
        words = [name for name, _ in reader.keyword("heads", 2 * len(ids))]
        assert sorted(dense) == sorted(words) == sorted(ids)
        reader.close()
    assert len(list(switch.builds(killed).iterdir())) <= 2
