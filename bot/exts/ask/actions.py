"""What the buttons under an answer do."""

from __future__ import annotations

import io

import discord

from bot.conduct.jobs import Ending
from bot.core.models import Answer
from bot.core.tables import as_csv
from bot.exts import errors
from bot.exts.ask import buttons
from bot.exts.ask.places import Offers
from bot.exts.ask.threads import continue_in_thread
from bot.exts.desk import AnyInteraction, Desk
from bot.exts.errors import ReaderError
from bot.exts.known import known
from bot.exts.presses import modal_values
from bot.exts.reply import reply
from bot.render import embeds, leaves
from bot.state.records import Exchange

SIMILAR_PAPERS = 5


class AnswerActions:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._state = desk.services.state
        for action, handler in (
            (buttons.SOURCES, self._sources),
            (buttons.SIMILAR, self._similar),
            (buttons.LEAF, self._leaf),
            (buttons.CSV, self._csv),
            (buttons.THREAD, self._thread),
            (buttons.UP, self._up),
            (buttons.DOWN, self._down),
            (buttons.WRONG, self._wrong),
            (buttons.DELETE, self._delete),
            (buttons.STOP, self._stop),
        ):
            desk.presses.add(action, handler)

    async def _exchange(self, exchange_id: str) -> Exchange:
        exchange = await self._state.exchanges.get(exchange_id)
        if exchange is None:
            raise ReaderError("error.forgotten")
        return exchange

    async def _sources(self, interaction: AnyInteraction, argument: str) -> None:
        """The quotes of the leaf that is shown."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        exchange_id, number = buttons.read_leaf(argument)
        result = leaves.leaf((await self._exchange(exchange_id)).result, number).part
        if not isinstance(result, Answer):
            raise ReaderError("error.forgotten")
        t = await self._desk.speak(interaction)
        papers = await self._desk.papers(result.paper_ids)
        await reply(interaction, embeds.sources(result, papers, t))

    async def _leaf(self, interaction: AnyInteraction, argument: str) -> None:
        """Turns the leaf for the asker; anybody else gets a copy of their own."""
        exchange_id, number = buttons.read_leaf(argument)
        exchange = await self._exchange(exchange_id)
        own = interaction.user.id == exchange.asker
        await interaction.response.defer(ephemeral=not own, thinking=not own)
        t = await self._desk.speak(interaction)
        leaf = leaves.leaf(exchange.result, number)
        papers = await self._desk.papers(leaf.part.paper_ids)
        shown = leaves.shown(exchange.result, leaf, papers, await self._desk.facts(), t)
        offers = _offered(known(interaction.message)) if own else Offers(thread=False, delete=False)
        await reply(interaction, shown, view=buttons.answer(exchange.result, leaf, offers, t))

    async def _similar(self, interaction: AnyInteraction, exchange_id: str) -> None:
        """Papers like the one that the answer leads with, or that came nearest."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        result = (await self._exchange(exchange_id)).result
        first = next(iter(result.paper_ids), None) or result.nearest[0].paper_id
        t = await self._desk.speak(interaction)
        paper = await self._desk.services.library.paper(first)
        if paper is None:
            raise ReaderError("error.no_paper", paper=first)
        hits = await self._desk.services.library.similar(first, SIMILAR_PAPERS)
        await reply(interaction, (embeds.similar(paper, hits, t),))

    async def _csv(self, interaction: AnyInteraction, exchange_id: str) -> None:
        """The table of a comparison as a file; spreadsheets expect the mark at its beginning."""
        result = (await self._exchange(exchange_id)).result
        if not isinstance(result, Answer) or result.table is None:
            raise ReaderError("error.forgotten")
        file = io.BytesIO(as_csv(result).encode("utf-8-sig"))
        await interaction.response.send_message(
            file=discord.File(file, "comparison.csv"), ephemeral=True
        )

    async def _thread(self, interaction: AnyInteraction, exchange_id: str) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        exchange = await self._exchange(exchange_id)
        t = await self._desk.speak(interaction)
        mention = await continue_in_thread(
            self._desk, known(interaction.message), exchange, interaction.user, t
        )
        await errors.tell(interaction, t("thread.here", thread=mention))

    async def _up(self, interaction: AnyInteraction, exchange_id: str) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        if not await self._state.feedback.record(exchange_id, interaction.user.id, up=True):
            raise ReaderError("error.forgotten")
        t = await self._desk.speak(interaction)
        await errors.tell(interaction, t("feedback.thanks"))

    async def _down(self, interaction: AnyInteraction, exchange_id: str) -> None:
        """The vote counts at once; what was wrong may be added. A modal cannot be deferred."""
        if not await self._state.feedback.record(exchange_id, interaction.user.id, up=False):
            raise ReaderError("error.forgotten")
        t = await self._desk.speak(interaction)
        await interaction.response.send_modal(buttons.what_was_wrong(exchange_id, t))

    async def _wrong(self, interaction: AnyInteraction, exchange_id: str) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        comment = modal_values(interaction).get(buttons.COMMENT, "").strip() or None
        if not await self._state.feedback.record(
            exchange_id, interaction.user.id, up=False, comment=comment
        ):
            raise ReaderError("error.forgotten")
        t = await self._desk.speak(interaction)
        await errors.tell(interaction, t("feedback.thanks"))

    async def _delete(self, interaction: AnyInteraction, exchange_id: str) -> None:
        exchange = await self._state.exchanges.get(exchange_id)
        if exchange is None and not interaction.permissions.manage_messages:
            raise ReaderError("error.forgotten")
        if exchange is not None and not _may_end(interaction, exchange.asker):
            raise ReaderError("error.not_yours")
        await interaction.response.defer()
        pressed = known(interaction.message).id
        shown = await self._state.exchanges.messages(exchange_id)
        await interaction.delete_original_response()
        await self._state.exchanges.detach(pressed)
        for channel_id, message_id in shown:
            if message_id != pressed:
                channel = interaction.client.get_partial_messageable(channel_id)
                await channel.get_partial_message(message_id).delete()
                await self._state.exchanges.detach(message_id)

    async def _stop(self, interaction: AnyInteraction, job_id: str) -> None:
        """After a restart there is nothing to stop: the message then says what happened."""
        job = self._desk.jobs.find(job_id)
        if job is None:
            t = await self._desk.speak(interaction)
            await interaction.response.edit_message(
                content=t("ask.interrupted"), embeds=[], view=None
            )
            return
        if not _may_end(interaction, job.asker):
            raise ReaderError("error.not_yours")
        await interaction.response.defer()
        job.end(Ending.STOPPED)


def _offered(message: discord.Message) -> Offers:
    """What the buttons under a message of ours offer already."""
    rows = (row for row in message.components if isinstance(row, discord.ActionRow))
    ids = [child.custom_id for row in rows for child in row.children]
    actions = {(custom_id or "").partition(":")[0] for custom_id in ids}
    return Offers(thread=buttons.THREAD in actions, delete=buttons.DELETE in actions)


def _may_end(interaction: AnyInteraction, asker: int) -> bool:
    """The asker, and moderators."""
    return interaction.user.id == asker or (
        interaction.guild_id is not None and interaction.permissions.manage_messages
    )
