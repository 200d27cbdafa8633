"""Where an answer appears: in an interaction's response, or in messages of a channel."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.exts import errors
from bot.exts.desk import AnyInteraction
from bot.exts.persistently import persistently
from bot.exts.present import to_embeds, to_texts
from bot.render.embed_data import Message

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Offers:
    """Which of an answer's buttons make sense in its place."""

    thread: bool
    delete: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """One message to send: embeds, or text where embeds are not allowed."""

    content: str | None
    embeds: list[discord.Embed]


class Place(ABC):
    """``channel_id`` is where the messages of an answer are."""

    channel_id: int
    offers: Offers

    @abstractmethod
    async def acknowledge(self) -> None:
        """Show at once that the question arrived."""

    @abstractmethod
    async def working(self, text: str, view: discord.ui.View) -> None:
        """Show that it takes longer."""

    @abstractmethod
    async def grow(self, message: Message) -> None:
        """Show what there is so far, beside the words that it takes longer."""

    @abstractmethod
    async def show(self, messages: Sequence[Message], view: discord.ui.View | None) -> list[int]:
        """Show the answer, ``view`` under its last message; returns the ids of its messages."""

    @abstractmethod
    async def say(self, text: str) -> None:
        """Say ``text`` in place of an answer."""

    @abstractmethod
    async def withdraw(self) -> None:
        """Take away what was shown so far."""


class InteractionPlace(Place):
    def __init__(self, interaction: AnyInteraction, *, ephemeral: bool) -> None:
        self._interaction = interaction
        self._ephemeral = ephemeral
        self._embeds = interaction.guild_id is None or interaction.app_permissions.embed_links
        self.channel_id = interaction.channel_id or 0
        self.offers = Offers(
            thread=not ephemeral and can_open_thread(interaction), delete=not ephemeral
        )

    async def acknowledge(self) -> None:
        try:
            await self._interaction.response.defer(ephemeral=self._ephemeral, thinking=True)
        except discord.HTTPException as error:
            if not errors.is_answered_elsewhere(error):
                raise
            _log.info("an interaction was acknowledged already")

    async def working(self, text: str, view: discord.ui.View) -> None:
        await self._interaction.edit_original_response(content=text, view=view)

    async def grow(self, message: Message) -> None:
        if self._embeds:
            await self._interaction.edit_original_response(embeds=to_embeds(message))

    async def show(self, messages: Sequence[Message], view: discord.ui.View | None) -> list[int]:
        first, *rest = parts = _parts(messages, self._embeds)
        shown = await persistently(
            lambda: self._interaction.edit_original_response(
                content=first.content, embeds=first.embeds, view=None if rest else view
            )
        )
        ids = [shown.id]
        for part in rest:
            more = await self._interaction.followup.send(
                content=part.content or discord.utils.MISSING,
                embeds=part.embeds,
                view=view if view and part is parts[-1] else discord.utils.MISSING,
                ephemeral=self._ephemeral,
                wait=True,
            )
            ids.append(more.id)
        return [] if self._ephemeral else ids

    async def say(self, text: str) -> None:
        await errors.tell(self._interaction, text)

    async def withdraw(self) -> None:
        await self._interaction.delete_original_response()


class MessagePlace(Place):
    """Answers ``question`` in ``channel``: as a reply, where it is the question's own channel."""

    def __init__(self, question: discord.Message, channel: discord.abc.MessageableChannel) -> None:
        self._question = question
        self._channel = channel
        self._placeholder: discord.Message | None = None
        self._sent = 0
        may = channel.permissions_for(question.guild.me) if question.guild else None
        self._embeds = may is None or may.embed_links
        self._replies = channel.id == question.channel.id and (
            may is None or may.read_message_history
        )
        self.channel_id = channel.id
        self.offers = Offers(
            thread=isinstance(channel, discord.TextChannel),
            delete=True,
        )

    async def acknowledge(self) -> None:
        try:
            await self._channel.typing()
        except discord.HTTPException as error:
            # What cannot be written is told when there is something to write.
            _log.info("typing cannot be shown: %s", error)

    async def working(self, text: str, view: discord.ui.View) -> None:
        self._placeholder = await self._send(_Part(text, []), view)

    async def grow(self, message: Message) -> None:
        if self._embeds and self._placeholder:
            await self._placeholder.edit(embeds=to_embeds(message))

    async def show(self, messages: Sequence[Message], view: discord.ui.View | None) -> list[int]:
        parts = _parts(messages, self._embeds)
        return [(await self._put(part, view if part is parts[-1] else None)).id for part in parts]

    async def say(self, text: str) -> None:
        try:
            await self._put(_Part(text, []), None)
        except discord.Forbidden:
            await self._say_in_private(text)

    async def withdraw(self) -> None:
        if self._placeholder:
            await self._placeholder.delete()

    async def _say_in_private(self, text: str) -> None:
        """Where the bot may not write, it tells the person alone, if they let it."""
        try:
            await self._question.author.send(f"{self._question.jump_url} {text}")
        except discord.HTTPException as error:
            _log.warning("nothing can be said about %s: %s", self._question.jump_url, error)

    async def _put(self, part: _Part, view: discord.ui.View | None) -> discord.Message:
        """The first message takes the placeholder's place."""
        if self._placeholder:
            placeholder, self._placeholder = self._placeholder, None
            return await persistently(
                lambda: placeholder.edit(content=part.content, embeds=part.embeds, view=view)
            )
        return await self._send(part, view)

    async def _send(self, part: _Part, view: discord.ui.View | None) -> discord.Message:
        replies = self._replies and not self._sent
        self._sent += 1
        options: dict[str, Any] = {
            "content": part.content,
            "embeds": part.embeds,
            # Discord drops a second message with this nonce: a retry posts nothing twice.
            "nonce": f"{self._question.id}-{self._sent}",
        }
        if view:
            options["view"] = view
        if replies:
            options["reference"] = self._question.to_reference(fail_if_not_exists=False)
        return await persistently(lambda: self._channel.send(**options))


def can_open_thread(interaction: AnyInteraction) -> bool:
    """Threads need the bot itself in the server, and a channel that has threads."""
    return (
        interaction.guild_id is not None
        and interaction.client.get_guild(interaction.guild_id) is not None
        and isinstance(interaction.channel, discord.TextChannel)
    )


def _parts(messages: Sequence[Message], embeds: bool) -> list[_Part]:
    if embeds:
        return [_Part(None, to_embeds(message)) for message in messages]
    return [_Part(text, []) for message in messages for text in to_texts(message)]
