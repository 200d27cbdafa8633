"""Opening papers.db: the only place that knows it is SQLite, and the words for its failures."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, NullPool, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from vectorstore.errors import CorpusError

FILE = "papers.db"
BUSY_SECONDS = 10.0

_SENTENCES = {
    "database is locked": "is locked by another program: wait until that has finished, or stop it, "
    "and run this again.",
    "disk is full": "cannot grow because the disk is full: free some space and run the same "
    "command again; what was stored before is safe.",
    "readonly": "cannot be written: make its folder writable, or choose another one with --index.",
    "malformed": "is damaged: put a backup in its place, or move it away and ingest the papers "
    "again.",
    "not a database": "is not a database of papers: choose another folder with --index, or move "
    "the file away and ingest the papers again.",
    "unable to open": "cannot be opened: check that its folder exists and that you may write in "
    "it, or choose another one with --index.",
    "no such table": "is not a database of papers: choose another folder with --index, or move "
    "the file away and ingest the papers again.",
}
_OTHERWISE = "could not be used ({error}): run `footnote doctor` to see what is wrong."


def describe(path: Path, error: BaseException) -> str:
    """One sentence for a failure of the database at ``path``."""
    text = str(error.orig if isinstance(error, DBAPIError) else error)
    known = (sentence for sign, sentence in _SENTENCES.items() if sign in text)
    return f"The papers in {path} " + next(known, _OTHERWISE.format(error=text))


@contextmanager
def failures(path: Path) -> Iterator[None]:
    """Turn what the database raises into CorpusError."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise CorpusError(describe(path, error)) from error


def open_reading(path: Path) -> Engine:
    """An engine that can only read. Raises CorpusError.

    A folder that cannot be written is read as it is, without SQLite's helper files.
    """
    if not path.exists():
        raise CorpusError(
            f"There are no papers in {path.parent} yet: add some with `footnote ingest PATH`."
        )
    if os.access(path.parent, os.W_OK):
        return _engine(path, "mode=ro")
    unfinished = path.with_name(path.name + "-wal")
    if unfinished.exists() and unfinished.stat().st_size and not os.access(path, os.W_OK):
        return _engine(path, "mode=ro")
    # Fresh connections: SQLite does not look whether somebody else changed an immutable file.
    return _engine(path, "mode=ro&immutable=1", pooled=False)


def open_writing(path: Path) -> Engine:
    """An engine that reads and writes, and creates the file. Raises CorpusError."""
    with failures(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = _engine(path, "mode=rwc")

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _: object) -> None:
        # Readers go on while we write; a killed or unplugged writer loses nothing it committed.
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    return engine


def check(path: Path) -> str | None:
    """What is wrong with the file as a whole, or None. Reads all of it."""
    engine = open_reading(path)
    try:
        with failures(path), engine.connect() as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    finally:
        engine.dispose()
    return None if found == "ok" else str(found)


def settle(engine: Engine) -> None:
    """Move everything into the one file, so that it can be copied or read where nobody writes."""
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _engine(path: Path, options: str, *, pooled: bool = True) -> Engine:
    address = f"file:{quote(str(path.absolute()))}?{options}"
    return create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(
            address, uri=True, timeout=BUSY_SECONDS, check_same_thread=False
        ),
        poolclass=QueuePool if pooled else NullPool,
        json_deserializer=_from_json,
    )


def _from_json(text: str) -> Any:
    # Most lists are empty, and reading fifty candidates is on the way of every question.
    return [] if text == "[]" else {} if text == "{}" else json.loads(text)
