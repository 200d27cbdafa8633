"""Everything that happens in a simulated fortnight, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tests.fortnight.calendar import MINUTE, clock, within
from tests.fortnight.feed import Feed

# So far apart the days of two zones are, and a digest and the end of its quiet hours.
_AROUND = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody subscribes to at ``made``; the fields are those of a subscription."""

    name: str
    scope: str
    subject: str
    via: str
    rhythm: str
    at: time
    zone: str
    made: datetime
    weekdays: str = "0123456"
    quiet: tuple[time, time] | None = None
    at_most: int = 20
    quiet_day: bool = False

    def days(self) -> str:
        """The weekdays on which a digest comes: a weekly one on the first of them."""
        return min(self.weekdays) if self.rhythm == "weekly" else self.weekdays

    def due(self, since: date, until: date) -> list[tuple[datetime, date]]:
        """Each digest day from ``since`` to ``until``, with the moment at which it is due."""
        shown = clock(self.zone, since, until)
        found = []
        for n in range((until - since).days + 1):
            day = since + timedelta(days=n)
            if str(day.weekday()) in self.days():
                minute = shown.minute_of(day, self.at)
                while within(shown.wall[minute].time(), self.quiet):
                    minute += 1
                found.append((shown.utc[minute], day))
        return found


@dataclass(frozen=True, slots=True)
class Event:
    """What the owner of ``who`` does at ``at``: "pause", "resume", "remove", "change" (to
    ``values``), or "dislike" (each paper of the first digest that had some)."""

    at: datetime
    who: str
    verb: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing can be brought to ``who`` from ``since`` to ``until``: it is "gone" or "busy"."""

    who: str
    since: datetime
    until: datetime
    kind: str


@dataclass(frozen=True, slots=True)
class Script:
    """The first delivery to ``killed[0]`` from ``killed[1]`` on is the last thing that a bot does
    before it dies; ``stops`` are spans in which none runs. The feed is synced at ``sync_hours`` in
    UTC; a bot looks what is due every ``step``, and at each minute at which something is, with
    ``eves`` at the minute before it as well."""

    begins: datetime
    ends: datetime
    feed: Feed
    wishes: tuple[Wish, ...]
    events: tuple[Event, ...]
    refusals: tuple[Refusal, ...]
    stops: tuple[tuple[datetime, datetime], ...]
    killed: tuple[str, datetime]
    sync_hours: tuple[int, ...]
    step: timedelta
    eves: bool

    def versions(self) -> list[Wish]:
        """The wishes as they were made, and as they were changed to."""
        now = {wish.name: wish for wish in self.wishes}
        found = list(now.values())
        for event in sorted(self.events, key=lambda event: event.at):
            if event.verb == "change":
                now[event.who] = replace(now[event.who], **event.values)
                found.append(now[event.who])
        return found

    def runs(self, now: datetime) -> bool:
        return not any(since <= now < until for since, until in self.stops)

    def syncs(self) -> list[datetime]:
        """When the feed is synced: at its hours, and first of all after a stop."""
        days = range((self.ends - self.begins).days + 1)
        found = {self.begins + timedelta(days=n, hours=h) for n in days for h in self.sync_hours}
        found |= {until for _, until in self.stops}
        return sorted(one for one in found if one <= self.ends and self.runs(one))

    def due(self, wish: Wish) -> list[tuple[datetime, date]]:
        """The digest days of ``wish`` with their moments, and a little more."""
        return wish.due(self.begins.date() - _AROUND, self.ends.date() + _AROUND)

    def moments(self) -> list[datetime]:
        """When something may happen: every ``step``, and whenever a digest is due."""
        count = int((self.ends - self.begins) / self.step)
        found = {self.begins + n * self.step for n in range(count + 1)} | set(self.syncs())
        found |= {one.at for one in self.events} | {wish.made for wish in self.wishes}
        for minute in (minute for wish in self.versions() for minute, _ in self.due(wish)):
            found |= {minute - MINUTE, minute} if self.eves else {minute}
        return sorted(one for one in found if self.begins <= one <= self.ends)


def utc(day: date, hour: int = 0, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), UTC)
