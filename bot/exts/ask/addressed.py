"""Whether a message is for the bot, and what it asks. Looks only at what the event holds."""

from __future__ import annotations

import re
from enum import Enum, auto

import discord

_TYPES = (discord.MessageType.default, discord.MessageType.reply)


class Call(Enum):
    """How a message calls the bot."""

    DM = auto()
    REPLY = auto()
    MENTION = auto()


def from_a_person(message: discord.Message) -> bool:
    return (
        not message.author.bot
        and message.webhook_id is None
        and message.type in _TYPES
        and not message.flags.forwarded
    )


def call(message: discord.Message, me: int) -> Call | None:
    """None for a message that does not name the bot: it may still be in one of its threads."""
    if message.guild is None:
        return Call.DM
    if _replied_author(message) == me:
        return Call.REPLY
    if _mentions(message, me):
        return Call.MENTION
    return None


def for_somebody_else(message: discord.Message, me: int) -> bool:
    """In a thread of the bot: people talk to each other there, too."""
    replied = _replied_author(message)
    others = any(user.id != me for user in message.mentions)
    return (others or replied not in (None, me)) and not _mentions(message, me)


def question_in(message: discord.Message, me: int) -> str:
    """The text without the mention that calls the bot; white space is folded."""
    own_roles = "|".join(str(role.id) for role in message.role_mentions if _is_own(role, me))
    pattern = rf"<@!?{me}>" + (rf"|<@&(?:{own_roles})>" if own_roles else "")
    return " ".join(re.sub(pattern, " ", message.content).split())


def _mentions(message: discord.Message, me: int) -> bool:
    # People pick the role that Discord made for the bot as easily as the bot itself.
    return any(user.id == me for user in message.mentions) or any(
        _is_own(role, me) for role in message.role_mentions
    )


def _is_own(role: discord.Role, me: int) -> bool:
    return role.tags is not None and role.tags.bot_id == me


def _replied_author(message: discord.Message) -> int | None:
    replied = message.reference.resolved if message.reference else None
    return replied.author.id if isinstance(replied, discord.Message) else None
