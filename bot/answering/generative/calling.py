"""Calls of chat models: bounded in time, tried again, and then the next model."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, TypeVar

from langchain_core.messages import AIMessageChunk, HumanMessage, SystemMessage
from langchain_core.runnables import Runnable

from bot.answering.generative import failures
from bot.core.errors import ModelError
from bot.core.models import Usage
from bot.core.prompts import Prompt

T = TypeVar("T")

Price = Callable[[str, int, int], float | None]
"""Model, tokens read, tokens written → US dollars; None where the price is not known."""

FIRST_WAIT, LONGEST_WAIT = 0.5, 20.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chat:
    """One chat model under its ``provider:name``, ready to be asked; ``as_json`` says that its
    drafts come as an object of the schema that ``drafting`` was bound to."""

    name: str
    plain: Runnable[Any, Any]
    drafting: Runnable[Any, Any]
    as_json: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """``seconds`` bound one call, ``retries`` how often it is tried again; ``sleep`` waits."""

    seconds: float
    retries: int
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


class Call:
    """The text of one call as it arrives; ``usage`` is known at the end."""

    def __init__(self, model: str, price: Price) -> None:
        self.model = model
        self.text = ""
        self._price = price
        self._read = self._written = 0

    @property
    def usage(self) -> Usage:
        cost = self._price(self.model, self._read, self._written)
        return Usage(self._read, self._written, cost)

    async def stream(
        self, chat: Runnable[Any, Any], prompt: Prompt, seconds: float
    ) -> AsyncGenerator[str, None]:
        """Raises what the provider's client raises, and TimeoutError."""
        deadline = asyncio.get_running_loop().time() + seconds
        messages = [SystemMessage(prompt.system), HumanMessage(prompt.user)]
        chunks: Any = chat.astream(messages)
        async with aclosing(chunks):
            while True:
                # Around each wait alone: what the reader does meanwhile is not the model's time.
                async with asyncio.timeout_at(deadline):
                    try:
                        chunk = await anext(chunks)
                    except StopAsyncIteration:
                        return
                    except Exception as error:
                        if not failures.is_length(error):
                            raise
                        self._count(getattr(error, "completion", None))
                        return
                if isinstance(chunk, AIMessageChunk) and chunk.usage_metadata:
                    self._read += chunk.usage_metadata["input_tokens"]
                    self._written += chunk.usage_metadata["output_tokens"]
                text = str(chunk.text)
                self.text += text
                if text:
                    yield text

    def _count(self, completion: Any) -> None:
        """What a call took that was broken off at its length."""
        usage = getattr(completion, "usage", None)
        self._read += getattr(usage, "prompt_tokens", 0)
        self._written += getattr(usage, "completion_tokens", 0)


async def until_one_answers(
    chats: Sequence[Chat], limits: Limits, attempt: Callable[[Chat], AsyncGenerator[T, None]]
) -> AsyncGenerator[T, None]:
    """What ``attempt`` yields with the first of ``chats`` that answers.

    A call that fails before it yielded anything is tried again, then the next model is asked. One
    that fails later is not: what was yielded cannot be taken back. Raises ModelError.
    """
    sentence = ""
    for chat in chats:
        for number in range(limits.retries + 1):
            yielded = False
            try:
                async with aclosing(attempt(chat)) as parts:
                    async for part in parts:
                        yielded = True
                        yield part
            except ModelError:
                raise
            except Exception as error:
                failure = failures.read(error, chat.name)
                sentence = failure.sentence
                _log.debug("a model's call failed: %s", type(error).__name__)
            else:
                return
            if yielded:
                raise ModelError(sentence)
            if not failure.again or number == limits.retries:
                break
            await limits.sleep(_wait(number, failure.after))
    raise ModelError(sentence)


def _wait(number: int, wanted: float | None) -> float:
    """Longer each time, and never all callers at once."""
    if wanted is not None:
        return min(wanted, LONGEST_WAIT)
    return min(FIRST_WAIT * float(2**number), LONGEST_WAIT) * random.uniform(0.5, 1.0)  # noqa: S311
