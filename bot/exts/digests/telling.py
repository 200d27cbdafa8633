"""Telling people that a subscription of theirs was stopped: once, by direct message."""

from __future__ import annotations

import logging

import discord

from bot.core.digest import Subscription
from bot.exts.titles import SavedTitles
from bot.locales.catalog import translator
from bot.render import subscription as render
from bot.state.subscriptions import Subscriptions

_log = logging.getLogger(__name__)


class Teller:
    def __init__(
        self, client: discord.Client, subscriptions: Subscriptions, titles: SavedTitles
    ) -> None:
        self._client = client
        self._subscriptions = subscriptions
        self._titles = titles
        self._in_vain: set[str] = set()

    async def tell(self) -> None:
        """Tell whoever was not told yet; who takes no direct messages reads it in /subscriptions.

        Raises StateError.
        """
        for stopped in await self._subscriptions.untold():
            if stopped.id in self._in_vain:
                continue
            try:
                await self._tell(stopped)
            except discord.Forbidden as error:
                _log.info("the owner of %s takes no direct messages: %s", stopped.id, error)
                self._in_vain.add(stopped.id)
            except (discord.HTTPException, OSError) as error:
                _log.warning("the owner of %s is told later: %s", stopped.id, error)
            else:
                await self._subscriptions.told(stopped.id)

    async def _tell(self, stopped: Subscription) -> None:
        t = translator(stopped.language)
        channel = await self._client.create_dm(discord.Object(stopped.owner))
        await channel.send(render.stopped(stopped, await self._titles(stopped), t))
