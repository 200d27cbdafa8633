"""What the repositories hand out. Plain frozen values; ids are Discord's, as whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypedDict

from bot.core.models import Abstention, Answer


class Place(StrEnum):
    """Where a conversation lives, which decides who shares it."""

    CHANNEL = "channel"
    THREAD = "thread"
    DM = "dm"
    CHAIN = "chain"


@dataclass(frozen=True, slots=True)
class ConversationKey:
    """What a follow-up must have in common with the question before it.

    In a channel each person has a conversation of their own; a thread, a direct message and a
    chain of replies (named by the bot's first message in it) have one, whoever speaks.
    """

    kind: Place
    place: int
    person: int | None = None

    @classmethod
    def channel(cls, channel: int, person: int) -> ConversationKey:
        return cls(Place.CHANNEL, channel, person)

    @classmethod
    def thread(cls, thread: int) -> ConversationKey:
        return cls(Place.THREAD, thread)

    @classmethod
    def dm(cls, channel: int) -> ConversationKey:
        return cls(Place.DM, channel)

    @classmethod
    def chain(cls, root_message: int) -> ConversationKey:
        return cls(Place.CHAIN, root_message)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question with its answer, and where it was asked.

    ``author`` wrote the words, where ``asker`` asked about somebody's message;
    ``parent`` is the exchange whose message was replied to; ``message`` is the first message of
    the bot that shows the answer; ``guild`` is None in a direct message.
    """

    id: str
    conversation: ConversationKey
    parent: str | None
    asker: int
    author: int | None
    guild: int | None
    channel: int
    message: int | None
    asked_at: datetime
    result: Answer | Abstention

    @property
    def reply_key(self) -> ConversationKey:
        """The conversation to which a reply to this exchange's message belongs."""
        if self.conversation.kind is not Place.CHANNEL or self.message is None:
            return self.conversation
        return ConversationKey.chain(self.message)


class Changes(TypedDict, total=False):
    """Settings to change; None takes the value of the next wider place again."""

    answer_mentions: bool | None
    in_threads: bool | None
    ephemeral: bool | None
    add_role: int | None
    language: str | None
    answer_posts: bool | None
    zone: str | None
    club_role: int | None


@dataclass(frozen=True, slots=True)
class Effective:
    """The settings that hold in one channel.

    ``add_role`` is the role that may add papers (None: those who manage the server), ``club_role``
    the one that may open journal clubs (None: moderators);
    ``language`` None follows each person's own; ``answer_posts`` is for forum channels; ``zone`` is
    the IANA name of the time zone of those who chose none.
    """

    answer_mentions: bool = True
    in_threads: bool = False
    ephemeral: bool = False
    add_role: int | None = None
    language: str | None = None
    answer_posts: bool = False
    zone: str | None = None
    club_role: int | None = None
