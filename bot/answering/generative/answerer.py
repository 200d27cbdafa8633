"""A chat model behind the answerer's port."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing

from bot.answering.generative.calling import Call, Chat, Limits, Price, until_one_answers
from bot.answering.generative.parsing import Blocks, JsonObject, Parser, cannot_answer
from bot.core.errors import ModelError
from bot.core.models import Brief, DraftStatement, Written
from bot.core.prompts import draft_prompt


class GenerativeAnswerer:
    """Has the first of ``chats`` that answers write; ``key`` gives an unguessable word."""

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

    async def draft(self, brief: Brief) -> AsyncGenerator[DraftStatement | Written, None]:
        """Statements as they are whole, then what was written. Raises ModelError."""

        def attempt(chat: Chat) -> AsyncGenerator[DraftStatement | Written, None]:
            return self._attempt(chat, brief)

        async with aclosing(until_one_answers(self._chats, self._limits, attempt)) as parts:
            async for part in parts:
                yield part

    async def _attempt(
        self, chat: Chat, brief: Brief
    ) -> AsyncGenerator[DraftStatement | Written, None]:
        prompt = draft_prompt(brief, self._key, as_json=chat.as_json)
        parser: Parser = JsonObject(prompt.papers) if chat.as_json else Blocks(prompt.papers)
        call, statements = Call(chat.name, self._price), 0
        async with aclosing(call.stream(chat.drafting, prompt, self._limits.seconds)) as texts:
            async for text in texts:
                for statement in parser.feed(text):
                    statements += 1
                    yield statement
        for statement in parser.finish():
            statements += 1
            yield statement
        yield Written(call.text, chat.name, call.usage)
        if not statements and not cannot_answer(call.text):
            raise ModelError(f"The model {chat.name} did not keep to the form that was asked for.")
