"""A database that is new, old, newer, locked, damaged or out of reach."""

from __future__ import annotations

import asyncio
import sqlite3
import stat

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.state import database as database_module
from bot.state.database import Database, connect, sqlite_url
from bot.state.errors import StateError
from bot.state.migrate import upgrade
from bot.state.schema import metadata
from bot.state.store import open_state

TABLES = {
    "address_requests",
    "addresses",
    "alembic_version",
    "answer_cache",
    "bot_messages",
    "channel_settings",
    "command_syncs",
    "conversations",
    "delivered_papers",
    "deliveries",
    "disliked_papers",
    "exchanges",
    "feedback",
    "guild_settings",
    "install_keys",
    "journal_candidates",
    "journal_clubs",
    "journal_votes",
    "model_usage",
    "people",
    "subscriptions",
    "threads",
}


@pytest.fixture
def engine(folder):
    made = connect(sqlite_url(folder))
    yield made
    made.dispose()


def test_the_migrations_lead_to_the_tables_of_the_schema(engine):
    upgrade(engine)
    with engine.begin() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
        assert context.get_current_heads() == ("0006",)
    assert set(sa.inspect(engine).get_table_names()) == TABLES


def test_upgrading_again_changes_nothing_and_keeps_what_is_there(engine):
    upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO command_syncs VALUES (1, 'abc', '2026-08-21')")
    upgrade(engine)
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT digest FROM command_syncs").scalar() == "abc"


def test_only_the_owner_can_read_the_file(engine, folder):
    upgrade(engine)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert set(modes.values()) == {0o600}, modes


async def test_a_database_of_a_newer_version_is_refused(folder, clock):
    async with open_state(sqlite_url(folder), clock):
        pass
    with sqlite3.connect(folder / "state.db") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    with pytest.raises(StateError, match="made by a newer version of Footnote: install"):
        async with open_state(sqlite_url(folder), clock):
            pass


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" * 50])
async def test_a_damaged_file_is_named_with_what_to_do(folder, clock, content):
    folder.mkdir()
    (folder / "state.db").write_bytes(content)
    with pytest.raises(StateError, match=r"state.db is damaged or is not a database: move it"):
        async with open_state(sqlite_url(folder), clock):
            pass


async def test_a_folder_that_cannot_be_made_is_named(tmp_path, clock):
    (tmp_path / "file").touch()
    with pytest.raises(StateError, match="choose another folder"):
        async with open_state(sqlite_url(tmp_path / "file" / "state"), clock):
            pass


@pytest.mark.parametrize("url", ["no url", "nosuch://x/y", "sqlite+nosuch:///x"])
async def test_a_url_that_cannot_be_used_is_explained(clock, url):
    with pytest.raises(StateError, match="write sqlite:////path"):
        async with open_state(url, clock):
            pass


async def test_a_writer_elsewhere_is_waited_for_then_reported(state, folder, monkeypatch, clock):
    monkeypatch.setattr(database_module, "BUSY_SECONDS", 0.05)
    async with open_state(sqlite_url(folder), clock) as impatient:
        other = sqlite3.connect(folder / "state.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StateError, match="Another program is writing"):
            await impatient.commands.remember(1, "abc")
        waiting = asyncio.create_task(state.commands.remember(1, "abc"))
        await asyncio.sleep(0.05)
        other.execute("ROLLBACK")
        other.close()
        await waiting
    assert await state.commands.digest(1) == "abc"


async def test_a_full_disk_is_reported(folder):
    engine = connect(sqlite_url(folder))
    sa.event.listen(
        engine, "connect", lambda raw, _: raw.execute("PRAGMA max_page_count = 1") and None
    )
    with pytest.raises(StateError, match="disk is full"):
        await _run_and_close(Database(engine), lambda connection: metadata.create_all(connection))


async def test_more_waiting_work_than_the_bound_is_refused(folder):
    database = Database(connect(sqlite_url(folder)), waiting_limit=2)
    work = [database.run(lambda connection: connection.scalar(sa.select(1))) for _ in range(3)]
    results = await asyncio.gather(*work, return_exceptions=True)
    assert results[:2] == [1, 1]
    assert isinstance(results[2], StateError)
    assert "try again in a few seconds" in str(results[2])
    await database.close()


async def test_a_failure_inside_rolls_the_transaction_back(folder):
    engine = connect(sqlite_url(folder))
    upgrade(engine)
    engine.dispose()
    database = Database(engine)

    def work(connection: sa.Connection) -> None:
        connection.exec_driver_sql("INSERT INTO command_syncs VALUES (1, 'abc', '2026-08-21')")
        connection.exec_driver_sql("SELECT nothing FROM nowhere")

    with pytest.raises(StateError, match=r"failed \(OperationalError\): see the log"):
        await database.run(work)
    count = sa.text("SELECT count(*) FROM command_syncs")
    assert await database.run(lambda connection: connection.scalar(count)) == 0
    await database.close()


async def _run_and_close(database, work):
    try:
        await database.run(work)
    finally:
        await database.close()
