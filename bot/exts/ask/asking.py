"""From a question to an answer that is shown: the same way for every place it is asked in."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field

import discord

from bot.conduct.jobs import EndedError, Ending, Job
from bot.conduct.queue import Turn
from bot.core.models import Abstention, Answer, Partial, Question
from bot.exts import errors
from bot.exts.ask import buttons
from bot.exts.ask.places import Place
from bot.exts.desk import Desk
from bot.locales.catalog import Translate
from bot.render import embeds, leaves
from bot.render.embed_data import Message
from bot.render.leaves import Leaf
from bot.state.errors import StateError
from bot.state.records import ConversationKey, Exchange
from vectorstore.models import Filters

PATIENCE_SECONDS = 0.8
"""Quicker answers come without a word before them."""

EDIT_SECONDS = 1.0
"""Between two edits of an answer that grows."""

ANSWER_SECONDS = 240.0
"""Well within the 15 minutes that Discord gives an interaction, the wait for a turn included."""

_log = logging.getLogger(__name__)

Result = Answer | Abstention


@dataclass(frozen=True, slots=True)
class Asking:
    """One question: who asks what, where, and what it follows.

    ``reply_to`` is the bot's message that is replied to; ``source`` the message that holds the
    question (its deletion withdraws it); ``author`` wrote the words, if not the asker.
    """

    text: str
    conversation: ConversationKey
    asker: int
    guild: int | None
    channel: int
    author: int | None = None
    filters: Filters = field(default_factory=Filters)
    parent: Exchange | None = None
    reply_to: int | None = None
    source: int | None = None
    claim: bool = False


class Growth:
    """The proved beginning of an answer, as far as it was written."""

    def __init__(self) -> None:
        self.proved: Partial | None = None
        self.news: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done once it grew since the last call of ``take``."""

    async def watch(self, partial: Partial) -> None:
        self.proved = partial
        if not self.news.done():
            self.news.set_result(None)

    def take(self) -> Partial | None:
        self.news = asyncio.get_running_loop().create_future()
        return self.proved


class Asker:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, asking: Asking, place: Place, t: Translate) -> Exchange | None:
        """Answer in ``place``; the exchange is None where there is no answer to go on from.

        Raises ConductError before anything is shown; later errors are told in the place.
        """
        turn = self._admit(asking)
        growth = Growth()
        try:
            with self._desk.jobs.working(
                self._work(asking, turn, growth), asker=asking.asker, message=asking.source
            ) as job:
                return await self._answer(job, growth, asking, place, t)
        finally:
            turn.leave()

    def _admit(self, asking: Asking) -> Turn:
        self._desk.jobs.check_open()
        self._desk.cooldowns.take(asking.asker, asking.guild)
        return self._desk.queue.admit(asking.guild or asking.asker)

    async def _work(self, asking: Asking, turn: Turn, growth: Growth) -> Result:
        async with asyncio.timeout(ANSWER_SECONDS), turn:
            conversations = self._desk.services.state.conversations
            history = await (
                conversations.history(asking.conversation)
                if asking.reply_to is None
                else conversations.chain(asking.reply_to)
            )
            question = Question(
                asking.text,
                history,
                asking.filters,
                asker=str(asking.asker),
                server=None if asking.guild is None else str(asking.guild),
                zone=await self._desk.zones.of(asking.asker, asking.guild),
            )
            return await self._desk.services.answers.ask(question, growth.watch)

    async def _answer(
        self, job: Job[Result], growth: Growth, asking: Asking, place: Place, t: Translate
    ) -> Exchange | None:
        await place.acknowledge()
        try:
            if not await job.done_within(PATIENCE_SECONDS):
                await place.working(t("ask.working"), buttons.stop(job.id, t))
                await self._grow(job, growth, asking, place, t)
            result = await job.result()
            exchange = await self._store(asking, result)
            # A list that cannot be kept cannot be leafed through: it is shown whole.
            leaf = leaves.leaf(result, 0) if exchange else Leaf(result, 0, 1)
            shown = await place.show(
                await self._render(asking, result, leaf, t),
                buttons.answer(result, leaf, place.offers, t) if exchange else None,
            )
            if exchange:
                for message in shown:
                    await self._desk.services.state.exchanges.attach(
                        exchange.id, place.channel_id, message
                    )
        except EndedError as error:
            await _say_ending(error.ending, growth, asking, place, t)
        except Exception as error:
            if errors.is_gone(error):
                _log.info("a message was deleted while it was being answered")
                return None
            await place.say(errors.sentence(error, t))
        else:
            return exchange
        return None

    async def _grow(
        self, job: Job[Result], growth: Growth, asking: Asking, place: Place, t: Translate
    ) -> None:
        """Show what grows, until the work is over. Who waits for a turn wakes nobody meanwhile."""
        while not job.done:
            await self._desk.idle(job.done_or(growth.news))
            if not job.done and (partial := growth.take()):
                await place.grow(embeds.growing(asking.text, partial, t))
                await job.done_within(EDIT_SECONDS)

    async def _store(self, asking: Asking, result: Result) -> Exchange | None:
        """An answer that cannot be kept is still an answer, without its buttons."""
        try:
            return await self._desk.services.state.exchanges.store(
                result,
                conversation=asking.conversation,
                asker=asking.asker,
                author=asking.author,
                guild=asking.guild,
                channel=asking.channel,
                parent=asking.parent.id if asking.parent else None,
            )
        except StateError:
            _log.exception("an exchange could not be stored")
            return None

    async def _render(
        self, asking: Asking, result: Result, leaf: Leaf, t: Translate
    ) -> tuple[Message, ...]:
        cited = leaf.part.paper_ids or tuple(near.paper_id for near in result.nearest)
        papers, facts = await asyncio.gather(self._desk.papers(cited), self._desk.facts())
        if asking.claim:
            return embeds.claim(asking.text, leaf.part, papers, facts, t)
        return leaves.shown(result, leaf, papers, facts, t)


async def _say_ending(
    ending: Ending, growth: Growth, asking: Asking, place: Place, t: Translate
) -> None:
    try:
        match ending:
            case Ending.STOPPED if growth.proved:
                said = embeds.growing(asking.text, growth.proved, t, stopped=True)
                await place.show((said,), None)
            case Ending.STOPPED:
                await place.say(t("ask.stopped"))
            case Ending.CLOSING:
                await place.say(t("ask.closing"))
            case Ending.WITHDRAWN:
                await place.withdraw()
    except discord.HTTPException as error:
        _log.info("an ended answer's message is gone: %s", error)
