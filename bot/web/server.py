"""The small web server behind the links in e-mails: up while the bot is."""

from __future__ import annotations

import ipaddress
import logging
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.conduct.cooldown import Cooldowns, Rate
from bot.conduct.errors import TooSoonError
from bot.core.errors import FootnoteError
from bot.web.handlers import Handlers
from bot.web.pages import content_policy, page

_log = logging.getLogger(__name__)

PER_READER = Rate(60, 60.0)
PER_SERVER = Rate(1200, 60.0)
_EVERYONE = 0
_CLOSING_SECONDS = 2.0
_HEADERS = {
    "Server": "Footnote",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


class WebError(FootnoteError):
    """The web server cannot be started."""


@asynccontextmanager
async def serve(
    host: str, port: int, handlers: Handlers, monotonic: Callable[[], float] = time.monotonic
) -> AsyncIterator[int]:
    """The server, and the port that it listens on. Raises WebError."""
    # Addresses of pages are keys, so requests are not logged.
    runner = web.AppRunner(
        application(handlers, monotonic), access_log=None, shutdown_timeout=_CLOSING_SECONDS
    )
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            # The event loop's own words repeat the address; a name that is not found has no number.
            number = error.errno or 0
            reason = os.strerror(number) if number > 0 else error.strerror
            raise WebError(
                f"The web server cannot listen on {host}, port {port} ({reason}): choose "
                "another FOOTNOTE_WEB_HOST or FOOTNOTE_WEB_PORT."
            ) from error
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def application(handlers: Handlers, monotonic: Callable[[], float]) -> web.Application:
    guard = _Guard(Cooldowns(PER_READER, PER_SERVER, monotonic))
    made = web.Application(middlewares=[_tell, guard.limit])
    made.add_routes(handlers.routes())
    made.on_response_prepare.append(_secure)
    return made


class _Guard:
    def __init__(self, cooldowns: Cooldowns) -> None:
        self._cooldowns = cooldowns

    @web.middleware
    async def limit(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            self._cooldowns.take(_reader(request), _EVERYONE)
        except TooSoonError as error:
            refused = page(request, "busy", 429)
            refused.headers["Retry-After"] = str(error.seconds)
            return refused
        return await handler(request)


@web.middleware
async def _tell(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever goes wrong is a page."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        told = page(request, "unknown", error.status)
        if isinstance(error, web.HTTPMethodNotAllowed):
            told.headers["Allow"] = error.headers["Allow"]
        return told
    except Exception:
        _log.exception("a page could not be shown")
        return page(request, "failed", 500)


async def _secure(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)
    response.headers["Content-Security-Policy"] = content_policy()
    response.headers.setdefault("Cache-Control", "no-store")


def _reader(request: web.Request) -> int:
    """Who asks, as a number: an address, or the network of one where each has many."""
    address = _address(request.remote)
    if address is not None and address.is_private:
        # Our own proxy, which says for whom it asks.
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        address = _address(forwarded) or address
    if address is None:
        return _EVERYONE
    return int(address) >> 64 if address.version == 6 else int(address)


def _address(text: str | None) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text or "")
    except ValueError:
        return None
