"""Every error of the bot. The text of each is a sentence that a person may read.

FootnoteError
├── QuestionError     the question cannot be used as it is
├── ModelError        the chat model did not answer, or cannot be started
└── DeliveryError     a digest could not be brought to its reader
    ├── GoneError         for good: the place is gone or closed to us
    └── NotNowError       it may work later
"""


class FootnoteError(Exception):
    """Root of the tree."""


class QuestionError(FootnoteError):
    """The question cannot be used as it is."""


class ModelError(FootnoteError):
    """The chat model did not answer, or cannot be started."""


class DeliveryError(FootnoteError):
    """A digest could not be brought to its reader."""


class GoneError(DeliveryError):
    """The reader or place is gone for good, or does not let us in."""


class NotNowError(DeliveryError):
    """It may work later."""
