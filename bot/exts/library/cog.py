"""Looking around: /search, /paper, /similar, and the papers related to a message."""

from __future__ import annotations

from datetime import date

import discord
from discord import app_commands
from discord.ext import commands

from bot.exts.ask.cog import text_of
from bot.exts.days import Since, Until
from bot.exts.desk import AnyInteraction, Desk, language
from bot.exts.errors import ReaderError
from bot.exts.known import known
from bot.exts.library import pages
from bot.exts.library.cards import SIMILAR_PAPERS, Cards
from bot.exts.library.pages import Search
from bot.exts.present import shorten
from bot.exts.presses import chosen_values
from bot.exts.reply import reply
from bot.exts.titles import chosen_paper, complete_titles
from bot.locales.catalog import Translate
from bot.render import embeds

_RELATED_CHARS = 2000


class Library(commands.Cog):
    def __init__(self, bot: commands.AutoShardedBot, desk: Desk, cards: Cards) -> None:
        self._desk = desk
        self._library = desk.services.library
        self._cards = cards
        desk.presses.add(pages.PAGE, self._turn_page)
        desk.presses.add(pages.OPEN, self._open)
        bot.tree.add_command(
            app_commands.ContextMenu(
                name="Find related papers", callback=self._related, extras={"key": "related"}
            )
        )

    @app_commands.command(description="Search the papers")
    @app_commands.describe(
        query="Words, names, a topic",
        since="Only papers from this day on: 2024-08-20, 2024-08 or 2024",
        until="Only papers up to this day: 2024-08-20, 2024-08 or 2024",
    )
    async def search(
        self,
        interaction: AnyInteraction,
        query: app_commands.Range[str, 1, pages.QUERY_LIMIT],
        since: app_commands.Transform[date, Since] | None = None,
        until: app_commands.Transform[date, Until] | None = None,
    ) -> None:
        if since and until and since > until:
            raise ReaderError("error.days_order")
        t = await self._begin(interaction)
        await self._show(interaction, Search(query, since=since, until=until), t)

    @app_commands.command(description="Show what is known of a paper")
    @app_commands.describe(paper="Begin to type its title, or paste its arXiv id or link")
    async def paper(self, interaction: AnyInteraction, paper: str) -> None:
        t = await self._begin(interaction)
        await self._cards.show(interaction, await chosen_paper(self._library, paper), t)

    @app_commands.command(description="Find the papers nearest to a paper")
    @app_commands.describe(paper="Begin to type its title, or paste its arXiv id or link")
    async def similar(self, interaction: AnyInteraction, paper: str) -> None:
        t = await self._begin(interaction)
        await self._cards.show_similar(interaction, await chosen_paper(self._library, paper), t)

    @paper.autocomplete("paper")
    @similar.autocomplete("paper")
    async def _titles(
        self, _interaction: AnyInteraction, current: str
    ) -> list[app_commands.Choice[str]]:
        return await complete_titles(self._library, current)

    async def _related(self, interaction: AnyInteraction, message: discord.Message) -> None:
        text = text_of(message)[:_RELATED_CHARS]
        t = await self._begin(interaction, ephemeral=True)
        hits = await self._library.search(text, SIMILAR_PAPERS)
        if not hits:
            raise ReaderError("error.nothing_found")
        await reply(interaction, (embeds.search_page(shorten(text), hits, 0, 1, t),))

    async def _begin(
        self, interaction: AnyInteraction, *, ephemeral: bool | None = None
    ) -> Translate:
        """Acknowledges; raises ConductError before that."""
        self._desk.count(interaction)
        effective = await self._desk.effective(interaction)
        private = effective.ephemeral if ephemeral is None else ephemeral
        await interaction.response.defer(ephemeral=private, thinking=True)
        return language(effective, interaction.locale)

    async def _turn_page(self, interaction: AnyInteraction, argument: str) -> None:
        """Turns the page for the person who searched; anybody else gets a copy of their own."""
        search = Search.decode(argument)
        self._desk.count(interaction)
        searched = known(interaction.message).interaction_metadata
        own = searched is None or searched.user.id == interaction.user.id
        t = await self._desk.speak(interaction)
        await interaction.response.defer(ephemeral=not own, thinking=not own)
        await self._show(interaction, search, t)

    async def _open(self, interaction: AnyInteraction, _argument: str) -> None:
        (chosen,) = chosen_values(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        t = await self._desk.speak(interaction)
        paper = await chosen_paper(self._library, chosen)
        await self._cards.show(interaction, paper, t)

    async def _show(self, interaction: AnyInteraction, search: Search, t: Translate) -> None:
        hits = await self._library.search(
            search.query, pages.PER_PAGE * pages.MOST_PAGES, search.filters
        )
        if not hits:
            raise ReaderError("error.nothing_found")
        count = -(-len(hits) // pages.PER_PAGE)
        page = min(search.page, count - 1)
        here = hits[page * pages.PER_PAGE : (page + 1) * pages.PER_PAGE]
        await reply(
            interaction,
            (embeds.search_page(search.query, here, page, count, t),),
            view=pages.controls(
                Search(search.query, page, search.since, search.until), count, here, t
            ),
        )
