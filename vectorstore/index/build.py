"""Bring the derived index up to the corpus: build beside, check, switch. For the one writer."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from vectorstore.corpus.reader import Corpus, Entry
from vectorstore.errors import IndexDamagedError, IndexMismatchError
from vectorstore.index import switch
from vectorstore.index.chroma import ChromaIndex
from vectorstore.index.identity import Identity, Manifest
from vectorstore.index.keyword import KeywordIndex
from vectorstore.index.seal import broken, seal
from vectorstore.index.verify import problems

# Called with how many papers were written, and how many there are to write.
Written = Callable[[int, int], None]


def require_identity(index_dir: Path, corpus: Corpus, identity: Identity) -> None:
    """Raise IndexMismatchError when the current build was made with another identity, or papers
    were embedded with another model only."""
    if (build := switch.current(index_dir)) is not None:
        try:
            found = Manifest.read(build).identity
        except IndexDamagedError:
            pass
        else:
            identity.require(found)
    _require_embedded(corpus, identity)


def _require_embedded(corpus: Corpus, identity: Identity) -> None:
    if missing := corpus.count() - corpus.count(identity.embedder):
        raise IndexMismatchError(
            f"{missing} papers have no vectors of the embedding model {identity.embedder}: run "
            "`footnote reindex` to embed them, or go back to the model they were embedded with."
        )


def bring_up_to_date(index_dir: Path, corpus: Corpus, identity: Identity, written: Written) -> bool:
    """Switch in an index of all papers, unless the current one is that. Tells whether it did.

    Starts from a copy of the current build where that is sound and little has changed. Embeds
    nothing. Raises IndexMismatchError, IndexDamagedError, CorpusError; the current build then
    stays as it was.
    """
    require_identity(index_dir, corpus, identity)
    base = _base(index_dir, corpus, identity)
    if base is not None:
        build, manifest = base
        if manifest.corpus == corpus.state():
            return False
        try:
            _make(index_dir, corpus, identity, written, build, manifest.corpus.revision)
            return True
        except IndexDamagedError:
            # What was copied was not sound after all.
            pass
    rebuild(index_dir, corpus, identity, written)
    return True


def rebuild(index_dir: Path, corpus: Corpus, identity: Identity, written: Written) -> None:
    """Switch in an index built from nothing but the corpus, whatever was there before.

    Embeds nothing. Raises as ``bring_up_to_date`` does.
    """
    _make(index_dir, corpus, identity, written, None, -1)


def _base(index_dir: Path, corpus: Corpus, identity: Identity) -> tuple[Path, Manifest] | None:
    """The current build, where it can be carried on."""
    build = switch.current(index_dir)
    if build is None:
        return None
    try:
        manifest = Manifest.read(build)
    except IndexDamagedError:
        return None
    state = corpus.state()
    changed = corpus.changed_since(manifest.corpus.revision)
    sound = (
        manifest.identity == identity
        and manifest.corpus.corpus == state.corpus
        and manifest.corpus.revision <= state.revision
        and changed <= manifest.count
        and not broken(build, manifest.files)
        and (switch.chroma_folder(build) / "chroma.sqlite3").exists()
    )
    return (build, manifest) if sound else None


def _make(
    index_dir: Path,
    corpus: Corpus,
    identity: Identity,
    written: Written,
    base: Path | None,
    since: int,
) -> None:
    _require_embedded(corpus, identity)
    state = corpus.state()
    build: Path | None = None
    try:
        build = switch.fresh(index_dir)
        if base is not None:
            switch.copy(base, build)
        _write(build, corpus, identity, written, base is None, since)
        if wrong := problems(build, corpus, identity):
            raise IndexDamagedError(f"it did not pass its check: {wrong[0]}")
        Manifest(identity, state, corpus.count(), seal(build)).write(build)
        switch.switch(index_dir, build)
    except (IndexDamagedError, OSError, sqlite3.Error) as error:
        raise IndexDamagedError(
            f"The search index in {index_dir} could not be built ({error.__cause__ or error}): "
            "free some space or make the folder writable, then run `footnote reindex`; the papers "
            "are stored."
        ) from error
    finally:
        if build is not None and build != switch.current(index_dir):
            shutil.rmtree(build, ignore_errors=True)


def _write(
    build: Path, corpus: Corpus, identity: Identity, written: Written, create: bool, since: int
) -> None:
    gone = [] if create else corpus.retired_since(since)
    total = corpus.changed_since(since)

    with ChromaIndex(switch.chroma_folder(build), create=create) as chroma:

        def pages() -> Iterator[Sequence[Entry]]:
            done = 0
            for page in corpus.entries(identity.embedder, since):
                chroma.upsert(page)
                done += len(page)
                written(done, total)
                yield page

        chroma.delete(gone)
        KeywordIndex(switch.keyword_folder(build), create=create).write(pages(), gone)
