"""Threads in which an answer is discussed: the bot answers every message there that it can read."""

from __future__ import annotations

import discord

from bot.exts.desk import Desk
from bot.exts.errors import ReaderError
from bot.exts.known import known
from bot.exts.present import shorten
from bot.locales.catalog import Translate
from bot.state.records import Exchange

_HAS_THREAD = 160004


async def open_for_question(
    desk: Desk, message: discord.Message, text: str, t: Translate
) -> discord.Thread | None:
    """A thread on a question's message; None where the bot may not open one."""
    try:
        thread = await message.create_thread(name=shorten(text) or t("thread.name"))
    except discord.HTTPException:
        return None
    await desk.services.state.threads.opened(
        thread.id,
        guild=known(message.guild).id,
        channel=message.channel.id,
        person=message.author.id,
    )
    return thread


async def continue_in_thread(
    desk: Desk,
    message: discord.Message,
    exchange: Exchange,
    person: discord.User | discord.Member,
    t: Translate,
) -> str:
    """Opens a thread on the message of an answer; returns the mention of the thread.

    Raises ReaderError where the bot may not open one.
    """
    guild = known(message.guild)
    try:
        thread = await message.create_thread(name=shorten(exchange.result.question))
    except discord.Forbidden:
        raise ReaderError("error.thread_forbidden") from None
    except discord.HTTPException as error:
        if error.code == _HAS_THREAD:
            # A thread has the id of the message that it was opened on.
            return f"<#{message.id}>"
        raise
    await desk.services.state.threads.opened(
        thread.id,
        guild=guild.id,
        channel=message.channel.id,
        person=person.id,
        exchange=exchange.id,
    )
    await thread.send(t("thread.opened", bot=guild.me.mention))
    return thread.mention
