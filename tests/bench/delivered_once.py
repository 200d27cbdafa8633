"""``python -m tests.bench.delivered_once``: a bot that is killed again and again brings each
digest, and each paper, once.

Real processes with a real state.db and a real corpus send digests of several days to many
subscriptions, and are killed with SIGKILL at random moments; each is followed by another one until
everything is sent. Then what was brought is compared with what the days and the feed say.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.answering.threads import Readers
from bot.core.digest import Via
from bot.digests.rounds import Rounds
from bot.digests.service import Digests
from bot.state.database import sqlite_url
from bot.state.store import open_state
from tests.builders import paper, subscription
from tests.couriers import FileCourier, Herald
from tests.discord_core import ScriptedAnswers
from tests.fakes import HashEmbedder
from tests.integration.corpus.test_corpus import store
from vectorstore.corpus.reader import Corpus
from vectorstore.lexicon import Lexicon

FIRST = date(2026, 8, 17)
PAPERS_A_DAY = 3
_SLOWEST = 0.004


@dataclass(frozen=True)
class Counts:
    """What came of it; ``lost`` and ``doubled`` count deliveries (a subscription's day) and papers
    of a subscription."""

    kills: int
    wanted: int
    lost: int
    doubled: int
    papers_wanted: int
    papers_lost: int
    papers_doubled: int
    tried_again: int


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--subscriptions", type=int, default=50)
    parser.add_argument("--days", type=int, default=5)
    parser.add_argument("--seed", type=int, default=None)
    given = parser.parse_args()
    seed = random.randrange(10**6) if given.seed is None else given.seed
    with tempfile.TemporaryDirectory() as folder:
        counts = run(Path(folder), given.subscriptions, given.days, seed)
    print(f"seed {seed}: {counts}")
    return int(bool(counts.lost or counts.doubled or counts.papers_lost or counts.papers_doubled))


def run(folder: Path, subscriptions: int, days: int, seed: int) -> Counts:
    """All digests of ``days`` days, by processes that live for a random time."""
    chance = random.Random(seed)
    asyncio.run(_prepare(folder, subscriptions, days))
    context = multiprocessing.get_context("forkserver")
    # What the bots need is loaded once, so that they die of the signal and not of their age.
    context.set_forkserver_preload([Rounds.__module__, Digests.__module__, store.__module__])
    brought = FileCourier(folder / "brought.jsonl")
    kills, longest = 0, 0.2
    while True:
        before = len(brought.lines())
        process = context.Process(target=_bot, args=(folder, days, chance.random()))
        process.start()
        # From before it has opened its database to well into its work.
        process.join(chance.uniform(0.0, longest))
        if process.exitcode is None:
            process.kill()
            process.join()
            kills += 1
            if len(brought.lines()) == before:
                # On a slow machine, it must live longer to come so far.
                longest *= 1.2
        elif process.exitcode == 0:
            return _compare(folder, subscriptions, days, kills)
        else:
            raise RuntimeError(f"the process failed with {process.exitcode}")


async def _prepare(folder: Path, subscriptions: int, days: int) -> None:
    made = datetime.combine(FIRST, datetime.min.time(), UTC)
    async with open_state(sqlite_url(folder), lambda: made) as state:
        for owner in range(subscriptions):
            await state.subscriptions.add(subscription(owner=owner, created_at=made))
    store(
        folder / "papers",
        *(
            paper(f"26{day:02}.{n:05}", f"It is {n}. More.", listed=(FIRST + timedelta(days=day),))
            for day in range(days)
            for n in range(PAPERS_A_DAY)
        ),
    )


def _bot(folder: Path, days: int, seed: float) -> None:
    asyncio.run(_serve(folder, days, random.Random(seed)))


async def _serve(folder: Path, days: int, chance: random.Random) -> None:
    """A bot whose clock goes on to the next day when everything of a day is sent."""
    clock = folder / "day"
    day = int(clock.read_text()) if clock.exists() else 0

    def now() -> datetime:
        return datetime(FIRST.year, FIRST.month, FIRST.day, 9, tzinfo=UTC) + timedelta(days=day)

    async def slowly(_: object) -> None:
        await asyncio.sleep(chance.uniform(0, _SLOWEST))

    courier = FileCourier(folder / "brought.jsonl")
    courier.before = courier.after = slowly
    readers = Readers()
    with Corpus.open(folder / "papers") as corpus:
        async with open_state(sqlite_url(folder), now) as state:
            digests = Digests(corpus, readers, HashEmbedder(), Lexicon(), ScriptedAnswers())
            rounds = Rounds(
                state.subscriptions, state.deliveries, digests, {Via.DM: courier}, Herald(), now
            )
            while day < days:
                await rounds.run()
                day += 1
                # In one step: whoever is killed here finds the one day or the other.
                following = folder / "day.new"
                following.write_text(str(day))
                following.replace(clock)
    readers.close()


def _compare(folder: Path, subscriptions: int, days: int, kills: int) -> Counts:
    lines = FileCourier(folder / "brought.jsonl").lines()
    days_brought = Counter((line["to"], line["day"]) for line in lines)
    papers_brought = Counter((line["to"], one) for line in lines for one in line["papers"])
    wanted, papers = subscriptions * days, subscriptions * days * PAPERS_A_DAY
    return Counts(
        kills=kills,
        wanted=wanted,
        lost=wanted - len(days_brought),
        doubled=len(lines) - len(days_brought),
        papers_wanted=papers,
        papers_lost=papers - len(papers_brought),
        papers_doubled=papers_brought.total() - len(papers_brought),
        tried_again=sum(line["again"] for line in lines),
    )


if __name__ == "__main__":
    began = time.perf_counter()
    code = main()
    print(f"{time.perf_counter() - began:.0f} seconds")
    sys.exit(code)
