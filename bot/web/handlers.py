"""What the pages do: confirm an address, end a subscription, show one as a feed.

Looking at a page changes nothing: mail programs open links to check them. A press of its button
does, and so does the one click of RFC 8058, which is the same POST.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.core.digest import Subscription
from bot.core.site import CONFIRM, FEED, UNSUBSCRIBE, Site
from bot.locales.catalog import translator
from bot.render.feeds import MEDIA_TYPES, Feed, Format, write
from bot.render.scopes import TitlesOf, about
from bot.state.links import Purpose
from bot.state.store import State
from bot.web.pages import page

FeedOf = Callable[[Subscription, str], Awaitable[Feed]]
"""The feed of a subscription, which is found at an address."""

_KEY = r"{token:[A-Za-z0-9._-]{1,200}}"
_FEED_SECONDS = 1800


class Handlers:
    def __init__(self, state: State, site: Site, feed_of: FeedOf, titles: TitlesOf) -> None:
        self._state = state
        self._site = site
        self._feed_of = feed_of
        self._titles = titles

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(f"/{CONFIRM}/{_KEY}", self._ask_to_confirm),
            web.post(f"/{CONFIRM}/{_KEY}", self._confirm),
            web.get(f"/{UNSUBSCRIBE}/{_KEY}", self._ask_to_unsubscribe),
            web.post(f"/{UNSUBSCRIBE}/{_KEY}", self._unsubscribe),
            web.get(f"/{FEED}/{_KEY}.atom", self._feed),
        ]

    async def _ask_to_confirm(self, request: web.Request) -> web.Response:
        address = await self._state.addresses.pending(request.match_info["token"])
        if address is None:
            return page(request, "gone", 410)
        return page(request, "confirm", address=address)

    async def _confirm(self, request: web.Request) -> web.Response:
        address = await self._state.addresses.confirm(request.match_info["token"])
        if address is None:
            return page(request, "gone", 410)
        return page(request, "confirmed", address=address)

    async def _ask_to_unsubscribe(self, request: web.Request) -> web.Response:
        subscription = await self._state.subscriptions.get(
            await self._signed(request, Purpose.UNSUBSCRIBE)
        )
        if subscription is None:
            return page(request, "unsubscribed")
        named = about(
            subscription,
            translator(subscription.language),
            await self._titles(subscription),
        )
        return page(request, "unsubscribe", about=named)

    async def _unsubscribe(self, request: web.Request) -> web.Response:
        await self._state.subscriptions.remove(await self._signed(request, Purpose.UNSUBSCRIBE))
        return page(request, "unsubscribed")

    async def _feed(self, request: web.Request) -> web.Response:
        subscription = await self._state.subscriptions.get(
            await self._signed(request, Purpose.FEED)
        )
        if subscription is None:
            return page(request, "gone", 410)
        feed = await self._feed_of(subscription, self._site.feed(request.match_info["token"]))
        body = write(feed, Format.ATOM, translator(subscription.language))
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Cache-Control": f"private, max-age={_FEED_SECONDS}"}
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers=headers)
        return web.Response(
            body=body, content_type=MEDIA_TYPES[Format.ATOM], charset="utf-8", headers=headers
        )

    async def _signed(self, request: web.Request, purpose: Purpose) -> str:
        """The subscription that the address names. Raises HTTPNotFound for one we did not make."""
        found = await self._state.links.subscription(purpose, request.match_info["token"])
        if found is None:
            raise web.HTTPNotFound
        return found
