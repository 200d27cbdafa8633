"""The bot as a process that is killed (SIGKILL) again and again while it delivers digests to the
double of Discord, on loopback.

    python -m tests.bench.digest_deaths [SUBSCRIBERS]

Each life ends at a random moment after its first message; between two lives the double forgets
nonces, as Discord does after some minutes. Prints how often it was killed, and how many digests
arrived never, once and twice. It ends by itself.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from bot.state.database import sqlite_url
from bot.state.store import State, open_state
from tests import builders
from tests.wire.double import TOKEN, Double

SUBSCRIBERS = 200
FIRST_OWNER = 1_000_000
MOST_LIVES = 200
MOST_SECONDS = 2.5
"""Of a life, from its first message on."""


async def main(subscribers: int) -> int:
    double = Double()
    double.add_guild()
    double.strict = False
    await double.start()
    began, deaths, chance = time.perf_counter(), 0, random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        url = sqlite_url(Path(folder))
        async with open_state(url, _now) as state:
            for number in range(subscribers):
                await state.subscriptions.add(builders.subscription(owner=FIRST_OWNER + number))
        while deaths < MOST_LIVES and not await done(url, subscribers):
            await live_and_die(double, folder, chance.uniform(0, MOST_SECONDS))
            double.forget_nonces()
            deaths += 1
        finished = await done(url, subscribers)
    await double.stop()
    arrived = Counter(message["channel_id"] for message in double.messages.values())
    times = Counter(arrived[str(FIRST_OWNER + number)] for number in range(subscribers))
    print(f"{subscribers} digests, {deaths} kills, {time.perf_counter() - began:.0f} s")
    more = subscribers - times[0] - times[1]
    print(f"  arrived once {times[1]}, never {times[0]}, more often {more}")
    print(f"  looked for, because its arrival was unknown: {looked(double)}")
    print(f"  every delivery confirmed: {'yes' if finished else 'no'}")
    return 0 if finished and times[1] == subscribers else 1


async def live_and_die(double: Double, folder: str, seconds: float) -> None:
    before, asked = len(double.messages), looked(double)
    environ = {
        "FOOTNOTE_DISCORD_TOKEN": TOKEN,
        "FOOTNOTE_DISCORD_API_BASE": double.api_base,
        "FOOTNOTE_DISCORD_GATEWAY_URL": double.gateway_url,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "ignore", "-m", "tests.wire.process", folder, "0"),
        env=os.environ | environ,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        # The last life may only have to look that everything is there.
        await double.until(lambda: len(double.messages) > before or looked(double) > asked, 60)
        await asyncio.sleep(seconds)
    finally:
        process.kill()
        await process.wait()


def looked(double: Double) -> int:
    """How often the bot looked whether a digest was there already."""
    return sum(method == "GET" and "/channels/" in path for method, path, _ in double.requests)


async def done(url: str, subscribers: int) -> bool:
    async with open_state(url, _now) as state:
        return await confirmed(state) == subscribers


async def confirmed(state: State) -> int:
    ledgers = await state.deliveries.ledgers()
    return sum(not ledger.open for ledger in ledgers.values())


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else SUBSCRIBERS)))
