"""Threads for reading the papers: bounded in number and in time, beside the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from bot.core.errors import FootnoteError

T = TypeVar("T")

THREADS = 4
SECONDS = 30.0


class LibrarySlowError(FootnoteError):
    """The papers did not answer in time."""


class Readers:
    """At most ``threads`` calls at once, each for at most ``seconds``."""

    def __init__(self, threads: int = THREADS, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="library")

    async def run(self, work: Callable[[], T]) -> T:
        """What ``work`` returns or raises. Raises LibrarySlowError when it takes too long."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._seconds):
                return await loop.run_in_executor(self._pool, work)
        except TimeoutError as error:
            raise LibrarySlowError(
                f"The papers did not answer within {self._seconds:g} seconds: try again in a "
                "moment, or run `footnote doctor`."
            ) from error

    def close(self) -> None:
        """Let go of the threads; what they still do is not waited for."""
        self._pool.shutdown(wait=False, cancel_futures=True)
