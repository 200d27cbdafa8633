"""Links that need no log-in: whoever has one may do one thing with one subscription."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from enum import StrEnum
from functools import partial

import sqlalchemy as sa

from bot.state.database import Database
from bot.state.install_key import install_key, mark

# 132 bits, in letters that an address may hold.
_CHARS = 22


class Purpose(StrEnum):
    UNSUBSCRIBE = "unsubscribe"
    FEED = "feed"


class Links:
    """Signs subscriptions. Nothing is kept: a link is worth something while its subscription is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def token(self, purpose: Purpose, subscription: str) -> str:
        """The token of a subscription for one purpose: the same each time."""
        return await self._database.run(partial(_token, purpose=purpose, subscription=subscription))

    async def subscription(self, purpose: Purpose, token: str) -> str | None:
        """The id of the subscription that ``token`` was made for; None where it was not."""
        subscription, _, _ = token.rpartition(".")
        expected = await self.token(purpose, subscription)
        good = hmac.compare_digest(
            expected.encode(errors="replace"), token.encode(errors="replace")
        )
        return subscription if good else None


def _token(connection: sa.Connection, purpose: Purpose, subscription: str) -> str:
    made = mark(install_key(connection), purpose, subscription)
    return f"{subscription}.{urlsafe_b64encode(made).decode()[:_CHARS]}"
