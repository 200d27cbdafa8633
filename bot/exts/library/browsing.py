"""/papers: leafing through the papers of a window and topic."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from discord import app_commands
from discord.ext import commands

from bot.answering.browsing import Browse, Sort, tell
from bot.answering.calendar.windows import chosen
from bot.exts.desk import AnyInteraction, Desk, language
from bot.exts.errors import ReaderError
from bot.exts.known import known
from bot.exts.library import shelf_pages
from bot.exts.library.pages import PER_PAGE
from bot.exts.library.shelf_pages import Leaf
from bot.exts.present import NAME_LIMIT, shorten
from bot.exts.reply import reply
from bot.locales.catalog import Translate
from bot.render import shelf

_OFFERED = ("today", "yesterday", "this_week", "last_week", "this_month", "last_month")


class Browsing(commands.Cog):
    """``now`` gives aware moments."""

    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        self._desk = desk
        self._now = now
        desk.presses.add(shelf_pages.PAGE, self._turn_page)

    async def cog_load(self) -> None:
        # What reads days takes most of a second to load: better now than at a question.
        await asyncio.to_thread(chosen, "today", "UTC", self._now())

    @app_commands.command(description="Leaf through the papers of a day, week, month or any days")
    @app_commands.describe(
        when="Such as: this week, yesterday, since March, 2026-08-20",
        topic="Only papers that have all these words",
        sort="What comes first",
    )
    @app_commands.choices(sort=[app_commands.Choice(name=s.capitalize(), value=s) for s in Sort])
    async def papers(
        self,
        interaction: AnyInteraction,
        when: app_commands.Range[str, 1, NAME_LIMIT] | None = None,
        topic: app_commands.Range[str, 1, shelf_pages.TOPIC_LIMIT] | None = None,
        sort: str | None = None,
    ) -> None:
        zone = await self._desk.zones.of(interaction.user.id, interaction.guild_id)
        wanted = self._wanted(when, topic or "", Sort(sort) if sort else Sort.NEWEST, zone)
        self._desk.count(interaction)
        effective = await self._desk.effective(interaction)
        await interaction.response.defer(ephemeral=effective.ephemeral, thinking=True)
        t = language(effective, interaction.locale)
        await self._show(interaction, Leaf(wanted), zone, t)

    @papers.autocomplete("when")
    async def _windows(
        self, interaction: AnyInteraction, current: str
    ) -> list[app_commands.Choice[str]]:
        t = await self._desk.speak(interaction)
        offered = {t(f"papers.{key}"): key.replace("_", " ") for key in _OFFERED}
        typed = current.strip()
        found = [
            app_commands.Choice(name=shorten(name), value=value)
            for name, value in offered.items()
            if typed.casefold() in name.casefold() or typed.casefold() in value
        ]
        if typed and typed not in offered:
            found.append(app_commands.Choice(name=shorten(typed), value=typed[:NAME_LIMIT]))
        return found

    def _wanted(self, when: str | None, topic: str, sort: Sort, zone: str) -> Browse:
        if topic and not any(character.isalnum() for character in topic):
            raise ReaderError("error.no_topic")
        since = until = None
        if when is not None:
            window = chosen(when, zone, self._now())
            if window is None:
                raise ReaderError("error.no_window", text=when[:40])
            since, until = window.since, window.until
        return Browse(since, until, topic, sort)

    async def _turn_page(self, interaction: AnyInteraction, argument: str) -> None:
        """Turns the page for the person who browses; anybody else gets a copy of their own."""
        leaf = Leaf.decode(argument)
        self._desk.count(interaction)
        browsed = known(interaction.message).interaction_metadata
        own = browsed is None or browsed.user.id == interaction.user.id
        t = await self._desk.speak(interaction)
        await interaction.response.defer(ephemeral=not own, thinking=not own)
        zone = await self._desk.zones.of(interaction.user.id, interaction.guild_id)
        await self._show(interaction, leaf, zone, t)

    async def _show(self, interaction: AnyInteraction, leaf: Leaf, zone: str, t: Translate) -> None:
        wanted = replace(leaf.browse, zone=zone)
        browsed = await self._desk.services.library.browse(wanted, leaf.first, PER_PAGE)
        said = tell(wanted, browsed, t)
        title = t(f"papers.title_{browsed.answered.sort}")
        pages = shelf_pages.page_count(browsed.total)
        message = shelf.page(title, said, browsed.items, leaf.page, pages, leaf.first + 1, t)
        view = shelf_pages.controls(leaf, browsed.total, browsed.items, t)
        await reply(interaction, (message,), view=view if view.children else None)
