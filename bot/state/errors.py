"""The errors of what the bot remembers. The text of each is a sentence that a person may read.

FootnoteError
├── StateError                  state.db cannot be opened, read or written
└── TooManySubscriptionsError   somebody has as many as one may have
"""

from __future__ import annotations

from bot.core.errors import FootnoteError


class StateError(FootnoteError):
    """The database of what people asked cannot be opened, read or written."""


class TooManySubscriptionsError(FootnoteError):
    """Somebody has as many subscriptions as one may have."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"You have {limit} subscriptions, which is the most: remove one, then subscribe again."
        )
        self.limit = limit
