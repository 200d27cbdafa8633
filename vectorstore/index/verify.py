"""Whether a build answers for the whole corpus. Opens it: a damaged one can crash the process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from vectorstore.corpus.reader import Corpus
from vectorstore.embeddings import Vectors
from vectorstore.errors import IndexDamagedError
from vectorstore.index import switch
from vectorstore.index.chroma import ChromaIndex
from vectorstore.index.identity import Identity
from vectorstore.index.keyword import KeywordIndex
from vectorstore.index.seal import files
from vectorstore.models import Filters

# Up to this many papers, one query asks for all of them.
ALL = 1_000
SAMPLES = 100
# Chroma's graph search is approximate: a paper in a hundred may hide behind its neighbours.
REACHED = 0.99
_BYTES_FREE = 100_000_000
_BYTES_PER_PAPER = 20_000


def problems(build: Path, corpus: Corpus, identity: Identity) -> list[str]:
    """What is wrong with ``build``, in words; empty when nothing is. Raises CorpusError."""
    count = corpus.count(identity.embedder)
    size = sum(path.stat().st_size for path in files(build))
    bound = _BYTES_FREE + count * (_BYTES_PER_PAPER + 4 * 4 * identity.dimension)
    if size > bound:
        return [f"its files take {size:,} bytes where at most {bound:,} make sense"]
    try:
        return [*_chroma(build, corpus, identity, count), *_keyword(build, count)]
    except IndexDamagedError as error:
        return [str(error)]


def _chroma(build: Path, corpus: Corpus, identity: Identity, count: int) -> list[str]:
    with ChromaIndex(switch.chroma_folder(build)) as chroma:
        if (found := chroma.count()) != count:
            return [f"Chroma has {found} papers, the corpus {count}"]
        if not count:
            return []
        ids, vectors = _sample(corpus, identity, count)
        if count <= ALL:
            reached = {name for name, _ in chroma.query(vectors[0], count)} & set(ids)
        else:
            reached = {
                name
                for name, vector in zip(ids, vectors, strict=True)
                if name in {found for found, _ in chroma.query(vector, 10)}
            }
    if len(reached) < REACHED * len(ids):
        return [f"Chroma finds only {len(reached)} of {len(ids)} papers"]
    return []


def _keyword(build: Path, count: int) -> list[str]:
    found = KeywordIndex(switch.keyword_folder(build)).count()
    return [] if found == count else [f"the keyword index has {found} papers, the corpus {count}"]


def _sample(corpus: Corpus, identity: Identity, count: int) -> tuple[Sequence[str], Vectors]:
    if count <= ALL:
        return corpus.abstract_matrix(identity.embedder)
    names = corpus.ids_matching(Filters())
    chosen = np.random.default_rng(count).choice(len(names), SAMPLES, replace=False)
    return corpus.abstract_matrix(identity.embedder, [names[row] for row in chosen])
