"""Questions that arrive as messages: mentions, replies, direct messages, threads, forum posts."""

from __future__ import annotations

from dataclasses import dataclass

import discord

from bot.conduct.errors import ConductError
from bot.conduct.jobs import Ending
from bot.conduct.seen import Seen
from bot.exts import errors
from bot.exts.ask import addressed
from bot.exts.ask.addressed import Call
from bot.exts.ask.asking import Asker, Asking
from bot.exts.ask.places import MessagePlace
from bot.exts.ask.threads import open_for_question
from bot.exts.desk import Desk, language
from bot.exts.known import known
from bot.locales.catalog import Translate
from bot.state.records import ConversationKey, Effective, Exchange

_REMEMBERED_MESSAGES = 10_000


@dataclass(frozen=True, slots=True)
class _Where:
    """Which conversation a message belongs to."""

    conversation: ConversationKey
    parent: Exchange | None = None
    reply_to: int | None = None
    opens_thread: bool = False


class MessageDesk:
    """``reads_all`` says that the message content intent is on."""

    def __init__(self, desk: Desk, asker: Asker, *, reads_all: bool) -> None:
        self._desk = desk
        self._asker = asker
        self._reads_all = reads_all
        self._seen = Seen(_REMEMBERED_MESSAGES)
        self._told_unreadable = Seen(_REMEMBERED_MESSAGES)

    async def on_message(self, message: discord.Message, me: int) -> None:
        if not addressed.from_a_person(message) or not self._seen.add(message.id):
            return
        guild = message.guild.id if message.guild else None
        effective = await self._desk.effective_in(guild, message.channel)
        where = await self._where(message, me, effective)
        if where is None:
            return
        locale = message.guild.preferred_locale if message.guild else None
        t = language(effective, locale)
        place = MessagePlace(message, message.channel)
        try:
            await self._answer(message, me, where, t, place)
        except ConductError as error:
            await place.say(errors.sentence(error, t))

    async def on_delete(self, message_id: int) -> None:
        """A deleted question is withdrawn; a deleted answer is nothing to reply to any more."""
        self._desk.jobs.end_where(lambda job: job.message == message_id, Ending.WITHDRAWN)
        await self._desk.services.state.exchanges.detach(message_id)

    async def _answer(
        self,
        message: discord.Message,
        me: int,
        where: _Where,
        t: Translate,
        place: MessagePlace,
    ) -> None:
        text = addressed.question_in(message, me)
        if not text:
            await self._tell_unreadable(message, me, t, place)
            return
        conversation = where.conversation
        if where.opens_thread:
            thread = await open_for_question(self._desk, message, text, t)
            if thread is not None:
                place = MessagePlace(message, thread)
                conversation = ConversationKey.thread(thread.id)
        await self._asker.answer(
            Asking(
                text,
                conversation,
                asker=message.author.id,
                guild=message.guild.id if message.guild else None,
                channel=place.channel_id,
                parent=where.parent,
                reply_to=where.reply_to,
                source=message.id,
            ),
            place,
            t,
        )

    async def _where(
        self, message: discord.Message, me: int, effective: Effective
    ) -> _Where | None:
        """None for a message that is not for the bot."""
        channel = message.channel
        called = addressed.call(message, me)
        if called is Call.DM:
            return _Where(ConversationKey.dm(channel.id))
        if isinstance(channel, discord.Thread):
            if await self._is_ours(channel, me):
                if addressed.for_somebody_else(message, me):
                    return None
                return _Where(ConversationKey.thread(channel.id))
            if self._is_new_post(message, channel) and effective.answer_posts:
                await self._take_over(message, channel)
                return _Where(ConversationKey.thread(channel.id))
        if called is None or not effective.answer_mentions:
            return None
        if called is Call.REPLY and (replied := await self._replied_exchange(message)):
            return _Where(replied.reply_key, parent=replied, reply_to=_replied_id(message))
        return _Where(
            ConversationKey.channel(channel.id, message.author.id),
            opens_thread=effective.in_threads and isinstance(channel, discord.TextChannel),
        )

    async def _is_ours(self, thread: discord.Thread, me: int) -> bool:
        # Without the intent the bot answers only in threads of its own: no need to look others up.
        return (thread.owner_id == me or self._reads_all) and (
            await self._desk.services.state.threads.ours(thread.id)
        )

    def _is_new_post(self, message: discord.Message, thread: discord.Thread) -> bool:
        return (
            self._reads_all
            and message.id == thread.id
            and isinstance(thread.parent, discord.ForumChannel)
        )

    async def _take_over(self, message: discord.Message, post: discord.Thread) -> None:
        await self._desk.services.state.threads.opened(
            post.id,
            guild=known(message.guild).id,
            channel=post.parent_id,
            person=message.author.id,
        )

    async def _replied_exchange(self, message: discord.Message) -> Exchange | None:
        replied = _replied_id(message)
        return await self._desk.services.state.exchanges.by_message(replied) if replied else None

    async def _tell_unreadable(
        self, message: discord.Message, me: int, t: Translate, place: MessagePlace
    ) -> None:
        """Without the intent Discord hides the text of messages that do not mention the bot."""
        if addressed.call(message, me) is None and not self._told_unreadable.add(
            message.channel.id
        ):
            return
        await place.say(t("message.empty", bot=f"<@{me}>"))


def _replied_id(message: discord.Message) -> int | None:
    return message.reference.message_id if message.reference else None
