"""Telling people by direct message that a subscription of theirs was stopped. Who takes none reads
it in /subscriptions."""

from __future__ import annotations

from bot.core.digest import Subscription
from bot.exts.digests.directly import DirectMessages
from bot.exts.digests.refusals import understood
from bot.exts.titles import SavedTitles
from bot.locales.catalog import translator
from bot.render import subscription as render


class DiscordHerald:
    def __init__(self, directly: DirectMessages, titles: SavedTitles) -> None:
        self._directly = directly
        self._titles = titles

    async def tell_stopped(self, subscription: Subscription) -> None:
        t = translator(subscription.language)
        text = render.stopped(subscription, await self._titles(subscription), t)
        with understood():
            channel = await self._directly.to(subscription.owner)
            await channel.send(text)
