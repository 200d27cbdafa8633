"""What Discord's refusals mean for something that is to be brought to somebody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import discord

from bot.core.errors import GoneError, NotNowError

_UNKNOWN_CHANNEL, _UNKNOWN_USER = 10003, 10013
_NO_ACCESS, _CANNOT_MESSAGE, _NO_PERMISSION = 50001, 50007, 50013
_LOCKED_THREAD, _NO_MUTUAL_SERVER = 50083, 50278
_GONE = {
    *(_UNKNOWN_CHANNEL, _UNKNOWN_USER, _NO_ACCESS, _CANNOT_MESSAGE, _NO_PERMISSION),
    *(_LOCKED_THREAD, _NO_MUTUAL_SERVER),
}


@contextmanager
def understood() -> Iterator[None]:
    """Raises GoneError and NotNowError in place of Discord's errors.

    Only what Discord says of the place itself is for good: a proxy's 403, or a token that was
    changed, must pause nobody's subscription.
    """
    try:
        yield
    except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
        if isinstance(error, discord.HTTPException) and error.code in _GONE:
            raise GoneError(f"Discord does not let it through: {error}") from error
        raise NotNowError(f"Discord did not take it now: {error}") from error
