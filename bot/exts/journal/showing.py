"""What Discord shows of a club, brought to where the state is: in steps that a crash may come
between, each of which is done once."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from weakref import WeakValueDictionary

import discord
from discord.ext import commands

from bot.core.club import Candidate, Club, Stage
from bot.core.models import Citation
from bot.exts.desk import Desk
from bot.exts.journal import buttons
from bot.exts.known import known
from bot.exts.persistently import persistently
from bot.exts.present import shorten, to_embeds
from bot.journal.prompts import Prompt, opening, prompts
from bot.locales.catalog import Translate, translator
from bot.render import club as shown
from bot.state.records import ConversationKey

_log = logging.getLogger(__name__)

_HAS_THREAD = 160004
_LOOKED_AT = 20
"""Messages at the beginning of a thread in which our own first one is looked for."""


class Showing:
    """One at a time for each club: an edit that was begun earlier must not end later."""

    def __init__(self, bot: commands.AutoShardedBot, desk: Desk) -> None:
        self._bot = bot
        self._desk = desk
        self._journal = desk.services.state.journal
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def votes(self, club_id: str) -> None:
        """The votes so far, while the vote is open."""
        async with self._lock(club_id):
            club = await self._journal.get(club_id)
            if club is not None and club.stage is Stage.OPEN:
                await self._edit(await self._channel(club), club)

    async def finish(self, club_id: str) -> None:
        """What came of a vote that is decided. What fails for now is tried again with the next
        call; what the bot may not do waits until somebody says that it may."""
        async with self._lock(club_id):
            club = await self._journal.get(club_id)
            if club is None or club.stage is not Stage.CLOSED:
                return
            try:
                await self._finish(club)
            except discord.NotFound as error:
                _log.info("the place of a journal club is gone: %s", error)
                await self._journal.at_stage(club_id, Stage.DONE)
            except discord.HTTPException as error:
                if error.status >= 500 or error.status == 429:
                    raise
                _log.warning("a journal club cannot go on: %s", error)
                await self._block(club)

    def _lock(self, club_id: str) -> asyncio.Lock:
        return self._locks.setdefault(club_id, asyncio.Lock())

    async def _finish(self, club: Club) -> None:
        channel = await self._channel(club)
        if club.winner is not None:
            await self._open_thread(channel, club, club.winner)
        await self._edit(channel, club)
        await self._journal.at_stage(club.id, Stage.DONE)

    async def _block(self, club: Club) -> None:
        await self._journal.at_stage(club.id, Stage.BLOCKED)
        try:
            await self._edit(await self._channel(club), replace(club, stage=Stage.BLOCKED))
        except discord.HTTPException as error:
            _log.warning("nor can the journal club's message say so: %s", error)

    async def _open_thread(self, channel: discord.TextChannel, club: Club, won: Candidate) -> None:
        thread, fresh = await self._thread(channel, club, won)
        if club.opening is not None:
            return
        t = translator(club.language)
        paper = await self._desk.services.library.paper(won.paper_id)
        made = prompts(paper) if paper else ()
        exchange = f"club-{club.id}"
        exchanges = self._desk.services.state.exchanges
        if paper and made and await exchanges.get(exchange) is None:
            # The bot asked itself: that keeps the paper in focus, whoever is forgotten.
            await exchanges.store(
                opening(exchange, paper, made),
                conversation=ConversationKey.channel(channel.id, self._me),
                asker=self._me,
                guild=club.guild,
                channel=thread.id,
            )
        await self._desk.services.state.threads.opened(
            thread.id,
            guild=club.guild,
            channel=channel.id,
            person=club.opened_by,
            exchange=exchange if made else None,
        )
        first = None if fresh else await self._first_words(thread, club)
        if first is None:
            first = await self._say_first_words(thread, club, won, made, t)
        if made:
            await exchanges.attach(exchange, thread.id, first)
        await self._journal.begun(club.id, first)

    async def _thread(
        self, channel: discord.TextChannel, club: Club, won: Candidate
    ) -> tuple[discord.Thread, bool]:
        """The thread on the club's message, and whether it is new: a message has but one."""
        message = channel.get_partial_message(known(club.message))
        fresh = False
        if club.thread is not None:
            thread = await self._known_thread(channel, club.thread)
        else:
            try:
                name = shorten(won.title)
                thread = await persistently(lambda: message.create_thread(name=name))
                fresh = True
            except discord.HTTPException as error:
                if error.code != _HAS_THREAD:
                    raise
                # It has the id of the message that it was opened on.
                thread = await self._known_thread(channel, message.id)
            await self._journal.threaded(club.id, thread.id)
        return thread, fresh

    async def _known_thread(self, channel: discord.TextChannel, thread: int) -> discord.Thread:
        found = channel.get_thread(thread) or await self._bot.fetch_channel(thread)
        if not isinstance(found, discord.Thread):
            raise TypeError(f"{thread} is no thread")
        return found

    async def _first_words(self, thread: discord.Thread, club: Club) -> int | None:
        """What a crash kept us from noting: our first message, if it is there."""
        own = f"{buttons.RECAP}:{club.id}"
        async for message in thread.history(limit=_LOOKED_AT, oldest_first=True):
            if message.author.id == self._me and own in _custom_ids(message):
                return message.id
        return None

    async def _say_first_words(
        self,
        thread: discord.Thread,
        club: Club,
        won: Candidate,
        made: tuple[Prompt, ...],
        t: Translate,
    ) -> int:
        asked: list[tuple[str, Citation]] = [
            (t(f"journal.prompt.{one.question}"), one.citation) for one in made
        ]
        message = await persistently(
            lambda: thread.send(
                t("thread.opened", bot=known(self._bot.user).mention),
                embeds=to_embeds(shown.talk(won, asked, t)),
                view=buttons.in_thread(club, t),
                # Discord drops a second message with this nonce.
                nonce=f"club-{club.id}",
            )
        )
        return message.id

    async def _edit(self, channel: discord.TextChannel, club: Club) -> None:
        t = translator(club.language)
        message = channel.get_partial_message(known(club.message))
        await persistently(
            lambda: message.edit(
                embeds=to_embeds(shown.vote(club, t)),
                view=buttons.under(club, t),
                allowed_mentions=discord.AllowedMentions.none(),
            )
        )

    async def _channel(self, club: Club) -> discord.TextChannel:
        channel = self._bot.get_channel(club.channel) or await self._bot.fetch_channel(club.channel)
        if not isinstance(channel, discord.TextChannel):
            raise TypeError(f"{club.channel} is no text channel")
        return channel

    @property
    def _me(self) -> int:
        return known(self._bot.user).id


def _custom_ids(message: discord.Message) -> set[str | None]:
    return {
        item.custom_id
        for row in message.components
        if isinstance(row, discord.ActionRow)
        for item in row.children
        if isinstance(item, discord.Button)
    }
