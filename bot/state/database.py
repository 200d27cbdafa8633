"""One database behind an async face: short transactions, run one after the other in a thread."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.state.errors import StateError

Result = TypeVar("Result")

BUSY_SECONDS = 5.0
WAITING_LIMIT = 1000


def sqlite_url(folder: Path) -> str:
    """The URL of ``state.db`` in ``folder``."""
    return sa.URL.create("sqlite", database=str(folder / "state.db")).render_as_string()


def connect(url: str) -> sa.Engine:
    """An engine for ``url``; the folder and the file of a SQLite database are made, for the owner
    alone.

    Raises StateError where the URL or the file cannot be used.
    """
    try:
        engine = sa.create_engine(url, json_serializer=_to_json, hide_parameters=True)
        if engine.dialect.name == "sqlite" and engine.url.database:
            path = Path(engine.url.database)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
    except OSError as error:
        raise StateError(
            f"{error.filename} cannot be made ({error.strerror}): choose another folder for the "
            "bot's state, or give this user the right to write there."
        ) from error
    except (SQLAlchemyError, ImportError) as error:
        raise StateError(
            "The state database's URL cannot be used: write sqlite:////path/to/state.db, or "
            "postgresql+psycopg://user:password@host/name with the driver psycopg installed."
        ) from error
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up_sqlite)
        sa.event.listen(engine, "begin", _begin)
    return engine


def _to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own transactions start late and leave out DDL: _begin opens them instead.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    # What is deleted is overwritten with zeros: people may ask to be forgotten.
    connection.execute("PRAGMA secure_delete = ON")


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


class Database:
    """Runs functions of a connection, each in a transaction of its own, off the event loop.

    One thread for all: transactions last a millisecond, and none meets a lock of our own.
    """

    def __init__(self, engine: sa.Engine, waiting_limit: int = WAITING_LIMIT) -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="state")
        self._waiting = 0
        self._waiting_limit = waiting_limit

    async def run(self, work: Callable[[sa.Connection], Result]) -> Result:
        """What ``work`` returns, once its transaction is committed.

        What has begun is completed though its caller is cancelled. Raises StateError.
        """
        return await self._in_thread(partial(_transaction, self._engine, work))

    async def purge(self) -> None:
        """Leave no trace of deleted rows in a SQLite file or beside it. Raises StateError."""
        if self._engine.dialect.name == "sqlite":
            await self._in_thread(partial(_purge, self._engine))

    async def close(self) -> None:
        await self._in_thread(self._engine.dispose)
        self._thread.shutdown()

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        if self._waiting >= self._waiting_limit:
            raise StateError("Too much is being written down at once: try again in a few seconds.")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        finally:
            self._waiting -= 1


def _transaction(engine: sa.Engine, work: Callable[[sa.Connection], Result]) -> Result:
    try:
        with engine.begin() as connection:
            return work(connection)
    except SQLAlchemyError as error:
        raise readable(error, engine) from error


def _purge(engine: sa.Engine) -> None:
    try:
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("VACUUM")
            # The write-ahead log still holds the pages as they were before.
            (busy, *_) = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            raw.close()
    except (sqlite3.Error, SQLAlchemyError) as error:
        raise readable(error, engine) from error
    if busy:
        raise StateError(
            "The rows are deleted, but another program has the state database open and old copies "
            "may remain beside it: close that program and ask again."
        )


def readable(error: Exception, engine: sa.Engine) -> StateError:
    """The sentence for what a driver raised."""
    cause: Any = error.orig if isinstance(error, DBAPIError) else error
    text = str(cause)
    name = engine.url.render_as_string()
    if "locked" in text:
        return StateError(
            f"Another program is writing to {name}: close it, or try again in a few seconds."
        )
    if "full" in text:
        return StateError(f"The disk is full, so {name} cannot be written: make room first.")
    if "readonly" in text or "unable to open" in text:
        return StateError(
            f"{name} cannot be written: give this user the right to write to it and its folder."
        )
    if "not a database" in text or "malformed" in text:
        return StateError(
            f"{name} is damaged or is not a database: move it away (a new one is made), or "
            "restore a backup."
        )
    return StateError(f"The state database {name} failed ({type(cause).__name__}): see the log.")
