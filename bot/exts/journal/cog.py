"""/journal-club: a vote on what to read, and the clockwork that closes it."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.browsing import Browse, Browsed, Sort
from bot.answering.calendar.windows import trending_days
from bot.core.club import Candidate, Club
from bot.exts.desk import AnyInteraction, Desk, language
from bot.exts.errors import ReaderError
from bot.exts.journal import buttons
from bot.exts.journal.clockwork import Clockwork
from bot.exts.journal.live import Live
from bot.exts.journal.pressing import Pressing
from bot.exts.journal.showing import Showing
from bot.exts.known import known
from bot.exts.persistently import persistently
from bot.exts.present import NAME_LIMIT, shorten, to_embeds
from bot.journal.closing import LONGEST, closing_time, in_time
from bot.locales.catalog import our_language
from bot.render import club as shown
from bot.render import days as said_days
from bot.state.records import Effective
from vectorstore.papers import paper_url

_log = logging.getLogger(__name__)

MOST = 10
"""Candidates: as many as a poll of Discord's own holds."""

TOPIC_LIMIT = 100
_DEFAULT = "24h"
_OFFERED_HOURS = (1, 3, 24, 48, 72, 168)

_NEEDED = (
    "view_channel",
    "create_public_threads",
    "send_messages_in_threads",
    "embed_links",
    "read_message_history",
)


class JournalClub(commands.Cog):
    """``now`` gives aware moments."""

    def __init__(
        self, bot: commands.AutoShardedBot, desk: Desk, now: Callable[[], datetime]
    ) -> None:
        self._bot = bot
        self._desk = desk
        self._now = now
        self._journal = desk.services.state.journal
        self._showing = Showing(bot, desk)
        self._live = Live(self._showing.votes, desk.idle)
        self._clockwork = Clockwork(self._journal, self._showing, now, desk.idle)
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
        _check_place(interaction)
        _check_person(interaction, effective)
        if topic and not any(character.isalnum() for character in topic):
            raise ReaderError("error.no_topic")
        zone = await self._desk.zones.of(interaction.user.id, interaction.guild_id)
        closes_at = self._closing(closes or _DEFAULT, zone)
        self._desk.count(interaction)
        await interaction.response.defer(thinking=True)
        club = await self._club(interaction, effective, topic or "", zone, closes_at)
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

    async def _club(
        self,
        interaction: AnyInteraction,
        effective: Effective,
        topic: str,
        zone: str,
        closes_at: datetime,
    ) -> Club:
        """What is put to the vote. Raises ReaderError where there is nothing."""
        wanted, browsed = await self._week(topic, zone)
        if not browsed.items:
            t = language(effective, interaction.locale)
            window = said_days.window(wanted.since, wanted.until, zone, t)
            found = said_days.found(0, browsed.topic, window, t)
            raise ReaderError("error.no_candidates", found=found)
        return Club(
            id=secrets.token_hex(8),
            guild=known(interaction.guild_id),
            channel=known(interaction.channel_id),
            opened_by=interaction.user.id,
            opened_at=self._now(),
            closes_at=closes_at,
            language=our_language(effective.language or interaction.locale.value),
            zone=zone,
            topic=" ".join(browsed.topic),
            since=wanted.since,
            until=wanted.until,
            total=browsed.total,
            candidates=tuple(
                Candidate(
                    n,
                    item.paper.paper_id,
                    item.paper.title,
                    paper_url(item.paper),
                    item.paper.upvotes,
                    item.sentence,
                )
                for n, item in enumerate(browsed.items, 1)
            ),
        )

    async def _week(self, topic: str, zone: str) -> tuple[Browse, Browsed]:
        """The most upvoted papers of the last seven days; where these have no papers at all, of the
        seven days up to the newest one; of all days where no paper has a day."""
        today = self._now().astimezone(ZoneInfo(zone)).date()
        wanted = Browse(*trending_days(today), topic, Sort.UPVOTES)
        browsed = await self._browse(wanted)
        newest = browsed.newest
        if not browsed.items and (newest is None or newest < known(wanted.since)):
            since, until = (None, None) if newest is None else trending_days(newest)
            wanted = Browse(since, until, topic, Sort.UPVOTES)
            browsed = await self._browse(wanted)
        return wanted, browsed

    async def _browse(self, wanted: Browse) -> Browsed:
        return await self._desk.services.library.browse(wanted, 0, MOST)

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


def _check_place(interaction: AnyInteraction) -> None:
    """A text channel of a server that the bot is in, with the rights for a thread in it."""
    guild = interaction.guild_id and interaction.client.get_guild(interaction.guild_id)
    if not guild or not isinstance(interaction.channel, discord.TextChannel):
        raise ReaderError("error.club_place")
    if not all(getattr(interaction.app_permissions, right) for right in _NEEDED):
        raise ReaderError("error.club_rights")


def _check_person(interaction: AnyInteraction, effective: Effective) -> None:
    """Moderators, and the role that the server chose."""
    may = interaction.permissions
    role = effective.club_role
    if may.manage_messages or may.manage_guild:
        return
    if role and isinstance(interaction.user, discord.Member) and interaction.user.get_role(role):
        return
    raise ReaderError("error.may_not_open_club")
