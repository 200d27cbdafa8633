"""When a digest is due, and which days it covers. Pure.

A digest belongs to a day, and a day has one at most, whatever the clocks do: a time that does not
exist on a day comes as much later as the clocks jump, one that comes twice counts the first time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from bot.core.digest import Rhythm, Subscription

# A day's list fills up for some days: so far back papers are looked for that were not there yet.
OVERLAP_DAYS = 7
# After a longer stop, what is older than this is left out.
CATCH_UP_DAYS = 60

_DAY = timedelta(days=1)
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Window:
    """The days that a digest covers, ``since`` to ``until``, inclusive; papers that came late are
    looked for from ``earliest`` on."""

    earliest: date
    since: date
    until: date


def due(subscription: Subscription, now: datetime, last: date | None) -> date | None:
    """The day for which a digest is to be sent ``now``; None where there is none.

    ``last`` is the last day that had one. Of several days that were missed it is the latest: one
    digest makes up for all of them.
    """
    if silent(subscription, now):
        return None
    today = _local(now, subscription).date()
    # A week has at least one of the days; the one of a week ago may be the latest that has come.
    for day in (today - n * _DAY for n in range(_WEEK + 1)):
        if last is not None and day <= last:
            return None
        if day.weekday() in _weekdays(subscription):
            moment = moment_of(subscription, day)
            if moment <= subscription.created_at:
                return None
            if moment <= now:
                return day
    return None


def next_moment(subscription: Subscription, now: datetime) -> datetime:
    """When the next digest comes after ``now``, in UTC, if none is missed until then."""
    today = _local(now, subscription).date()
    days = (today + n * _DAY for n in count(-1))
    return next(moment for moment in _moments(subscription, days) if moment > now)


def moment_of(subscription: Subscription, day: date) -> datetime:
    """The moment, in UTC, at which the digest of ``day`` is to be sent; after quiet hours."""
    moment = _resolved(day, subscription.at, subscription)
    local = _local(moment, subscription)
    if subscription.quiet and _within(local.time(), subscription.quiet):
        until = subscription.quiet[1]
        ends = local.date() if local.time() < until else local.date() + _DAY
        return _resolved(ends, until, subscription)
    return moment


def silent(subscription: Subscription, now: datetime) -> bool:
    """Whether ``now`` is within the quiet hours."""
    return subscription.quiet is not None and _within(
        _local(now, subscription).time(), subscription.quiet
    )


def window(subscription: Subscription, now: datetime, covered: date | None) -> Window:
    """The days of a digest that is made ``now``; ``covered`` is the last day that an earlier one
    looked at.

    The first one covers the time since the subscription was made, and a whole day or week.
    """
    until = _local(now, subscription).date()
    floor = max(_beginning(subscription), until - CATCH_UP_DAYS * _DAY)
    if covered is None:
        since = earliest = min(floor, until)
    else:
        since = min(max(covered + _DAY, floor), until)
        earliest = min(max(covered - (OVERLAP_DAYS - 1) * _DAY, floor), since)
    return Window(earliest, since, until)


def _beginning(subscription: Subscription) -> date:
    made = _local(subscription.created_at, subscription).date()
    first = next(
        day
        for day in (made + n * _DAY for n in count(-1))
        if day.weekday() in _weekdays(subscription)
        and moment_of(subscription, day) > subscription.created_at
    )
    length = _WEEK if subscription.rhythm is Rhythm.WEEKLY else 1
    return min(made, first - length * _DAY)


def _moments(subscription: Subscription, days: Iterator[date]) -> Iterator[datetime]:
    wanted = _weekdays(subscription)
    return (moment_of(subscription, day) for day in days if day.weekday() in wanted)


def _weekdays(subscription: Subscription) -> frozenset[int]:
    if subscription.rhythm is Rhythm.WEEKLY:
        return frozenset({min(subscription.weekdays)})
    return subscription.weekdays


def _resolved(day: date, at: time, subscription: Subscription) -> datetime:
    # What does not exist has the offset from before the clocks jumped: it comes after the jump.
    return datetime.combine(day, at, ZoneInfo(subscription.zone)).astimezone(UTC)


def _local(moment: datetime, subscription: Subscription) -> datetime:
    return moment.astimezone(ZoneInfo(subscription.zone))


def _within(at: time, quiet: tuple[time, time]) -> bool:
    begin, end = quiet
    return begin <= at < end if begin <= end else at >= begin or at < end
