"""How to begin, what this is, and how it is doing."""

from __future__ import annotations

import logging
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

import discord
from discord import app_commands
from discord.ext import commands

from bot.exts.desk import AnyInteraction, Desk, language
from bot.exts.known import known
from bot.locales.catalog import Translate

_log = logging.getLogger(__name__)


class Help(commands.Cog):
    def __init__(self, bot: commands.AutoShardedBot, desk: Desk) -> None:
        self._bot = bot
        self._desk = desk

    @app_commands.command(description="How to ask, and what else the bot can do")
    async def help(self, interaction: AnyInteraction) -> None:
        t = await self._desk.speak(interaction)
        text = t("help.text", bot=self._mention)
        await interaction.response.send_message(text, ephemeral=True)

    @app_commands.command(description="What the bot is, and where its answers come from")
    async def about(self, interaction: AnyInteraction) -> None:
        t = await self._desk.speak(interaction)
        facts = await self._desk.facts()
        text = t("about.text", count=facts.papers, newest=facts.newest or "–", version=_version())
        await interaction.response.send_message(text, ephemeral=True)

    @app_commands.command(description="How the bot is doing")
    async def status(self, interaction: AnyInteraction) -> None:
        t = await self._desk.speak(interaction)
        library = await self._desk.services.library.status()
        lines = [
            t("status.latency", ms=_milliseconds(self._bot.latency)),
            t("status.papers", count=library.papers, newest=library.newest or "–"),
            _last_sync(library.last_sync, t),
            t("status.queue", working=len(self._desk.jobs), waiting=self._desk.queue.waiting),
            t("status.version", version=_version()),
        ]
        if library.degraded:
            lines.append(t("status.degraded", why=library.degraded))
        if interaction.permissions.manage_guild:
            lines += await self._spent(t)
        await interaction.response.send_message("\n".join(lines), ephemeral=True)

    async def _spent(self, t: Translate) -> list[str]:
        """What the chat model took today, where there is one."""
        model = self._desk.services.model
        if model is None:
            return []
        usage = self._desk.services.state.usage
        taken = await usage.by_day(usage.today)
        line = t(
            "status.model",
            answers=sum(day.answers for day in taken),
            tokens=sum(day.input_tokens + day.output_tokens for day in taken),
            cost=f"{sum(day.cost for day in taken):.2f}",
        )
        cap = t("status.model_cap", cap=f"{model.per_day:g}") if model.per_day is not None else ""
        return [line + cap]

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Say how to begin, where the server's own news go, or in the first channel we may use."""
        effective = await self._desk.choices.get(guild.id, None)
        t = language(effective, guild.preferred_locale)
        for channel in filter(None, (guild.system_channel, *guild.text_channels)):
            may = channel.permissions_for(guild.me)
            if may.view_channel and may.send_messages:
                await channel.send(t("help.joined", bot=self._mention))
                return
        _log.info("there is no channel in the new server %d to say hello in", guild.id)

    @property
    def _mention(self) -> str:
        return known(self._bot.user).mention


def _last_sync(when: datetime | None, t: Translate) -> str:
    if when is None:
        return t("status.never_synced")
    # Discord writes the moment in each reader's own zone.
    return t("status.last_sync", when=f"<t:{int(when.timestamp())}:f>")


def _milliseconds(seconds: float) -> str:
    """Before the first heartbeat the latency is not a number."""
    return f"{seconds * 1000:.0f}" if seconds == seconds and seconds < 1e6 else "–"


def _version() -> str:
    try:
        return version("footnote")
    except PackageNotFoundError:
        return "–"
