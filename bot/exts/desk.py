"""What every feature needs at hand: the services, the house rules, and the person's language."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

import discord

from bot.conduct.cooldown import Cooldowns
from bot.conduct.jobs import Jobs
from bot.conduct.queue import FairQueue
from bot.discord_services import DiscordServices
from bot.exts.choices import Choices
from bot.exts.presses import Presses
from bot.exts.zones import Zones
from bot.locales.catalog import Translate, translator
from bot.render.embed_data import CorpusFacts
from bot.state.records import Effective
from vectorstore.models import Paper

AnyInteraction = discord.Interaction[Any]


@dataclass(frozen=True, slots=True)
class Desk:
    services: DiscordServices
    cooldowns: Cooldowns
    queue: FairQueue
    jobs: Jobs
    presses: Presses
    choices: Choices
    retention_days: int
    zones: Zones
    idle: Callable[[Awaitable[None]], Awaitable[None]]
    """How to wait for what may be long in coming; tests say here that such a wait is meant."""

    async def effective(self, interaction: AnyInteraction) -> Effective:
        return await self.effective_in(interaction.guild_id, interaction.channel)

    async def effective_in(self, guild: int | None, channel: object) -> Effective:
        """What holds in a channel; a thread follows the channel it belongs to."""
        place = channel.parent_id if isinstance(channel, discord.Thread) else _id_of(channel)
        return await self.choices.get(guild, place)

    async def speak(self, interaction: AnyInteraction) -> Translate:
        return language(await self.effective(interaction), interaction.locale)

    async def facts(self) -> CorpusFacts:
        status = await self.services.library.status()
        synced = status.last_sync.date() if status.last_sync else None
        return CorpusFacts(papers=status.papers, newest=status.newest, synced=synced)

    async def papers(self, ids: Iterable[str]) -> dict[str, Paper]:
        """Those of ``ids`` that the corpus (still) has."""
        distinct = tuple(dict.fromkeys(ids))
        found = await asyncio.gather(*map(self.services.library.paper, distinct))
        return {paper.paper_id: paper for paper in found if paper is not None}

    def count(self, interaction: AnyInteraction) -> None:
        """One more request. Raises TooSoonError or ClosingError."""
        self.jobs.check_open()
        self.cooldowns.take(interaction.user.id, interaction.guild_id)


def language(effective: Effective, locale: discord.Locale | None) -> Translate:
    return translator(effective.language or (locale.value if locale else None))


def _id_of(channel: object) -> int | None:
    return getattr(channel, "id", None)
