"""/add: papers by arXiv id or link, typed or found in a message."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.adding import MOST_AT_ONCE, arxiv_ids
from bot.exts import errors
from bot.exts.desk import AnyInteraction, Desk, language
from bot.exts.errors import ReaderError
from bot.exts.library.cards import Cards
from bot.exts.present import shorten
from bot.locales.catalog import Translate
from bot.state.records import Effective
from vectorstore.models import Paper


class Adding(commands.Cog):
    def __init__(self, bot: commands.AutoShardedBot, desk: Desk, cards: Cards) -> None:
        self._bot = bot
        self._desk = desk
        self._cards = cards
        bot.tree.add_command(
            app_commands.ContextMenu(
                name="Add these papers", callback=self._add_from, extras={"key": "add"}
            )
        )

    @app_commands.command(description="Add papers from arXiv to the corpus")
    @app_commands.describe(paper="arXiv ids or links, such as 2408.08072")
    async def add(self, interaction: AnyInteraction, paper: str) -> None:
        await self._add(interaction, paper)

    async def _add_from(self, interaction: AnyInteraction, message: discord.Message) -> None:
        links = (embed.url or "" for embed in message.embeds)
        await self._add(interaction, " ".join((message.content, *links)))

    async def _add(self, interaction: AnyInteraction, text: str) -> None:
        effective = await self._desk.effective(interaction)
        await self._check_allowed(interaction, effective)
        ids = arxiv_ids(text)
        if not ids:
            raise ReaderError("error.no_arxiv_id")
        if len(ids) > MOST_AT_ONCE:
            raise ReaderError("error.too_many_ids", most=MOST_AT_ONCE)
        self._desk.count(interaction)
        t = language(effective, interaction.locale)
        await interaction.response.defer(ephemeral=effective.ephemeral, thinking=True)
        await errors.tell(interaction, t("add.working", count=len(ids)))
        added = await self._desk.services.adder.add(ids)
        papers = await self._desk.papers(added)
        await self._show(interaction, tuple(papers.values()), ids, t)

    async def _show(
        self,
        interaction: AnyInteraction,
        papers: tuple[Paper, ...],
        ids: tuple[str, ...],
        t: Translate,
    ) -> None:
        if not papers:
            raise ReaderError("error.not_added")
        lines = [t("add.done", count=len(papers))]
        if len(papers) > 1:
            lines += (f"- {shorten(paper.title)}" for paper in papers)
        if missing := [paper for paper in ids if paper not in {p.arxiv_id for p in papers}]:
            lines.append(t("add.missing", ids=", ".join(missing)))
        await self._cards.show(interaction, papers[0], t, text="\n".join(lines))

    async def _check_allowed(self, interaction: AnyInteraction, effective: Effective) -> None:
        """Managers, and the role that they chose; in private, whoever runs the bot."""
        if isinstance(interaction.user, discord.Member):
            role = effective.add_role
            if interaction.permissions.manage_guild or (role and interaction.user.get_role(role)):
                return
        elif await self._bot.is_owner(interaction.user):
            return
        raise ReaderError("error.may_not_add")
