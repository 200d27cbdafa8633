"""Every error of the bot. The text of each is a sentence that a person may read.

FootnoteError
└── QuestionError     the question cannot be used as it is
"""


class FootnoteError(Exception):
    """Root of the tree."""


class QuestionError(FootnoteError):
    """The question cannot be used as it is."""
