"""/ask, and what is asked about a message: its question, or whether its claim holds."""

from __future__ import annotations

from datetime import date
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.exts.ask.actions import AnswerActions
from bot.exts.ask.asking import Asker, Asking
from bot.exts.ask.messages import MessageDesk
from bot.exts.ask.places import InteractionPlace
from bot.exts.ask.threads import continue_in_thread
from bot.exts.days import Since, Until
from bot.exts.desk import AnyInteraction, Desk, language
from bot.exts.errors import ReaderError
from bot.exts.known import known
from bot.exts.titles import chosen_paper, complete_titles
from bot.state.records import ConversationKey
from vectorstore.models import Filters

QUESTION_LIMIT = 6000
"""Discord's own limit of a text option; the corridor has its own, with a sentence."""


class Ask(commands.Cog):
    def __init__(self, bot: commands.AutoShardedBot, desk: Desk, *, reads_all: bool) -> None:
        self._bot = bot
        self._desk = desk
        self._asker = Asker(desk)
        self._messages = MessageDesk(desk, self._asker, reads_all=reads_all)
        AnswerActions(desk)
        for key, name, callback in (
            ("ask", "Ask about this message", self._ask_about),
            ("claim", "Check this claim", self._check_claim),
        ):
            bot.tree.add_command(
                app_commands.ContextMenu(name=name, callback=callback, extras={"key": key})
            )

    @app_commands.command(description="Ask a question about the papers")
    @app_commands.describe(
        question="What do you want to know?",
        since="Only papers from this day on: 2024-08-20, 2024-08 or 2024",
        until="Only papers up to this day: 2024-08-20, 2024-08 or 2024",
        paper="Only this paper: begin to type its title",
    )
    async def ask(
        self,
        interaction: AnyInteraction,
        question: app_commands.Range[str, 1, QUESTION_LIMIT],
        since: app_commands.Transform[date, Since] | None = None,
        until: app_commands.Transform[date, Until] | None = None,
        paper: str | None = None,
    ) -> None:
        if since and until and since > until:
            raise ReaderError("error.days_order")
        only = await chosen_paper(self._desk.services.library, paper) if paper else None
        filters = Filters(since, until, paper_ids=frozenset({only.paper_id}) if only else None)
        await self._answer(interaction, question, filters=filters)

    @ask.autocomplete("paper")
    async def _paper_titles(
        self, _interaction: AnyInteraction, current: str
    ) -> list[app_commands.Choice[str]]:
        return await complete_titles(self._desk.services.library, current)

    async def _ask_about(self, interaction: AnyInteraction, message: discord.Message) -> None:
        await self._answer(interaction, text_of(message), author=message.author.id)

    async def _check_claim(self, interaction: AnyInteraction, message: discord.Message) -> None:
        await self._answer(interaction, text_of(message), author=message.author.id, claim=True)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        await self._messages.on_message(message, known(self._bot.user).id)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        await self._messages.on_delete(event.message_id)

    async def _answer(
        self,
        interaction: AnyInteraction,
        text: str,
        *,
        filters: Filters | None = None,
        author: int | None = None,
        claim: bool = False,
    ) -> None:
        effective = await self._desk.effective(interaction)
        t = language(effective, interaction.locale)
        place = InteractionPlace(interaction, ephemeral=effective.ephemeral)
        exchange = await self._asker.answer(
            Asking(
                text,
                await self._conversation(interaction),
                asker=interaction.user.id,
                author=author if author != interaction.user.id else None,
                guild=interaction.guild_id,
                channel=place.channel_id,
                filters=filters or Filters(),
                claim=claim,
            ),
            place,
            t,
        )
        if exchange and effective.in_threads and place.offers.thread and not claim:
            shown = await interaction.original_response()
            await continue_in_thread(self._desk, shown, exchange, interaction.user, t)

    async def _conversation(self, interaction: AnyInteraction) -> ConversationKey:
        channel = interaction.channel
        channel_id = interaction.channel_id or 0
        if isinstance(channel, discord.DMChannel):
            return ConversationKey.dm(channel_id)
        if isinstance(channel, discord.Thread) and await self._desk.services.state.threads.ours(
            channel_id
        ):
            return ConversationKey.thread(channel_id)
        return ConversationKey.channel(channel_id, interaction.user.id)


def text_of(message: discord.Message) -> str:
    """What a message says, the words of its embeds included. Raises ReaderError."""
    parts: list[Any] = [message.content]
    for embed in message.embeds:
        parts += (embed.title, embed.description)
    text = "\n".join(part for part in parts if part).strip()
    if not text:
        raise ReaderError("error.no_text")
    return text
