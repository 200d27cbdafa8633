"""The bot in Discord: built by one function that takes its collaborators."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import discord
import yarl
from discord import app_commands
from discord.ext import commands
from discord.gateway import DiscordWebSocket

from bot.conduct.cooldown import Cooldowns, Rate
from bot.conduct.jobs import Jobs
from bot.conduct.queue import FairQueue
from bot.discord_services import DiscordServices
from bot.exts import errors
from bot.exts.ask.cog import Ask
from bot.exts.choices import Choices
from bot.exts.desk import AnyInteraction, Desk
from bot.exts.digests.actions import DigestActions
from bot.exts.digests.delivery import Delivery
from bot.exts.help import Help
from bot.exts.journal.cog import JournalClub
from bot.exts.known import known
from bot.exts.library.adding import Adding
from bot.exts.library.browsing import Browsing
from bot.exts.library.cards import Cards
from bot.exts.library.cog import Library
from bot.exts.localise import CatalogTranslator
from bot.exts.pictures import Pictures
from bot.exts.presses import Presses
from bot.exts.privacy import Privacy
from bot.exts.settings import Settings as SettingsCog
from bot.exts.subscriptions.cog import Subscribing
from bot.exts.subscriptions.lists import Lists
from bot.exts.subscriptions.mailed import ByMail
from bot.exts.subscriptions.panels import Panels
from bot.exts.sync import sync_if_changed
from bot.exts.zones import ZoneCommand, Zones
from bot.locales.catalog import Translate, translator
from config.settings import Settings

_log = logging.getLogger(__name__)

_MINUTE = 60.0
_TELLING_SECONDS = 5.0


async def no_idling(awaitable: Awaitable[None]) -> None:
    """How the bot waits for its turn; tests say here that such a wait is meant."""
    await awaitable


def build_client(
    services: DiscordServices,
    settings: Settings,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    monotonic: Callable[[], float] = time.monotonic,
    idle: Callable[[Awaitable[None]], Awaitable[None]] = no_idling,
) -> FootnoteBot:
    limits = settings.limits
    choices = Choices(services.state.settings)
    desk = Desk(
        services,
        Cooldowns(Rate(limits.per_person, _MINUTE), Rate(limits.per_server, _MINUTE), monotonic),
        # One server may fill half of the places, so that the others still find some.
        FairQueue(limits.at_once, limits.waiting, -(-limits.waiting // 2), idle),
        Jobs(),
        Presses(),
        choices,
        settings.state.retention_days,
        Zones(services.state.people, choices, settings.time.zone),
        idle,
    )
    return FootnoteBot(desk, settings, now)


class FootnoteBot(commands.AutoShardedBot):
    def __init__(self, desk: Desk, settings: Settings, now: Callable[[], datetime]) -> None:
        # The bot has no use for voice, nor for the advice to install it.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=_intents(message_content=settings.discord.message_content),
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            # Messages and members are never looked up, so none are kept.
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
        )
        self.desk = desk
        self._settings = settings
        self._now = now
        self.tree.error(self._on_command_error)

    async def setup_hook(self) -> None:
        cards, panels = Cards(self.desk), Panels(self.desk, self._now)
        lists = Lists(self.desk, panels)
        DigestActions(self.desk, panels)
        ByMail(self.desk, panels)
        for cog in (
            Ask(self, self.desk, reads_all=self._settings.discord.message_content),
            Library(self, self.desk, cards),
            Browsing(self.desk, self._now),
            Pictures(self.desk, self._now),
            Adding(self, self.desk, cards),
            Subscribing(self.desk, panels, lists, self._now),
            JournalClub(self, self.desk, self._now),
            SettingsCog(self.desk, self._now),
            ZoneCommand(self.desk, self._now),
            Privacy(self.desk, self._now),
            Help(self, self.desk),
            Delivery(self, self.desk, self._now),
        ):
            await self.add_cog(cog)
        await self.tree.set_translator(CatalogTranslator())
        sent = self.desk.services.state.commands
        await sync_if_changed(self.tree, sent, known(self.application_id))

    async def connect(self, *, reconnect: bool = True) -> None:
        shards, url, _ = await self.http.get_bot_gateway()
        # discord.py goes back to this address when a session cannot be resumed.
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self._settings.discord.gateway_url or url)
        self.shard_count = self.shard_count or shards
        await super().connect(reconnect=reconnect)

    async def finish(self, grace: float) -> None:
        """Take nothing new; finish what is being answered within ``grace`` seconds, and tell the
        others that they were not."""
        await self.remove_cog(Delivery.__cog_name__)
        await self.desk.jobs.close(grace, _TELLING_SECONDS)

    async def on_message(self, message: discord.Message, /) -> None:
        """There are no commands in messages: the cogs listen for questions."""

    async def on_interaction(self, interaction: AnyInteraction) -> None:
        try:
            await self.desk.presses.dispatch(interaction)
        except Exception as error:
            await self._tell(interaction, error)

    async def on_error(self, event: str, /, *_args: Any, **_kwargs: Any) -> None:
        _log.exception("the event %s could not be handled", event)

    async def _on_command_error(
        self, interaction: AnyInteraction, error: app_commands.AppCommandError
    ) -> None:
        await self._tell(interaction, error)

    async def _tell(self, interaction: AnyInteraction, error: Exception) -> None:
        if errors.is_answered_elsewhere(errors.unwrapped(error)):
            _log.info("an interaction was answered already: %s", error)
            return
        if interaction.type is discord.InteractionType.autocomplete:
            _log.warning("titles could not be offered", exc_info=error)
            return
        await errors.tell(interaction, errors.sentence(error, await self._speak(interaction)))

    async def _speak(self, interaction: AnyInteraction) -> Translate:
        """An error must be told even where the settings are what failed."""
        try:
            return await self.desk.speak(interaction)
        except Exception:
            _log.exception("the language could not be looked up")
            return translator(interaction.locale.value)


def _intents(*, message_content: bool) -> discord.Intents:
    intents = discord.Intents.none()
    intents.guilds = True
    intents.guild_messages = True
    intents.dm_messages = True
    intents.message_content = message_content
    return intents
