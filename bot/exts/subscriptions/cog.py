"""/subscribe and /subscriptions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.digest import Rhythm, Scope, Subscription, Via
from bot.exts.desk import AnyInteraction, Desk
from bot.exts.errors import ReaderError
from bot.exts.subscriptions import controls, typed
from bot.exts.subscriptions.lists import Lists
from bot.exts.subscriptions.panels import Panels
from bot.exts.subscriptions.rights import manages
from bot.exts.subscriptions.starting import Starting
from bot.exts.subscriptions.subjects import subject_of
from bot.exts.titles import complete_titles
from bot.exts.zones import complete_zones, known_zone
from bot.locales.catalog import our_language

_SCOPES = {
    Scope.ALL: "Everything",
    Scope.TOPIC: "A topic",
    Scope.AUTHOR: "An author",
    Scope.KEYWORD: "A word in title or abstract",
    Scope.QUESTION: "A question, once a new paper answers it",
    Scope.NEIGHBOURS: "New papers near to one",
}

Place = discord.TextChannel | discord.VoiceChannel | discord.Thread


class Subscribing(commands.Cog):
    """``now`` gives aware moments."""

    def __init__(
        self, desk: Desk, panels: Panels, lists: Lists, now: Callable[[], datetime]
    ) -> None:
        self._desk = desk
        self._panels = panels
        self._starting = Starting(desk, panels, now)
        self._lists = lists
        self._now = now

    @app_commands.command(
        description="Get new papers daily or weekly, or when one answers your question"
    )
    @app_commands.describe(
        about="Which new papers",
        what="The topic, author, word or question, or the title of a paper",
        rhythm="How often; daily, unless you choose otherwise",
        at="Time of day; 8:00, unless you choose otherwise",
        zone="Begin to type a city; yours, unless you choose otherwise",
        channel="Send it there instead of to you; for who manages this server",
    )
    @app_commands.choices(
        about=[app_commands.Choice(name=name, value=scope) for scope, name in _SCOPES.items()],
        rhythm=[app_commands.Choice(name=one.capitalize(), value=one) for one in Rhythm],
    )
    async def subscribe(
        self,
        interaction: AnyInteraction,
        about: str,
        what: app_commands.Range[str, 1, controls.SUBJECT_LIMIT] | None = None,
        rhythm: str = Rhythm.DAILY,
        at: str | None = None,
        zone: str | None = None,
        channel: Place | None = None,
    ) -> None:
        self._desk.count(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        scope = Scope(about)
        wanted = await self._starting.new(
            interaction,
            scope,
            await subject_of(scope, what, self._desk.services.library),
            rhythm=Rhythm(rhythm),
            at=None if at is None else typed.time_of_day(at),
            zone=None if zone is None else await known_zone(zone),
        )
        if channel is not None:
            wanted = await self._into(interaction, wanted, channel)
        await self._panels.add(interaction, wanted)

    @subscribe.autocomplete("what")
    async def _titles(
        self, interaction: AnyInteraction, current: str
    ) -> list[app_commands.Choice[str]]:
        """Only papers can be offered."""
        if interaction.namespace.about != Scope.NEIGHBOURS:
            return []
        return await complete_titles(self._desk.services.library, current)

    @subscribe.autocomplete("zone")
    async def _zones(
        self, _interaction: AnyInteraction, current: str
    ) -> list[app_commands.Choice[str]]:
        return await complete_zones(current, self._now())

    @app_commands.command(description="Your subscriptions: look, change, pause, remove")
    async def subscriptions(self, interaction: AnyInteraction) -> None:
        self._desk.count(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._lists.show(interaction, 0)

    async def _into(
        self, interaction: AnyInteraction, wanted: Subscription, channel: Place
    ) -> Subscription:
        """The same for a channel, which reads its own language, whoever subscribes it."""
        _check_channel(interaction, channel)
        effective = await self._desk.effective_in(channel.guild.id, channel)
        locale = interaction.guild_locale or interaction.locale
        return replace(
            wanted,
            guild=channel.guild.id,
            channel=channel.id,
            via=Via.CHANNEL,
            language=effective.language or our_language(locale.value),
        )


def _check_channel(interaction: AnyInteraction, channel: Place) -> None:
    """Raises ReaderError where the person may not subscribe it, or the bot not write there."""
    if not manages(interaction):
        raise ReaderError("error.managers_only")
    may = channel.permissions_for(channel.guild.me)
    in_thread = isinstance(channel, discord.Thread)
    writes = may.send_messages_in_threads if in_thread else may.send_messages
    if not (may.view_channel and writes and may.embed_links):
        raise ReaderError("error.forbidden")
