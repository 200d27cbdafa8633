"""The ports that count and remember, over the state database: an answer never fails by them."""

from __future__ import annotations

import logging

from bot.core.models import Abstention, Answer, Question, Usage
from bot.state.answer_cache import StoredAnswers
from bot.state.errors import StateError
from bot.state.usage import ModelUsage
from config.settings import CostSettings

_log = logging.getLogger(__name__)


class CostMeter:
    """Counts what models take, and keeps it within the caps of a day (UTC).

    Calls that begin at the same moment may together go a little over a cap.
    """

    def __init__(self, usage: ModelUsage, caps: CostSettings) -> None:
        self._usage = usage
        self._caps = caps

    async def allows(self, question: Question) -> bool:
        caps = self._caps
        if caps.per_day is None and caps.per_person is None and caps.per_server is None:
            return True
        try:
            spent = await self._usage.spent(question.asker, question.server)
        except StateError as error:
            _log.warning("no chat model, since its cost cannot be counted: %s", error)
            return False
        return (
            _below(spent.total, caps.per_day)
            and (question.asker is None or _below(spent.person, caps.per_person))
            and (question.server is None or _below(spent.server, caps.per_server))
        )

    async def record(self, question: Question, answer_id: str, model: str, usage: Usage) -> None:
        try:
            await self._usage.record(answer_id, question.asker, question.server, model, usage)
        except StateError as error:
            _log.warning("what a chat model took was not counted: %s", error)


class RememberedAnswers:
    """A cache that is as good as empty where the database fails."""

    def __init__(self, stored: StoredAnswers) -> None:
        self._stored = stored

    async def get(self, key: str) -> Answer | Abstention | None:
        try:
            return await self._stored.get(key)
        except StateError as error:
            _log.warning("an earlier answer could not be looked up: %s", error)
            return None

    async def put(self, key: str, asker: str | None, result: Answer | Abstention) -> None:
        try:
            await self._stored.put(key, asker, result)
        except StateError as error:
            _log.warning("an answer could not be kept for the next time: %s", error)


def _below(spent: float, cap: float | None) -> bool:
    return cap is None or spent < cap
