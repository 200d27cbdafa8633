"""The feed beside a running bot: when it is synced, what is logged, and how it ends."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from datetime import UTC, datetime, timedelta

import pytest

from bot import syncing
from bot.syncing import Synced, Syncer, sync_into

NOW = datetime(2026, 8, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class EnoughError(Exception):
    """The test has seen what it wanted."""


async def run(results, last=None, rounds=3):
    """The waits of a syncer whose syncs end as ``results`` say, in turn."""
    waits, results = [], list(results)

    async def sync():
        result = results.pop(0)
        if isinstance(result, Exception):
            raise result
        return result

    async def last_sync():
        if isinstance(last, Exception):
            raise last
        return last

    async def idle(seconds):
        waits.append(seconds)
        if len(waits) == rounds:
            raise EnoughError

    with pytest.raises(EnoughError):
        await Syncer(sync, last_sync, HOUR, lambda: NOW, idle).run()
    return waits


@pytest.mark.parametrize(
    ("last", "first"),
    [
        (None, 5.0),
        (NOW - timedelta(minutes=45), 900.0),
        (NOW - timedelta(days=3), 5.0),
        (RuntimeError("no papers"), 5.0),
    ],
)
async def test_a_restart_does_not_sync_more_often(last, first):
    assert await run([Synced(), Synced()], last) == [first, 3600.0, 3600.0]


@pytest.mark.parametrize(
    ("last", "trouble", "seen"),
    [
        (NOW - timedelta(minutes=45), None, [True]),
        (NOW - timedelta(days=3), None, [False, True]),
        (None, OSError("no more processes"), [False, True]),
    ],
)
async def test_the_feed_is_caught_up_with_by_a_sync_or_by_one_that_was_lately(last, trouble, seen):
    waits = []

    async def sync():
        if trouble:
            raise trouble
        return Synced()

    async def last_sync():
        return last

    async def idle(_):
        waits.append(syncer.caught_up.is_set())
        if len(waits) == len(seen):
            raise EnoughError

    syncer = Syncer(sync, last_sync, HOUR, lambda: NOW, idle)
    with pytest.raises(EnoughError):
        await syncer.run()
    assert waits == seen


async def test_each_sync_is_one_line(caplog):
    caplog.set_level(logging.INFO)
    await run(
        [
            Synced(added=12, updated=3),
            Synced(added=1, failed=2, trouble="Daily Papers is busy just now."),
            Synced(trouble="Another process is writing to this index."),
            OSError("no more processes"),
        ],
        rounds=5,
    )
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("INFO", "the feed was synced: 12 new papers, 3 changed"),
        (
            "WARNING",
            "the feed was synced (1 new papers, 0 changed), but 2 lists failed, the first because: "
            "Daily Papers is busy just now.",
        ),
        ("WARNING", "the feed could not be synced: Another process is writing to this index."),
        ("WARNING", "the feed could not be synced: no more processes"),
    ]
    assert not any(record.exc_info for record in caplog.records)


@pytest.fixture
def process(tmp_path, monkeypatch):
    """A program in the place of Python."""

    def stand_in(body):
        program = tmp_path / "program"
        program.write_text(f"#!{sys.executable}\nimport os, pathlib, sys, time\n{body}")
        program.chmod(0o700)
        monkeypatch.setattr(sys, "executable", str(program))

    return stand_in


async def test_another_process_syncs_and_says_what_it_did(process, tmp_path):
    counts = {"papers": {"added": 2, "updated": 1}, "lists": {"failed": {"2026-08-21": "Busy."}}}
    given = tmp_path / "given"
    process(
        f"pathlib.Path({str(given)!r}).write_text(repr(sys.argv[1:]))\n"
        f"print({json.dumps(counts)!r})\nsys.exit(1)"
    )
    assert await sync_into(tmp_path / "index")() == Synced(2, 1, 1, "Busy.")
    assert given.read_text() == repr(
        ["-m", "bot", "sync", "--json", "--wait", "600", "--index", str(tmp_path / "index")]
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("sys.exit('\\nfirst\\nthe disk is full\\n')", "the disk is full"),
        ("os.kill(os.getpid(), 9)", "the process ended without a word"),
    ],
)
async def test_a_process_that_fails_says_why(process, tmp_path, body, said):
    process(body)
    assert await sync_into(tmp_path)() == Synced(trouble=said)


@pytest.mark.parametrize("stubborn", [False, True])
async def test_a_bot_that_stops_ends_the_process(process, tmp_path, monkeypatch, stubborn):
    monkeypatch.setattr(syncing, "_STOPPING_SECONDS", 0.2)
    here = tmp_path / "here"
    ignore = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" if stubborn else ""
    process(
        f"{ignore}import socket\nconnected = socket.socket(socket.AF_UNIX)\n"
        f"connected.connect({str(here)!r})\n"
        "connected.sendall(str(os.getpid()).encode() + b'\\n')\ntime.sleep(60)"
    )
    started = asyncio.get_running_loop().create_future()

    async def hello(reader, writer):
        started.set_result(int(await reader.readline()))
        writer.close()

    server = await asyncio.start_unix_server(hello, here)
    working = asyncio.create_task(sync_into(tmp_path)())
    pid = await started
    server.close()
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
