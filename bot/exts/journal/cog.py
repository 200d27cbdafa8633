"""/journal-club: a vote on what to read, and the clockwork that closes it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.club import Club
from bot.exts.desk import AnyInteraction, Desk, language
from bot.exts.errors import ReaderError
from bot.exts.journal import buttons
from bot.exts.journal.allowed import check_may_open, check_place
from bot.exts.journal.ballot import ballot
from bot.exts.journal.clockwork import Clockwork
from bot.exts.journal.live import Live
from bot.exts.journal.pressing import Pressing
from bot.exts.journal.showing import Showing
from bot.exts.persistently import persistently
from bot.exts.present import NAME_LIMIT, shorten, to_embeds
from bot.journal.closing import LONGEST, closing_time, in_time
from bot.render import club as shown
from bot.state.records import Effective

TOPIC_LIMIT = 100
_DEFAULT = "24h"
_OFFERED_HOURS = (1, 3, 24, 48, 72, 168)


class JournalClub(commands.Cog):
    """``now`` gives aware moments."""

    def __init__(
        self, bot: commands.AutoShardedBot, desk: Desk, now: Callable[[], datetime]
    ) -> None:
        self._desk = desk
        self._now = now
        self._journal = desk.services.state.journal
        showing = Showing(bot, desk)
        self._live = Live(showing.votes, desk.idle)
        self._clockwork = Clockwork(self._journal, showing, now, desk.idle)
        Pressing(desk, self._clockwork, self._live)
        self._running: asyncio.Task[None] | None = None

    async def cog_load(self) -> None:
        await self._journal.drop_unposted()

    async def cog_unload(self) -> None:
        if self._running:
            self._running.cancel()
        self._live.stop()

    @app_commands.command(
        name="journal-club", description="Let the channel vote on a paper of the week to read"
    )
    @app_commands.describe(
        topic="Only papers that have all these words",
        closes="When the vote closes: 18:00, 2026-08-25 18:00, 3h or 2d; else in a day",
    )
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def journal_club(
        self,
        interaction: AnyInteraction,
        topic: app_commands.Range[str, 1, TOPIC_LIMIT] | None = None,
        closes: app_commands.Range[str, 1, NAME_LIMIT] | None = None,
    ) -> None:
        effective = await self._desk.effective(interaction)
        check_place(interaction)
        check_may_open(interaction, effective)
        if topic and not any(character.isalnum() for character in topic):
            raise ReaderError("error.no_topic")
        zone = await self._desk.zones.of(interaction.user.id, interaction.guild_id)
        closes_at = self._closing(closes or _DEFAULT, zone)
        self._desk.count(interaction)
        await interaction.response.defer(thinking=True)
        library, now = self._desk.services.library, self._now()
        club = await ballot(library, interaction, effective, topic or "", zone, now, closes_at)
        await self._open(interaction, club, effective)

    @journal_club.autocomplete("closes")
    async def _times(
        self, interaction: AnyInteraction, current: str
    ) -> list[app_commands.Choice[str]]:
        t = await self._desk.speak(interaction)
        zone = await self._desk.zones.of(interaction.user.id, interaction.guild_id)
        now, typed = self._now(), current.strip()

        def choice(name: str, value: str, moment: datetime) -> app_commands.Choice[str]:
            at = f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"
            return app_commands.Choice(name=shorten(f"{name} ({at})"), value=value)

        if typed and (meant := closing_time(typed, zone, now)) and in_time(meant, now):
            return [choice(shorten(typed, 40), typed[:NAME_LIMIT], meant)]
        offered = []
        for hours in _OFFERED_HOURS:
            days, rest = divmod(hours, 24)
            name = t("journal.in_hours", count=hours) if rest else t("journal.in_days", count=days)
            if typed.casefold() in name.casefold():
                offered.append(choice(name, f"{hours}h", now + timedelta(hours=hours)))
        return offered

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """The first time, and after each session that could not be resumed."""
        if self._running is None:
            self._running = asyncio.create_task(self._clockwork.run())

    @commands.Cog.listener()
    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """Who deletes the message of an open vote cancels it: the channel may have another."""
        club = await self._journal.by_message(event.message_id)
        if club is not None and await self._journal.close(club.id, cancelled=True):
            await self._clockwork.complete(club.id)

    def _closing(self, text: str, zone: str) -> datetime:
        now = self._now()
        moment = closing_time(text, zone, now)
        if moment is None:
            raise ReaderError("error.no_closing", text=shorten(text, 40))
        if not in_time(moment, now):
            raise ReaderError("error.closing_range", days=LONGEST.days)
        return moment

    async def _open(self, interaction: AnyInteraction, club: Club, effective: Effective) -> None:
        opened = await self._journal.open(club)
        if opened.id != club.id:
            place = f"https://discord.com/channels/{opened.guild}/{opened.channel}"
            link = f"{place}/{opened.message}" if opened.message else place
            raise ReaderError("error.club_open", link=link)
        t = language(effective, interaction.locale)
        try:
            message = await persistently(
                lambda: interaction.edit_original_response(
                    embeds=to_embeds(shown.vote(club, t)), view=buttons.under(club, t)
                )
            )
        except BaseException:
            await self._journal.drop(club.id)
            raise
        await self._journal.posted(club.id, message.id)
        self._clockwork.news()
