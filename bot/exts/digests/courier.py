"""Digests by direct message and into channels: one message each, so that it is there or not."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import aiohttp
import discord

from bot.core.digest import Digest, Subscription, Via
from bot.core.errors import GoneError, NotNowError
from bot.digests.due import moment_of
from bot.exts.digests import buttons
from bot.exts.known import known
from bot.exts.present import to_embeds
from bot.exts.titles import SavedTitles
from bot.locales.catalog import Translate, translator
from bot.render import digest as pages

_log = logging.getLogger(__name__)

# What Discord says of places that are gone or closed to us. Other refusals, such as a proxy's, mean
# nothing for a subscription.
_UNKNOWN_CHANNEL, _UNKNOWN_USER = 10003, 10013
_NO_ACCESS, _NO_PERMISSION, _LOCKED_THREAD = 50001, 50013, 50083
_CANNOT_MESSAGE, _NO_MUTUAL_SERVER = 50007, 50278
_GONE = {
    *(_UNKNOWN_CHANNEL, _UNKNOWN_USER, _NO_ACCESS, _NO_PERMISSION, _LOCKED_THREAD),
    *(_CANNOT_MESSAGE, _NO_MUTUAL_SERVER),
}
_KEPT = 10_000
_LOOKED_THROUGH = 1000
"""Messages after the time of a digest among which it is looked for."""
_EARLIER = timedelta(hours=1)


class DiscordCourier:
    """Raises GoneError with a sentence in the subscription's language."""

    def __init__(self, client: discord.Client, titles: SavedTitles) -> None:
        self._client = client
        self._titles = titles
        self._dms: OrderedDict[int, int] = OrderedDict()

    async def deliver(self, digest: Digest, nonce: str, *, again: bool) -> None:
        t = translator(digest.subscription.language)
        titles = await self._titles(digest.subscription)
        with _understood(digest.subscription, t):
            channel = await self._channel(digest.subscription)
            if again and await self._is_there(channel, digest, nonce):
                return
            await channel.send(
                embeds=to_embeds(pages.page(digest, 0, titles, t)),
                view=buttons.under(digest, nonce, 0, t),
                # Discord itself drops a second message with it, for some minutes.
                nonce=nonce,
            )

    async def _channel(self, wanted: Subscription) -> discord.PartialMessageable:
        if wanted.via is Via.CHANNEL:
            return self._client.get_partial_messageable(known(wanted.channel))
        if wanted.owner not in self._dms:
            opened = await self._client.create_dm(discord.Object(wanted.owner))
            self._dms[wanted.owner] = opened.id
            if len(self._dms) > _KEPT:
                self._dms.popitem(last=False)
        return self._client.get_partial_messageable(self._dms[wanted.owner])

    async def _is_there(
        self, channel: discord.PartialMessageable, digest: Digest, nonce: str
    ) -> bool:
        me = known(self._client.user).id
        history = channel.history(
            after=moment_of(digest.subscription, digest.day) - _EARLIER,
            oldest_first=True,
            limit=_LOOKED_THROUGH,
        )
        try:
            async for message in history:
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


@contextmanager
def _understood(wanted: Subscription, t: Translate) -> Iterator[None]:
    """Discord's errors as what they mean for a delivery."""
    try:
        yield
    except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
        if isinstance(error, discord.HTTPException) and error.code in _GONE:
            raise GoneError(_reason(error, wanted, t)) from error
        raise NotNowError(f"Discord did not take the message: {error}") from error


def _reason(error: discord.HTTPException, wanted: Subscription, t: Translate) -> str:
    if wanted.via is Via.DM:
        return t("gone.dm")
    return t("gone.channel" if error.code == _UNKNOWN_CHANNEL else "gone.forbidden")
