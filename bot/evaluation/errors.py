"""What can go wrong before anything is measured."""

from __future__ import annotations

from bot.core.errors import FootnoteError


class EvaluationError(FootnoteError):
    """The questions, judgements or papers to measure with cannot be used."""
