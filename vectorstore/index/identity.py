"""What an index was built with and from: written beside every build, compared when it is opened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from vectorstore.corpus.reader import State
from vectorstore.embeddings import Embedder
from vectorstore.errors import IndexDamagedError, IndexMismatchError
from vectorstore.index.seal import Seal

FILE = "identity.json"
# Raised when Chroma's or tantivy's part is laid out differently.
SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Identity:
    """Vectors of different identities cannot be compared."""

    embedder: str
    dimension: int
    schema: int = SCHEMA

    @classmethod
    def of(cls, embedder: Embedder) -> Self:
        return cls(embedder.fingerprint, embedder.dimension)

    def require(self, found: Identity) -> None:
        """Raise IndexMismatchError unless an index with identity ``found`` can be used."""
        if found == self:
            return
        parts = [
            f"{name} {getattr(found, name)!r} instead of {getattr(self, name)!r}"
            for name in ("embedder", "dimension", "schema")
            if getattr(found, name) != getattr(self, name)
        ]
        raise IndexMismatchError(
            f"This index was built with {' and '.join(parts)}: run `footnote reindex` to rebuild "
            "it, or go back to the embedding model it was built with."
        )


@dataclass(frozen=True, slots=True)
class Manifest:
    """A finished build: its identity, the corpus's state and size then, and its files."""

    identity: Identity
    corpus: State
    count: int
    files: Mapping[str, Seal]

    def write(self, folder: Path) -> None:
        (folder / FILE).write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Raises IndexDamagedError when it is missing or unreadable."""
        try:
            found = json.loads((folder / FILE).read_text(encoding="utf-8"))
            return cls(
                identity=Identity(**found["identity"]),
                corpus=State(**found["corpus"]),
                count=int(found["count"]),
                files={name: Seal(**seal) for name, seal in found["files"].items()},
            )
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise IndexDamagedError(
                f"The search index {folder} is incomplete ({FILE}: {error}): run "
                "`footnote reindex`."
            ) from error
