"""A server with people in it, and the bot among them. Discord is simcord's strict simulation.

Tests read like a conversation: somebody does something, and then everybody can see something.
"""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import discord
import pytest
from simcord._runtime import _LIVE_LOOPS

from bot.adding import PaperAdder
from bot.client import build_client
from bot.discord_services import DiscordServices
from bot.exts.ask import asking
from bot.exts.errors import unwrapped
from bot.state.database import sqlite_url
from bot.state.store import open_state
from config.settings import Settings
from tests.discord_core import ScriptedAnswers, ScriptedDigests, ScriptedLibrary, ScriptedStudio


class Clock:
    def __init__(self):
        self.moment = datetime(2026, 8, 21, 9, 30, tzinfo=UTC)

    def __call__(self):
        return self.moment

    def seconds(self):
        return self.moment.timestamp()

    def forward(self, **by):
        self.moment += timedelta(**by)


class Arxiv:
    """What /add reaches outside: arXiv, and the process that writes."""

    def __init__(self, library):
        self.library = library
        self.fetched = []
        self.answer = None
        self.papers = ()

    async def fetch(self, ids):
        self.fetched.append(ids)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def ingest(self, _atom):
        self.library.papers |= {paper.paper_id: paper for paper in self.papers}


@dataclass
class Parts:
    services: DiscordServices
    arxiv: Arxiv
    clock: Clock


class World:
    """Everything a test may touch."""

    def __init__(self, env, parts, rebuild):
        self.env = env
        self.state = parts.services.state
        self.answers = parts.services.answers
        self.library = parts.services.library
        self.pictures = parts.services.pictures
        self.digests = parts.services.digests
        self.arxiv = parts.arxiv
        self.clock = parts.clock
        self.rebuild = rebuild
        self._names = itertools.count(1)
        self.guild = env.create_guild(name="Lab")
        self.channel = self.guild.create_text_channel("papers")
        self.ada = self.person("ada")
        self.ben = self.person("ben")
        self.managers = self.guild.create_role(
            "Managers", permissions=discord.Permissions(manage_guild=True, manage_messages=True)
        )
        self.eve = self.person("eve", roles=[self.managers])

    def person(self, name=None, roles=()):
        user = self.env.create_user(name or f"person{next(self._names)}")
        return self.guild.add_member(user, roles=list(roles))

    @property
    def bot(self):
        return self.env.bot

    @property
    def me(self):
        return self.bot.user.mention

    async def restart(self):
        await self.env.restart_bot(self.rebuild())

    async def wait(self, **by):
        """Time passes, and the round that is then due."""
        self.clock.forward(**by)
        await self.env.advance_time(61)

    def refusals(self):
        """The errors behind what was politely refused; any that are not looked at fail a test."""
        return [type(unwrapped(error)) for error in self.env.errors]

    def slow(self):
        """The core waits until the returned event is set."""
        gate = asyncio.Event()

        async def wait(question):
            await self.env.external_wait(gate.wait(), reason="a slow core")
            return self.answers.answer(question)

        self.answers.script = wait
        return gate

    async def happen(self, event, *values):
        """An event that simcord has no verb for."""
        with self.env._bot_scope():
            self.bot.dispatch(event, *values)
        await self.env.settle()

    def sent(self):
        """The bodies of all messages that the bot sent or edited."""
        bodies = [
            request.json.get("data") or request.json
            for request in self.env.http_requests
            if isinstance(request.json, dict) and request.method in {"POST", "PATCH"}
        ]
        return [body for body in bodies if "content" in body or "embeds" in body]


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """The bot says sooner than in life that an answer takes longer."""
    monkeypatch.setattr(asking, "PATIENCE_SECONDS", 0.05)


@pytest.fixture
def settings():
    return Settings()


@pytest.fixture
async def parts(tmp_path):
    """What the bot is built from."""
    clock, answers, library = Clock(), ScriptedAnswers(), ScriptedLibrary()
    arxiv = Arxiv(library)
    async with open_state(sqlite_url(tmp_path), clock) as state:
        adder = PaperAdder(arxiv.fetch, arxiv.ingest)
        services = DiscordServices(
            answers, library, state, adder, ScriptedStudio(), ScriptedDigests()
        )
        yield Parts(services, arxiv, clock)


@pytest.fixture
def build(parts, settings):
    """Builds the bot, once for every start."""

    async def idle(awaitable):
        env = _LIVE_LOOPS[asyncio.get_running_loop()]
        await env.external_wait(awaitable, reason="waiting for a turn")

    def build():
        bot = build_client(
            parts.services, settings, now=parts.clock, monotonic=parts.clock.seconds, idle=idle
        )
        bot.shard_count = bot.shard_count or 1
        return bot

    return build


@pytest.fixture
def simcord_bot(build):
    return build()


@pytest.fixture
def world(simcord_env, build, parts):
    return World(simcord_env, parts, build)
