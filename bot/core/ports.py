"""The Protocols that have more than one implementation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from bot.core.digest import Digest, Subscription
from bot.core.models import (
    Abstention,
    Answer,
    Brief,
    DraftStatement,
    Question,
    Turn,
    Usage,
    Written,
)


class Answerer(Protocol):
    """Writes a draft from what was retrieved; no statement at all means: the papers do not say."""

    @property
    def name(self) -> str:
        """What the reader is told wrote the answer, such as ``extractive``."""
        ...

    def draft(self, brief: Brief) -> AsyncIterator[DraftStatement | Written]:
        """Statements as they are written; a chat model ends with what it wrote, whole.

        Raises ModelError, possibly after some statements.
        """
        ...


class Rewriter(Protocol):
    """Turns a follow-up into a standalone question."""

    @property
    def name(self) -> str: ...

    async def standalone(self, question: str, history: Sequence[Turn]) -> tuple[str, Usage]:
        """``question`` as it reads without ``history``. Raises ModelError."""
        ...


class Meter(Protocol):
    """Counts what chat models take, and knows the day's caps."""

    async def allows(self, question: Question) -> bool:
        """Whether another call for this asker and server is within every cap."""
        ...

    async def record(self, question: Question, answer_id: str, model: str, usage: Usage) -> None:
        """Count what one answer took, given or not."""
        ...


class AnswerCache(Protocol):
    """Answers that were given before; ``key`` stands for question, papers, and model."""

    async def get(self, key: str) -> Answer | Abstention | None: ...

    async def put(self, key: str, asker: str | None, result: Answer | Abstention) -> None: ...


class Specialist(Protocol):
    """Answers one kind of question better than the general way."""

    async def answer(self, question: Question) -> Answer | None:
        """None for a question that is not of this kind."""
        ...


class Courier(Protocol):
    """Brings a digest to its reader."""

    async def deliver(self, digest: Digest, nonce: str, *, again: bool) -> None:
        """Returns once it is there. ``nonce`` (at most 25 letters and digits) names this delivery
        for good; ``again`` says that an earlier try may have brought it without our knowing: then
        the courier looks whether it is there before it brings it a second time.

        Raises GoneError where the reader or place is gone for good, and NotNowError where it may
        work later.
        """
        ...


class Herald(Protocol):
    """Tells people what became of their subscriptions."""

    async def tell_stopped(self, subscription: Subscription) -> None:
        """Tell its owner that it is paused, and why (``subscription.paused``).

        Raises GoneError where the owner cannot be told, and NotNowError where it may work later.
        """
        ...
