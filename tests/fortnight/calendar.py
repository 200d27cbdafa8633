"""When clocks show what, by looking at every minute: for whoever does not trust arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """All minutes of some weeks, in UTC and as a wall clock shows them."""

    utc: list[datetime]
    wall: list[datetime]
    first: dict[datetime, int]
    """The first minute at which the wall clock shows a time."""

    def minute_of(self, day: date, at: time) -> int:
        """The minute at which ``at`` of ``day`` comes: the first time, where it comes twice; as
        much later as the clocks jump, where they jump over it."""
        wanted = datetime.combine(day, at)
        if wanted in self.first:
            return self.first[wanted]
        before = wanted
        while before not in self.first:
            before -= MINUTE
        jump = self.wall[self.first[before] + 1] - before - MINUTE
        return self.first[wanted + jump]


@lru_cache
def clock(zone: str, since: date, until: date) -> Clock:
    """From the beginning of ``since`` to the end of ``until``, and two days around them."""
    begins = datetime.combine(since, time(), UTC) - timedelta(days=2)
    count = ((until - since).days + 5) * 24 * 60
    there = ZoneInfo(zone)
    utc = [begins + n * MINUTE for n in range(count)]
    wall = [moment.astimezone(there).replace(tzinfo=None) for moment in utc]
    first: dict[datetime, int] = {}
    for n, shown in enumerate(wall):
        first.setdefault(shown, n)
    return Clock(utc, wall, first)


def within(at: time, quiet: tuple[time, time] | None) -> bool:
    """Whether a wall clock that shows ``at`` is in the ``quiet`` hours."""
    if quiet is None:
        return False
    begins, ends = quiet
    return begins <= at < ends if begins <= ends else not ends <= at < begins
