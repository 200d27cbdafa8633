"""Running the bot until it is told to stop, and saying in one sentence why it cannot run."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Callable

import aiohttp
import discord
from discord.http import Route

from bot.client import FootnoteBot, build_client
from bot.discord_services import DiscordServices
from bot.syncing import Syncer
from config.settings import DiscordSettings, Settings

_log = logging.getLogger(__name__)

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
)

_INVITE = (
    "https://discord.com/oauth2/authorize?client_id={application}"
    f"&scope=bot+applications.commands&permissions={PERMISSIONS.value}"
)
_WHERE = (
    "copy it from https://discord.com/developers/applications (your application → Bot → Reset "
    "Token) into .env as FOOTNOTE_DISCORD_TOKEN=…, and invite the bot with "
    f"{_INVITE.format(application='YOUR_APPLICATION_ID')}, which asks for no more than it needs "
    "(View Channels, Send Messages, Send Messages in Threads, Create Public Threads, Embed Links, "
    "Attach Files, Read Message History)."
)
NO_TOKEN = f"There is no Discord token: {_WHERE}"
BAD_TOKEN = f"Discord does not accept the token: {_WHERE}"
NO_DISCORD = "Discord cannot be reached: check the network, then start the bot again."
NO_INTENT = (
    "Discord does not let this bot read all messages: switch on “Message Content Intent” at "
    "https://discord.com/developers/applications (your application → Bot), or remove "
    "FOOTNOTE_DISCORD_MESSAGE_CONTENT."
)


async def run_bot(
    settings: Settings, services: DiscordServices, say: Callable[[str], None] = print
) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit code.

    0 after a stop that was asked for, 1 where the bot cannot run; ``say`` then gets the reason.
    """
    token = settings.discord.token
    if token is None:
        say(NO_TOKEN)
        return 1
    _point_at(settings.discord)
    bot = build_client(services, settings)
    stop = _stop_signal()
    async with bot:
        serving = asyncio.create_task(_serve(bot, token.get_secret_value(), say))
        stopping = asyncio.create_task(stop.wait())
        async with _meanwhile(services.syncer):
            await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            if serving.done():
                return _explain(serving, say)
            await bot.finish(settings.limits.closing_seconds)
    serving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving
    return 0


async def _serve(bot: FootnoteBot, token: str, say: Callable[[str], None]) -> None:
    await bot.login(token)
    say(f"Logged in as {bot.user}. Invite: {_INVITE.format(application=bot.application_id)}")
    await bot.connect()


@contextlib.asynccontextmanager
async def _meanwhile(syncer: Syncer | None) -> AsyncIterator[None]:
    """Let the syncer run beside; it is stopped, and its process ended, before this returns."""
    syncing = asyncio.create_task(syncer.run()) if syncer else None
    try:
        yield
    finally:
        if syncing:
            syncing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await syncing


def _explain(serving: asyncio.Task[None], say: Callable[[str], None]) -> int:
    error = serving.exception()
    match error:
        case discord.LoginFailure() | discord.ConnectionClosed(code=4004):
            say(BAD_TOKEN)
        case discord.PrivilegedIntentsRequired() | discord.ConnectionClosed(code=4014):
            say(NO_INTENT)
        case (
            aiohttp.ClientError() | OSError() | discord.HTTPException() | discord.GatewayNotFound()
        ):
            _log.debug("Discord cannot be reached", exc_info=error)
            say(NO_DISCORD)
        case None:
            say("Discord closed the connection for good: start the bot again.")
        case _:
            raise error
    return 1


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    return stop


def _point_at(discord_settings: DiscordSettings) -> None:
    """discord.py has one address for all clients of a process."""
    if discord_settings.api_base:
        Route.BASE = discord_settings.api_base.rstrip("/")
