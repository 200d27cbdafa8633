"""Digests by direct message and into channels, one message each: it is there or it is not."""

from __future__ import annotations

import logging

import discord

from bot.conduct.pace import Pace
from bot.core.digest import Digest, Subscription, Via
from bot.exts.digests import buttons
from bot.exts.digests.directly import DirectMessages
from bot.exts.digests.refusals import understood
from bot.exts.known import known
from bot.exts.present import to_embeds
from bot.exts.titles import SavedTitles
from bot.locales.catalog import translator
from bot.render import digest as pages

_log = logging.getLogger(__name__)

PER_SECOND = 20.0
"""Opening a direct message and writing it are two requests, and Discord takes 50 a second, those
that answer people among them."""

_LOOKED_THROUGH = 500
"""The newest messages of its place, among which a digest is looked for."""


class DiscordCourier:
    def __init__(
        self, client: discord.Client, directly: DirectMessages, titles: SavedTitles, pace: Pace
    ) -> None:
        self._client = client
        self._directly = directly
        self._titles = titles
        self._pace = pace

    async def deliver(self, digest: Digest, nonce: str, *, again: bool) -> None:
        t = translator(digest.subscription.language)
        titles = await self._titles(digest.subscription)
        embeds = to_embeds(pages.page(digest, 0, titles, t))
        await self._pace.turn()
        with understood():
            channel = await self._channel(digest.subscription)
            if again:
                if await self._is_there(channel, nonce):
                    _log.info("the digest %s was there already", nonce)
                    return
                await self._pace.turn()
            # Discord itself drops a second message with this nonce, but for some minutes only.
            await channel.send(embeds=embeds, view=buttons.under(digest, nonce, 0, t), nonce=nonce)

    async def _channel(self, subscription: Subscription) -> discord.PartialMessageable:
        if subscription.via is Via.CHANNEL:
            return self._client.get_partial_messageable(known(subscription.channel))
        return await self._directly.to(subscription.owner)

    async def _is_there(self, channel: discord.PartialMessageable, nonce: str) -> bool:
        me = known(self._client.user).id
        try:
            async for message in channel.history(limit=_LOOKED_THROUGH):
                if message.author.id == me and _carries(message, nonce):
                    return True
        except discord.Forbidden:
            # Where we may write and not read, Discord's own look at the nonce must do.
            _log.warning("a digest cannot be looked for in channel %d", channel.id)
        return False


def _carries(message: discord.Message, nonce: str) -> bool:
    return any(
        nonce in (getattr(item, "custom_id", None) or "")
        for row in message.components
        for item in getattr(row, "children", ())
    )
