"""The days that ``footnote sync`` is asked for. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from bot.core.errors import FootnoteError


class WishError(FootnoteError):
    """What was asked for cannot be fetched. The text says why."""


def wished(
    since: str | None, until: str | None, week: str | None, month: str | None, today: date
) -> tuple[date, date] | None:
    """The first and the last day asked for, not after ``today``; None: no days are asked for.

    Raises WishError.
    """
    if sum((since is not None or until is not None, week is not None, month is not None)) > 1:
        raise WishError("Ask for days, a week or a month: not for several of them at once.")
    if week is not None:
        first, last = _week(week)
    elif month is not None:
        first, last = _month(month)
    elif since is not None:
        first, last = _day(since), _day(until) if until is not None else today
        if last > today:
            raise _future(last, today)
    elif until is not None:
        raise WishError("Say from which day on, too: --since 2026-08-01, for example.")
    else:
        return None
    if first > today:
        raise _future(first, today)
    if first > last:
        raise WishError(f"--since {first} is after --until {last}: swap them.")
    return first, min(last, today)


def wished_days(since: str | None, until: str | None) -> tuple[date | None, date | None]:
    """Both ends, each open where it is None. Raises WishError."""
    first = _day(since) if since is not None else None
    last = _day(until) if until is not None else None
    if first and last and first > last:
        raise WishError(f"--since {first} is after --until {last}: swap them.")
    return first, last


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise WishError(f"“{text}” is not a day: write it like 2026-08-20.") from None


def _week(text: str) -> tuple[date, date]:
    found = re.fullmatch(r"([0-9]{4})-W([0-9]{1,2})", text.strip(), re.IGNORECASE)
    try:
        if found:
            year, week = map(int, found.groups())
            return date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 7)
    except ValueError:
        pass
    raise WishError(f"“{text}” is not a week: write it like 2026-W34.")


def _month(text: str) -> tuple[date, date]:
    found = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})", text.strip())
    try:
        if found:
            first = date(int(found[1]), int(found[2]), 1)
            return first, first.replace(day=monthrange(first.year, first.month)[1])
    except ValueError:
        pass
    raise WishError(f"“{text}” is not a month: write it like 2026-08.")


def _future(day: date, today: date) -> WishError:
    return WishError(f"{day} has not come yet: the last day to ask for is {today} (UTC).")
