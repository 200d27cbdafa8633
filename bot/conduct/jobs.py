"""The answers that are being worked on: stop one, or finish them all before the bot closes."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from enum import Enum, auto
from typing import Any, Generic, TypeVar

from bot.conduct.errors import ClosingError

Result = TypeVar("Result")


class Ending(Enum):
    """Why work was ended before it was done."""

    STOPPED = auto()
    WITHDRAWN = auto()
    """The question's message was deleted, or its asker wants to be forgotten."""
    CLOSING = auto()


class EndedError(Exception):
    """Raised where the result of ended work is waited for."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending.name)
        self.ending = ending


class Job(Generic[Result]):
    """Work in a task of its own, which others may end."""

    def __init__(self, asker: int, message: int | None, task: asyncio.Task[Result]) -> None:
        self.id = secrets.token_hex(8)
        self.asker = asker
        self.message = message
        self._task = task
        self._ending: Ending | None = None

    def end(self, ending: Ending) -> None:
        if not self._task.done() and self._ending is None:
            self._ending = ending
            self._task.cancel()

    def abandon(self) -> None:
        """Nobody waits for the result any more."""
        self._task.cancel()

    async def done_within(self, seconds: float) -> bool:
        """Whether the work is over, after at most ``seconds``."""
        done, _ = await asyncio.wait((self._task,), timeout=seconds)
        return bool(done)

    async def done_or(self, news: asyncio.Future[None]) -> None:
        """Wait until the work is over or there is ``news``."""
        await asyncio.wait((self._task, news), return_when=asyncio.FIRST_COMPLETED)

    @property
    def done(self) -> bool:
        return self._task.done()

    async def result(self) -> Result:
        """The work's result or error. Raises EndedError where it was ended."""
        try:
            return await asyncio.shield(self._task)
        except asyncio.CancelledError:
            if self._ending is None or not self._task.cancelled():
                raise
            raise EndedError(self._ending) from None


class Jobs:
    """All jobs whose asker has not been answered yet."""

    def __init__(self) -> None:
        self._open: dict[str, Job[Any]] = {}
        self._none_left = asyncio.Event()
        self._none_left.set()
        self._closing = False

    def __len__(self) -> int:
        return len(self._open)

    def check_open(self) -> None:
        """Raises ClosingError once ``close`` was called."""
        if self._closing:
            raise ClosingError

    @contextmanager
    def working(
        self, work: Coroutine[Any, Any, Result], *, asker: int, message: int | None
    ) -> Iterator[Job[Result]]:
        """Start ``work``; the job counts as open until the block, which tells the asker, ends."""
        job = Job(asker, message, asyncio.create_task(work))
        self._open[job.id] = job
        self._none_left.clear()
        try:
            yield job
        finally:
            job.abandon()
            del self._open[job.id]
            if not self._open:
                self._none_left.set()

    def find(self, job_id: str) -> Job[Any] | None:
        return self._open.get(job_id)

    def end_where(self, matches: Callable[[Job[Any]], bool], ending: Ending) -> None:
        for job in tuple(self._open.values()):
            if matches(job):
                job.end(ending)

    async def close(self, grace: float, telling: float) -> None:
        """Take nothing new, let work finish for ``grace`` seconds, then end the rest and give
        ``telling`` seconds for saying so."""
        self._closing = True
        if await self._emptied_within(grace):
            return
        self.end_where(lambda _: True, Ending.CLOSING)
        await self._emptied_within(telling)

    async def _emptied_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._none_left.wait()
        except TimeoutError:
            return False
        return True
