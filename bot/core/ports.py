"""The Protocols that have more than one implementation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.core.models import Draft
from vectorstore.models import Hit


class Answerer(Protocol):
    """Writes a draft from what was retrieved; an empty draft means: the papers do not say."""

    @property
    def name(self) -> str:
        """What the reader is told wrote the answer, such as ``extractive``."""
        ...

    async def draft(self, question: str, hits: Sequence[Hit]) -> Draft:
        """Answer a standalone question from ``hits``.

        The evidence keys are ``paper_id`` of ``hits``, the quotes verbatim.
        """
        ...
