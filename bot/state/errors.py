"""The errors of what the bot remembers. The text of each is a sentence that a person may read.

FootnoteError
└── StateError      state.db cannot be opened, read or written
"""

from __future__ import annotations

from bot.core.errors import FootnoteError


class StateError(FootnoteError):
    """The database of what people asked cannot be opened, read or written."""
