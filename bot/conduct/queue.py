"""A bounded queue with fair turns: groups (servers, or people in private) take turns."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

from bot.conduct.errors import BusyError

Idle = Callable[[Awaitable[None]], Awaitable[None]]


class FairQueue:
    """At most ``running`` turns at a time; the others wait, at most ``waiting`` of them.

    A free place goes to the group that was served least recently, so that one busy server cannot
    starve another; no group may hold more than ``waiting_per_group`` of the waiting places.
    """

    def __init__(self, running: int, waiting: int, waiting_per_group: int, idle: Idle) -> None:
        self._free = running
        self._places = waiting
        self._places_per_group = waiting_per_group
        self._idle = idle
        self._groups: OrderedDict[int, deque[Turn]] = OrderedDict()

    @property
    def waiting(self) -> int:
        return sum(len(turns) for turns in self._groups.values())

    def admit(self, group: int) -> Turn:
        """A place, which must be entered or left. Raises BusyError."""
        turn = Turn(self, group)
        if self._free:
            self._free -= 1
            turn.granted.set_result(None)
            return turn
        mine = self._groups.get(group, ())
        if self.waiting >= self._places or len(mine) >= self._places_per_group:
            raise BusyError
        self._groups.setdefault(group, deque()).append(turn)
        return turn

    async def wait(self, turn: Turn) -> None:
        await self._idle(turn.granted)

    def leave(self, turn: Turn) -> None:
        """Give the place back; leaving twice does nothing."""
        if turn.left:
            return
        turn.left = True
        mine = self._groups.get(turn.group)
        if mine is not None and turn in mine:
            mine.remove(turn)
            if not mine:
                del self._groups[turn.group]
            return
        self._pass_on()

    def _pass_on(self) -> None:
        if not self._groups:
            self._free += 1
            return
        group, turns = self._groups.popitem(last=False)
        turn = turns.popleft()
        if turns:
            self._groups[group] = turns
        if turn.granted.done():
            # Its task was cancelled and has not left yet; when it does, it passes the place on.
            return
        turn.granted.set_result(None)


class Turn:
    """One place in the queue: ``async with`` waits for the turn and gives it back."""

    def __init__(self, queue: FairQueue, group: int) -> None:
        self._queue = queue
        self.group = group
        self.granted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.left = False

    def leave(self) -> None:
        self._queue.leave(self)

    async def __aenter__(self) -> Self:
        try:
            await self._queue.wait(self)
        except BaseException:
            self.leave()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.leave()
