"""The feed, fetched by a process of its own now and then while the bot runs."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot import children
from bot.children import Manners

_log = logging.getLogger(__name__)

# A bot that has just started answers first.
_FIRST_SECONDS = 5.0
# For somebody who adds papers at this moment.
_PATIENCE_SECONDS = 600
_STOPPING_SECONDS = 10.0
# Answering goes first.
_NICE = 10


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync did: how many papers are new or changed, how many lists could not be fetched,
    and, where something went wrong, a sentence that says what."""

    added: int = 0
    updated: int = 0
    failed: int = 0
    trouble: str | None = None


Sync = Callable[[], Awaitable[Synced]]


class Syncer:
    """Syncs ``every`` so often, counted from the sync before, also one before a restart.

    ``caught_up`` is set once there was a sync within that time, or one was tried: what came out
    while nobody synced is there.
    """

    def __init__(
        self,
        sync: Sync,
        last_sync: Callable[[], Awaitable[datetime | None]],
        every: timedelta,
        now: Callable[[], datetime],
        idle: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._sync = sync
        self._last_sync = last_sync
        self._every = every
        self._now = now
        self._idle = idle
        self.caught_up = asyncio.Event()

    async def run(self) -> None:
        """Go on until cancelled; a failure is logged in one line, and tried again next time."""
        left = await self._left()
        if left > 0:
            self.caught_up.set()
        await self._idle(max(_FIRST_SECONDS, left))
        while True:
            try:
                _tell(await self._sync())
            except Exception as error:
                _log.warning("the feed could not be synced: %s", error, exc_info=_details())
            self.caught_up.set()
            await self._idle(self._every.total_seconds())

    async def _left(self) -> float:
        """The seconds until the next sync is due; 0 or less: it is overdue."""
        try:
            last = await self._last_sync()
        except Exception as error:
            _log.warning("when the feed was last synced is unknown: %s", error, exc_info=_details())
            last = None
        return (last + self._every - self._now()).total_seconds() if last else 0.0


def sync_into(index: Path) -> Sync:
    """Runs ``python -m bot sync`` for the index in ``index``.

    A process of its own, because writing to Chroma stops every other thread of a process. It is
    ended when the one who waits for it is cancelled: the next sync goes on from there.
    """

    async def sync() -> Synced:
        ran = await children.run(
            *("bot", "sync", "--json", "--wait", str(_PATIENCE_SECONDS), "--index", str(index)),
            manners=Manners(nice=_NICE, grace=_STOPPING_SECONDS),
        )
        return _read(ran.out.decode(errors="replace"), ran.errors)

    return sync


def _read(out: str, errors: str) -> Synced:
    said = [line for line in errors.splitlines() if line.strip()]
    try:
        found = json.loads(out)
    except ValueError:
        return Synced(trouble=said[-1].strip() if said else "the process ended without a word")
    papers, failed = found["papers"], found["lists"]["failed"]
    return Synced(
        papers["added"], papers["updated"], len(failed), next(iter(failed.values()), None)
    )


def _tell(synced: Synced) -> None:
    counts = f"{synced.added} new papers, {synced.updated} changed"
    if synced.failed:
        _log.warning(
            "the feed was synced (%s), but %d lists failed, the first because: %s",
            *(counts, synced.failed, synced.trouble),
        )
    elif synced.trouble:
        _log.warning("the feed could not be synced: %s", synced.trouble)
    else:
        _log.info("the feed was synced: %s", counts)


def _details() -> bool:
    """One line is enough, unless somebody looks for the cause."""
    return _log.isEnabledFor(logging.DEBUG)
