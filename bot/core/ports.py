"""The Protocols that have more than one implementation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.core.models import Draft, Question
from vectorstore.models import Hit


class Answerer(Protocol):
    """Writes a draft from what was retrieved; an empty draft means: the papers do not say."""

    @property
    def name(self) -> str:
        """What the reader is told wrote the answer, such as ``extractive``."""
        ...

    async def draft(self, question: Question, standalone: str, hits: Sequence[Hit]) -> Draft:
        """Statements whose evidence keys are the ``paper_id`` of ``hits``, with verbatim quotes."""
        ...
