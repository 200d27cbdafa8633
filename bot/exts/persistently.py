"""Sending again what was cut off."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp

_log = logging.getLogger(__name__)

Sent = TypeVar("Sent")

RETRY_PAUSES = (0.5, 2.0)
"""Seconds before what was cut off is sent again."""


async def persistently(send: Callable[[], Awaitable[Sent]]) -> Sent:
    """Send again when the line is cut, which discord.py leaves to us (it handles error answers)."""
    for pause in RETRY_PAUSES:
        try:
            return await send()
        except (aiohttp.ClientConnectionError, ConnectionError) as error:
            _log.info("the line to Discord was cut (%s): sending again", error)
            await asyncio.sleep(pause)
    return await send()
