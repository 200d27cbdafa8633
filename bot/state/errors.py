"""The errors of what the bot remembers. The text of each is a sentence that a person may read.

FootnoteError
├── StateError                  state.db cannot be opened, read or written
├── TooManySubscriptionsError   somebody has as many as one may have
└── AddressError                an e-mail address is not taken
    ├── BadAddressError             it is none
    ├── NoSuchAddressError          the mail server knows none such
    └── TooManyRequestsError        it, or whoever asks, was asked about too often
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


class AddressError(FootnoteError):
    """An e-mail address is not taken."""


class BadAddressError(AddressError):
    def __init__(self) -> None:
        super().__init__("That is no e-mail address: write one such as ada@example.org.")


class NoSuchAddressError(AddressError):
    def __init__(self) -> None:
        super().__init__("The mail server says that there is no such address: check it.")


class TooManyRequestsError(AddressError):
    def __init__(self) -> None:
        super().__init__("Enough e-mails to confirm were sent for one day: try again tomorrow.")
