"""Why a question is not taken on now. The text of each is a sentence that a person may read.

FootnoteError
└── ConductError
    ├── TooSoonError     this person, or this server, has asked a lot just now
    ├── BusyError        too many questions are waiting already
    └── ClosingError     the bot is being stopped
"""

from __future__ import annotations

import math

from bot.core.errors import FootnoteError


class ConductError(FootnoteError):
    """The question is politely refused; asking again later helps."""


class TooSoonError(ConductError):
    """``seconds`` from now the next question is taken; ``shared`` says the whole server waits."""

    def __init__(self, seconds: float, *, shared: bool) -> None:
        self.seconds = max(1, math.ceil(seconds))
        self.shared = shared
        who = "This server has" if shared else "You have"
        super().__init__(f"{who} asked a lot just now: try again in {self.seconds} s.")


class BusyError(ConductError):
    """The queue, or one server's share of it, is full."""

    def __init__(self) -> None:
        super().__init__("Many questions are waiting already: try again in a minute.")


class ClosingError(ConductError):
    """The bot is being stopped."""

    def __init__(self) -> None:
        super().__init__("The bot is restarting: ask again in a minute.")
