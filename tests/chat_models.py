"""Chat models for tests: one that says what a test wants, and servers that speak a provider's
protocol on loopback. Nothing here can reach a paid model."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

Script = Callable[[str, str], str | Exception]
"""The system's and the user's words → what the model writes, or raises."""


def keys(user: str) -> list[str]:
    """The keys of the passages in a prompt, in order."""
    return re.findall(r"^\[([0-9a-f]+)\] ", user, re.MULTILINE)


class ScriptedChatModel(BaseChatModel):
    """Writes what ``script`` says, in pieces of ``piece`` characters; remembers its prompts.

    The connection drops after ``drops_after`` characters.
    """

    script: Script
    piece: int = 7
    pause: float = 0.0
    drops_after: int | None = None
    _prompts: list[tuple[str, str]] = PrivateAttr(default_factory=list)
    _stopped: int = PrivateAttr(default=0)
    _asked: asyncio.Event = PrivateAttr(default_factory=asyncio.Event)

    @property
    def asked(self) -> asyncio.Event:
        return self._asked

    @property
    def prompts(self) -> list[tuple[str, str]]:
        return self._prompts

    @property
    def stopped(self) -> int:
        """How many calls were given up before their end."""
        return self._stopped

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, *arguments: Any, **options: Any) -> ChatResult:
        raise NotImplementedError("The bot only streams.")

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **options: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        system, user = (str(message.content) for message in messages)
        self._prompts.append((system, user))
        self._asked.set()
        said = self.script(system, user)
        if isinstance(said, Exception):
            raise said
        try:
            for at in range(0, len(said), self.piece):
                await asyncio.sleep(self.pause)
                if self.drops_after is not None and at >= self.drops_after:
                    raise ConnectionResetError
                text = said[at : at + self.piece]
                yield ChatGenerationChunk(message=AIMessageChunk(text))
        except (asyncio.CancelledError, GeneratorExit):
            self._stopped += 1
            raise
        usage: Any = {"input_tokens": 100, "output_tokens": 20, "total_tokens": 120}
        yield ChatGenerationChunk(message=AIMessageChunk("", usage_metadata=usage))


Handler = Callable[[web.Request, dict[str, Any]], Any]


@asynccontextmanager
async def openai_server(handler: Handler) -> AsyncIterator[str]:
    """A server on loopback that speaks OpenAI's protocol as ``handler`` does; its base URL."""

    async def complete(request: web.Request) -> web.StreamResponse:
        return await handler(request, await request.json())

    app = web.Application()
    app.router.add_post("/v1/chat/completions", complete)
    runner = web.AppRunner(app, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    finally:
        await runner.cleanup()


async def stream(
    request: web.Request, pieces: Sequence[str], *, whole: bool = True
) -> web.StreamResponse:
    """Send ``pieces`` as OpenAI streams a chat; not ``whole``: and then hang up."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    await response.write(_event([{"index": 0, "delta": {"role": "assistant", "content": ""}}]))
    for piece in pieces:
        await response.write(_event([{"index": 0, "delta": {"content": piece}}]))
    if not whole:
        assert request.transport is not None
        request.transport.abort()
        return response
    usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
    await response.write(_event([{"index": 0, "delta": {}, "finish_reason": "stop"}]))
    await response.write(_event([], usage=usage))
    await response.write(b"data: [DONE]\n\n")
    await response.write_eof()
    return response


def _event(choices: Sequence[object], **more: object) -> bytes:
    chunk = {
        "id": "chat",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "scripted",
        "choices": choices,
        **more,
    }
    return f"data: {json.dumps(chunk)}\n\n".encode()
