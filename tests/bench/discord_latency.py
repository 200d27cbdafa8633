"""What the Discord half adds to an answer, on loopback, against the double of Discord.

    python -m tests.bench.discord_latency [QUESTIONS]

Prints the time from an interaction's arrival at the bot's socket to its final edit (the scripted
core takes none of it), for questions one after the other, and how long the event loop was busy at
a stretch while 200 arrive at once, in processor time of its thread. Bot and double share that
loop, so the numbers hold the double's own work, too.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import sys
import tempfile
import time
import warnings
from datetime import UTC, datetime
from pathlib import Path

from tests.wire.double import EPHEMERAL

warnings.simplefilter("ignore")

QUESTIONS = 200
AT_ONCE = 200


async def main(questions: int) -> None:
    from discord.http import Route

    from bot.adding import PaperAdder
    from bot.client import build_client
    from bot.discord_services import DiscordServices
    from bot.state.database import sqlite_url
    from bot.state.store import open_state
    from config.settings import DiscordSettings, LimitSettings, Settings
    from tests.discord_core import ScriptedAnswers, ScriptedDigests, ScriptedLibrary, ScriptedStudio
    from tests.wire.double import TOKEN, Double

    double = Double()
    guild = double.add_guild()
    double.strict = False
    await double.start()
    Route.BASE = double.api_base
    settings = Settings(
        discord=DiscordSettings(token=TOKEN, gateway_url=double.gateway_url),
        limits=LimitSettings(per_person=1000, per_server=10_000),
    )
    with tempfile.TemporaryDirectory() as folder:
        async with open_state(sqlite_url(Path(folder)), lambda: datetime.now(UTC)) as state:
            services = DiscordServices(
                ScriptedAnswers(),
                ScriptedLibrary(),
                state,
                PaperAdder(None, None),
                ScriptedStudio(),
                ScriptedDigests(),
            )
            bot = build_client(services, settings)
            bot._connection.guild_ready_timeout = 0.05
            async with bot:
                running = asyncio.create_task(bot.start(TOKEN))
                await double.until(lambda: double.commands and bot.is_ready(), 60)
                channel = double.channel_of(guild)
                await one_by_one(double, channel, questions)
                await at_once(double, channel)
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
    await double.stop()


async def one_by_one(double, channel: int, questions: int) -> None:
    person, first, last = double.person(), [], []
    for _ in range(questions):
        asked = await double.slash(channel, "ask", person, question="What are agents?")
        await double.all_answered(asked)
        first.append(asked.acknowledged * 1000)
        last.append(asked.edits[-1] * 1000)
    print(f"{questions} questions, one after the other")
    print(f"  acknowledged  p50 {p(first, 50):5.1f} ms   p95 {p(first, 95):5.1f} ms")
    print(f"  final edit    p50 {p(last, 50):5.1f} ms   p95 {p(last, 95):5.1f} ms")


async def at_once(double, channel: int) -> None:
    busy: list[float] = []
    watching = asyncio.create_task(watch(busy))
    began = time.perf_counter()
    asked = await asyncio.gather(
        *(double.slash(channel, "ask", question=f"What is {n}?") for n in range(AT_ONCE))
    )
    await double.until(lambda: all(a.answered or refused(a) for a in asked), 120)
    took = time.perf_counter() - began
    watching.cancel()
    answered = sum(a.answered for a in asked)
    print(f"{AT_ONCE} questions at once, {took:.1f} s")
    print(f"  answered      {answered}, politely refused {AT_ONCE - answered}")
    print(f"  acknowledged  at the latest after {max(a.acknowledged for a in asked) * 1000:.0f} ms")
    print(f"  event loop    busy at a stretch for at most {max(busy) * 1000:.0f} ms")


def refused(asked) -> bool:
    return bool(asked.message and asked.message["flags"] & EPHEMERAL and asked.text)


async def watch(busy: list[float]) -> None:
    while True:
        before = time.thread_time()
        await asyncio.sleep(0)
        busy.append(time.thread_time() - before)
        await asyncio.sleep(0.001)


def p(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1]


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else QUESTIONS))
