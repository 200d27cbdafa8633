"""Abstract vectors in an embedded Chroma folder. The sole importer of chromadb.

Chroma's writes hold the interpreter's lock, and a write that is killed can wreck a folder for
good: only a build that nobody reads yet is written (see switch.py).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

import numpy as np

from vectorstore.corpus.reader import Entry
from vectorstore.embeddings import Vectors
from vectorstore.errors import IndexDamagedError

if TYPE_CHECKING:
    from chromadb.api.client import Client

COLLECTION = "papers"
# What Chroma's cloud takes in one write.
BATCH = 300
_CONFIGURATION: Any = {
    "hnsw": {
        "space": "cosine",
        "ef_construction": 200,
        "ef_search": 200,
        # The least that Chroma allows, so that every write reaches the graph's files: what stays
        # in the log is worked through again by every reader that opens the folder.
        "sync_threshold": 2,
    }
}


class ChromaIndex:
    """One vector a paper. Reads may come from several threads. Methods raise IndexDamagedError."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self._folder = folder
        with self._failures():
            self._client = _client(folder)
        try:
            with self._failures():
                if create:
                    # Named here, because Chroma's default function would download a model.
                    self._collection = self._client.create_collection(
                        COLLECTION, configuration=_CONFIGURATION, embedding_function=None
                    )
                else:
                    self._collection = self._client.get_collection(
                        COLLECTION, embedding_function=None
                    )
        except BaseException:
            self._client.close()
            raise

    def upsert(self, entries: Sequence[Entry]) -> None:
        for start in range(0, len(entries), BATCH):
            some = entries[start : start + BATCH]
            self._write(some)
            if len(some) == 1:
                # One row is below the threshold for syncing; writing it again changes nothing else.
                self._write(some)

    def _write(self, entries: Sequence[Entry]) -> None:
        with self._failures():
            self._collection.upsert(
                ids=[entry.paper_id for entry in entries],
                embeddings=_matrix([entry.vector for entry in entries]),
                metadatas=[_metadata(entry) for entry in entries],
            )

    def delete(self, ids: Sequence[str]) -> None:
        """Forget ``ids``; unknown ones are ignored."""
        with self._failures():
            for start in range(0, len(ids), BATCH):
                known = self._collection.get(list(ids[start : start + BATCH]), include=[])["ids"]
                if known:
                    self._collection.delete(known)

    def count(self) -> int:
        with self._failures():
            return int(self._collection.count())

    def query(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """The ``k`` nearest papers with their cosine, best first."""
        with self._failures():
            found = self._collection.query(
                query_embeddings=_matrix([vector]), n_results=k, include=["distances"]
            )
        ids, distances = found["ids"][0], (found["distances"] or [[]])[0]
        return [(name, 1.0 - distance) for name, distance in zip(ids, distances, strict=True)]

    def close(self) -> None:
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        # Chroma raises many kinds, also plain ones from its native part.
        except Exception as error:
            raise IndexDamagedError(
                f"Chroma cannot use {self._folder} ({error}): run `footnote doctor`, then "
                "`footnote reindex`."
            ) from error


def _client(folder: Path) -> Client:
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
    return cast("Client", client)


def _matrix(vectors: Sequence[Vectors]) -> Any:
    return np.stack(vectors)


def _metadata(entry: Entry) -> dict[str, str | int]:
    # Upserting merges keys, so every key is always there: day 0 is "unknown".
    day = int(entry.day.strftime("%Y%m%d")) if entry.day else 0
    return {"source": entry.source, "day": day}
