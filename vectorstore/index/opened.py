"""One build, opened: its parts that work, and stand-ins for those that do not."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

from vectorstore.corpus.reader import Corpus
from vectorstore.errors import IndexDamagedError
from vectorstore.index import switch
from vectorstore.index.chroma import ChromaIndex
from vectorstore.index.identity import Identity, Manifest
from vectorstore.index.keyword import KeywordIndex
from vectorstore.index.seal import broken

# The words of more papers than this are not put into memory: it would take too long.
IN_MEMORY = 20_000

_MEANWHILE = "Answers go on without it, more slowly: run `footnote reindex`."


class OpenBuild:
    """``chroma`` and ``keyword`` are None where they cannot be used; ``degraded`` says why."""

    def __init__(
        self,
        name: str | None,
        chroma: ChromaIndex | None,
        keyword: KeywordIndex | None,
        degraded: str | None,
        view: tempfile.TemporaryDirectory[str] | None = None,
    ) -> None:
        self.name = name
        self.chroma = chroma
        self.degraded = degraded
        self._keyword = keyword
        self._view = view
        self._lock = threading.Lock()
        self._users = 0
        self._retired = False

    def search(self, text: str, k: int) -> list[tuple[str, float]]:
        if self._keyword is None:
            return []
        try:
            return self._keyword.search(text, k)
        except IndexDamagedError as error:
            self._keyword, self.degraded = None, str(error)
            return []

    def idf(self, words: Sequence[str]) -> list[float]:
        """Without the keyword index every word counts the same."""
        return [1.0] * len(words) if self._keyword is None else self._keyword.idf(words)

    def lose_chroma(self, error: IndexDamagedError) -> None:
        """Answer without Chroma from now on."""
        self.chroma, self.degraded = None, str(error)

    def enter(self) -> None:
        with self._lock:
            self._users += 1

    def leave(self) -> None:
        with self._lock:
            self._users -= 1
        self._close_if_unused()

    def retire(self) -> None:
        """Close as soon as nobody searches in it."""
        self._retired = True
        self._close_if_unused()

    def _close_if_unused(self) -> None:
        with self._lock:
            if self._users or not self._retired:
                return
            chroma, self.chroma = self.chroma, None
            view, self._view = self._view, None
        if chroma is not None:
            chroma.close()
        if view is not None:
            view.cleanup()


def open_build(index_dir: Path, corpus: Corpus, identity: Identity) -> OpenBuild:
    """The current build of ``index_dir``, as far as it can be used.

    Raises IndexMismatchError when it was built with another identity, CorpusError.
    """
    build = switch.current(index_dir)
    try:
        if build is None:
            raise IndexDamagedError(f"There is no search index in {index_dir} yet.")
        manifest = Manifest.read(build)
    except IndexDamagedError as error:
        if not corpus.count():
            return OpenBuild(None, None, None, None)
        return OpenBuild(None, None, _in_memory(corpus, identity), f"{error} {_MEANWHILE}")
    identity.require(manifest.identity)
    trouble: list[str] = []
    chroma: ChromaIndex | None = None
    keyword: KeywordIndex | None = None
    view = None
    try:
        view = _writable_view(build)
        folder = build if view is None else Path(view.name)
        damaged = broken(build, manifest.files)
    except OSError as error:
        trouble.append(f"The search index {build} cannot be opened ({error.strerror}).")
    else:
        try:
            chroma = _open_chroma(switch.chroma_folder(folder), damaged, manifest.count)
        except IndexDamagedError as error:
            trouble.append(str(error))
        try:
            _require_intact("keyword", damaged)
            keyword = KeywordIndex(switch.keyword_folder(folder))
        except IndexDamagedError as error:
            trouble.append(str(error))
    degraded = " ".join([*trouble, _MEANWHILE]) if trouble else None
    return OpenBuild(build.name, chroma, keyword or _in_memory(corpus, identity), degraded, view)


def _open_chroma(folder: Path, damaged: Sequence[str], count: int) -> ChromaIndex:
    _require_intact("chroma", damaged)
    chroma = ChromaIndex(folder)
    if (found := chroma.count()) != count:
        chroma.close()
        raise IndexDamagedError(f"Chroma has {found} of the {count} papers that were put in.")
    return chroma


def _require_intact(part: str, damaged: Sequence[str]) -> None:
    if files := [name for name in damaged if name.startswith(part)]:
        raise IndexDamagedError(f"The index file {files[0]} is missing or damaged.")


def _in_memory(corpus: Corpus, identity: Identity) -> KeywordIndex | None:
    if corpus.count() > IN_MEMORY:
        return None
    keyword = KeywordIndex(None)
    keyword.write(corpus.entries(identity.embedder), [])
    return keyword


def _writable_view(build: Path) -> tempfile.TemporaryDirectory[str] | None:
    """A folder that looks like ``build``, where that is read-only; else None.

    Chroma writes to its SQLite file and tantivy to a lock even to read: the one is copied, the
    other left out, and the rest linked. Raises OSError.
    """
    if os.access(build, os.W_OK):
        return None
    view = tempfile.TemporaryDirectory(prefix="footnote-")
    for part in (switch.chroma_folder, switch.keyword_folder):
        target = part(Path(view.name))
        target.mkdir()
        for path in part(build).iterdir() if part(build).exists() else ():
            if path.suffix == ".sqlite3":
                shutil.copyfile(path, target / path.name)
            elif path.suffix != ".lock":
                (target / path.name).symlink_to(path.absolute())
    return view
