"""Digests by direct message to many subscribers who are all due at once, on loopback, against the
double of Discord, which holds its rate limits.

    python -m tests.bench.digest_delivery [SUBSCRIBERS]

Prints how many arrived, how long it took, and how many requests that were, with those that Discord
refused (429). It ends by itself, after five minutes at the latest; bot and double share the event
loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
import time
import warnings
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.wire.double import words
from tests.wire.limits import Limits

warnings.simplefilter("ignore")

SUBSCRIBERS = 1000
FIRST_OWNER = 1_000_000
PATIENCE_SECONDS = 300.0
NOW = datetime(2026, 8, 21, 9, 0, 30, tzinfo=UTC)


async def main(subscribers: int) -> int:
    from discord.http import Route

    from bot.client import build_client
    from bot.discord_services import DiscordServices
    from bot.state.database import sqlite_url
    from bot.state.store import open_state
    from config.settings import DiscordSettings, Settings
    from tests import builders
    from tests.discord_core import (
        ScriptedAnswers,
        ScriptedDigests,
        ScriptedLibrary,
        ScriptedStudio,
    )
    from tests.wire.double import TOKEN, Double

    double = Double()
    double.add_guild()
    double.strict = False
    double.limits = Limits()
    await double.start()
    Route.BASE = double.api_base
    settings = Settings(discord=DiscordSettings(token=TOKEN, gateway_url=double.gateway_url))
    with tempfile.TemporaryDirectory() as folder:
        async with open_state(sqlite_url(Path(folder)), lambda: NOW) as state:
            made = NOW - timedelta(days=1)
            for number in range(subscribers):
                owner = FIRST_OWNER + number
                await state.subscriptions.add(builders.subscription(owner=owner, created_at=made))
            services = DiscordServices(
                ScriptedAnswers(),
                ScriptedLibrary(),
                state,
                None,
                ScriptedStudio(),
                ScriptedDigests(),
            )
            bot = build_client(services, settings, now=lambda: NOW)
            bot._connection.guild_ready_timeout = 0.05
            async with bot:
                began, processor = time.perf_counter(), time.process_time()
                running = asyncio.create_task(bot.start(TOKEN))
                with contextlib.suppress(TimeoutError):
                    # Each digest is one message.
                    await double.until(
                        lambda: len(double.messages) >= subscribers, PATIENCE_SECONDS
                    )
                took, processor = time.perf_counter() - began, time.process_time() - processor
                arrived = digests(double)
                tell(double, arrived, subscribers, took, processor)
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
    await double.stop()
    return 0 if len(arrived) == len(set(arrived)) == subscribers else 1


def digests(double) -> list[str]:
    """The channels of the digests that arrived."""
    return [
        message["channel_id"]
        for message in double.messages.values()
        if int(message["channel_id"]) >= FIRST_OWNER and "Daily digest" in words(message)
    ]


def tell(double, arrived: list[str], subscribers: int, took: float, processor: float) -> None:
    requests = Counter(
        f"{method} {'/'.join(part for part in path.split('/') if not part.isdecimal())}"
        for method, path, _ in double.requests
    )
    print(f"{subscribers} subscribers, all due at once")
    print(f"  delivered       {len(set(arrived))}, twice {len(arrived) - len(set(arrived))}")
    print(f"  time            {took:.1f} s, {processor:.1f} s of it processor time")
    print(f"  requests        {sum(requests.values())}, refused with 429 {double.limits.refused}")
    for request, count in requests.most_common():
        print(f"    {count:6}  {request}")
    print(f"  busiest second  {double.limits.busiest} requests of {double.limits.a_second}")


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else SUBSCRIBERS)))
