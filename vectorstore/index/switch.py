"""Where builds of the index live, and how a finished one becomes the current one.

::

    INDEX/papers.db                      the truth (vectorstore/corpus)
    INDEX/CURRENT                        the name of the current build
    INDEX/builds/<name>/chroma/          abstract vectors
    INDEX/builds/<name>/keyword/         words
    INDEX/builds/<name>/identity.json    what it was built with and from
    INDEX/builds/quarantine-<time>/      a damaged build that was set aside

Everything but papers.db can be deleted at any time.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from vectorstore.index.seal import files

QUARANTINE = "quarantine-"


def builds(index_dir: Path) -> Path:
    return index_dir / "builds"


def pointer(index_dir: Path) -> Path:
    return index_dir / "CURRENT"


def chroma_folder(build: Path) -> Path:
    return build / "chroma"


def keyword_folder(build: Path) -> Path:
    return build / "keyword"


def current(index_dir: Path) -> Path | None:
    """The folder of the current build; it may be gone. None where nothing was built."""
    try:
        name = pointer(index_dir).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return builds(index_dir) / name if name and Path(name).name == name else None


def fresh(index_dir: Path) -> Path:
    """A new, empty build folder.

    No name is used twice, not even after a deletion: an open Chroma client is known by its path.
    """
    numbers = [0]
    if builds(index_dir).exists():
        names = (path.name.partition("-")[0] for path in builds(index_dir).iterdir())
        numbers += [int(name) for name in names if name.isdecimal()]
    folder = builds(index_dir) / f"{max(numbers) + 1}-{secrets.token_hex(3)}"
    folder.mkdir(parents=True)
    return folder


def copy(build: Path, to: Path) -> None:
    """Copy what a build holds; readers may have it open. Raises OSError, sqlite3.Error."""
    shutil.copytree(
        build, to, ignore=shutil.ignore_patterns("*.sqlite3*", "*.lock"), dirs_exist_ok=True
    )
    for path in build.rglob("*.sqlite3"):
        with (
            closing(sqlite3.connect(path)) as source,
            closing(sqlite3.connect(to / path.relative_to(build))) as target,
        ):
            source.backup(target)


def switch(index_dir: Path, build: Path) -> None:
    """Make ``build`` the current one, all at once, and remove what nobody needs any more.

    The build before it stays: a reader may be about to open it.
    """
    before = current(index_dir)
    for path in [*files(build), *(p for p in build.rglob("*") if p.is_dir()), build]:
        _sync(path)
    _sync(builds(index_dir))
    draft = pointer(index_dir).with_suffix(".new")
    draft.write_text(build.name + "\n", encoding="utf-8")
    _sync(draft)
    draft.replace(pointer(index_dir))
    _sync(index_dir)
    prune(index_dir, keep={build, before} if before else {build})


def prune(index_dir: Path, keep: set[Path]) -> None:
    """Remove all builds but those in ``keep`` and quarantine."""
    for path in builds(index_dir).iterdir():
        if path not in keep and not path.name.startswith(QUARANTINE):
            shutil.rmtree(path, ignore_errors=True)


def quarantine(index_dir: Path, now: datetime) -> Path | None:
    """Set the current build aside and return where it is; None when there is none."""
    build = current(index_dir)
    if build is None or not build.exists():
        return None
    aside = builds(index_dir) / f"{QUARANTINE}{now:%Y%m%dT%H%M%S%f}"
    build.rename(aside)
    return aside


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
