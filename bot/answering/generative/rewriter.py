"""A chat model behind the rewriter's port."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing

from bot.answering.generative.calling import Call, Chat, Limits, Price, until_one_answers
from bot.core.errors import ModelError
from bot.core.models import Turn, Usage
from bot.core.prompts import clean, rewrite_prompt

LONGEST = 500


class ModelRewriter:
    """Has the first of ``chats`` that answers rewrite; ``key`` gives an unguessable word."""

    def __init__(
        self, chats: Sequence[Chat], limits: Limits, price: Price, key: Callable[[], str]
    ) -> None:
        self._chats = tuple(chats)
        self._limits = limits
        self._price = price
        self._key = key

    @property
    def name(self) -> str:
        return self._chats[0].name

    async def standalone(self, question: str, history: Sequence[Turn]) -> tuple[str, Usage]:
        """The question as it reads alone, on one line, and what that took. Raises ModelError."""
        prompt = rewrite_prompt(question, history, self._key)

        async def attempt(chat: Chat) -> AsyncGenerator[Call, None]:
            call = Call(chat.name, self._price)
            async for _ in call.stream(chat.plain, prompt, self._limits.seconds):
                pass
            yield call

        async with aclosing(until_one_answers(self._chats, self._limits, attempt)) as calls:
            async for call in calls:
                words = clean(call.text)
                if any(map(str.isalnum, words)) and len(words) <= LONGEST:
                    return words, call.usage
        raise ModelError(f"The model {self.name} did not write a question.")
