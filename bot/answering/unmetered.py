"""A meter and a cache for measurements: nothing is capped, counted or remembered."""

from __future__ import annotations

from bot.core.models import Abstention, Answer, Question, Usage


class Unmetered:
    """Both ports in one."""

    async def allows(self, question: Question) -> bool:  # noqa: ARG002 - the port's signature
        return True

    async def record(self, question: Question, answer_id: str, model: str, usage: Usage) -> None:
        pass

    async def get(self, key: str) -> Answer | Abstention | None:  # noqa: ARG002
        return None

    async def put(self, key: str, asker: str | None, result: Answer | Abstention) -> None:
        pass
