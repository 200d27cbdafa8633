"""A part of a month or year: its first week, its second half, its end. Pure.

Weeks of a month are its days 1 to 7, 8 to 14 and so on, the last one its last seven days; "early",
"mid" and "late" are its thirds. The answer prints the days, so that nobody has to guess them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

Days = tuple[date, date]


def _week(number: int) -> Callable[[date, date], Days]:
    def week(first: date, last: date) -> Days:
        start = first + timedelta(weeks=number)
        return start, min(start + timedelta(days=6), last)

    return week


def _last_week(first: date, last: date) -> Days:
    return max(first, last - timedelta(days=6)), last


def _share(numerator: int, of: int) -> Callable[[date, date], Days]:
    """One of ``of`` equal shares: of whole months where there are some, else of days."""

    def share(first: date, last: date) -> Days:
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        if months % of == 0:
            step = months // of
            begin, end = (_month(first, step * n) for n in (numerator, numerator + 1))
        else:
            days = (last - first).days + 1
            begin, end = (
                first + timedelta(days=days * n // of) for n in (numerator, numerator + 1)
            )
        return begin, end - timedelta(days=1)

    return share


def _month(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)


PARTS: dict[str, Callable[[date, date], Days]] = {
    "week1": _week(0),
    "week2": _week(1),
    "week3": _week(2),
    "week4": _week(3),
    "lastweek": _last_week,
    "half1": _share(0, 2),
    "half2": _share(1, 2),
    "early": _share(0, 3),
    "mid": _share(1, 3),
    "late": _share(2, 3),
}
"""What each part takes of the first and last day of its whole."""
