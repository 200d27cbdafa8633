"""The real discord.py against the double, over real HTTP and a real WebSocket."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.adding import PaperAdder
from bot.client import build_client
from bot.discord_services import DiscordServices
from bot.state.database import sqlite_url
from bot.state.store import open_state
from config.settings import DiscordSettings, LimitSettings, Settings
from tests.discord_core import ScriptedAnswers, ScriptedDigests, ScriptedLibrary, ScriptedStudio
from tests.wire.double import TOKEN, Double


@pytest.fixture(autouse=True)
def own_addresses(monkeypatch):
    """discord.py keeps its addresses in classes: put them back after each test."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)


@pytest.fixture
def shards():
    return 1


@pytest.fixture
async def discord_double(shards):
    double = Double(shards)
    for shard in range(shards):
        double.add_guild(shard)
    await double.start()
    yield double
    await double.stop()
    assert not double.violations


@pytest.fixture
def limits():
    return LimitSettings(per_person=1000, per_server=10_000)


@pytest.fixture
async def services(tmp_path):
    async with open_state(sqlite_url(tmp_path), lambda: datetime.now(UTC)) as state:

        async def unreachable(*_):
            raise AssertionError("nothing is added here")

        yield DiscordServices(
            ScriptedAnswers(),
            ScriptedLibrary(),
            state,
            PaperAdder(unreachable, unreachable),
            ScriptedStudio(),
            ScriptedDigests(),
        )


@pytest.fixture
def settings(discord_double, limits):
    return Settings(
        discord=DiscordSettings(
            token=TOKEN,
            api_base=discord_double.api_base,
            gateway_url=discord_double.gateway_url,
            message_content=True,
        ),
        limits=limits,
    )


@pytest.fixture
async def live(discord_double, services, settings):
    """A bot that is connected: the double, the scripted answers, the bot, and a channel."""
    Route.BASE = discord_double.api_base
    bot = build_client(services, settings)
    bot._connection.guild_ready_timeout = 0.05
    async with bot:
        running = asyncio.create_task(bot.start(TOKEN))
        try:
            async with asyncio.timeout(20):
                while not bot.is_ready():
                    if running.done():
                        running.result()
                    await asyncio.sleep(0.01)
            guilds = list(discord_double.guilds)
            yield SimpleNamespace(
                double=discord_double,
                answers=services.answers,
                state=services.state,
                bot=bot,
                running=running,
                channels=[discord_double.channel_of(guild) for guild in guilds],
                channel=discord_double.channel_of(guilds[0]),
            )
        finally:
            await bot.close()
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await running
