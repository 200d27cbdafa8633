"""When a vote closes, as people type it: 18:00, 2026-08-25 18:00, 90 min, 3h, 2 days. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

LONGEST = timedelta(days=7)

_AFTER = re.compile(
    r"(?:in\s+|en\s+|dans\s+)?(?P<n>\d{1,5})\s*"
    r"(?:(?P<minutes>m|min|mins|minutes?|minuten?|minutos?|分|分钟|分鐘|分後|分钟后)"
    r"|(?P<hours>h|hrs?|hours?|std|stunden?|heures?|horas?|時間|小时|小時|時間後|小时后)"
    r"|(?P<days>d|days?|t|tage?n?|j|jours?|días?|dias?|日|天|日後|天后))\.?"
)
_AT = re.compile(
    r"(?:(?P<day>\d{4}-\d{1,2}-\d{1,2})(?:\s+|\s*t\s*|\s*,\s*))?"
    r"(?P<hour>\d{1,2})[:h](?P<minute>\d{2})(?:\s*uhr)?"
)


def closing_time(text: str, zone: str, now: datetime) -> datetime | None:
    """The moment (in UTC) that ``text`` names, or None.

    ``now`` is an aware moment, ``zone`` the IANA name of where a time of day is meant. A time
    without a day is the next such time; one that a clock change skips is as much later.
    """
    said = " ".join(text.lower().split())
    if after := _AFTER.fullmatch(said):
        unit = next(name for name in ("minutes", "hours", "days") if after[name])
        return now.astimezone(UTC) + timedelta(**{unit: int(after["n"])})
    if at := _AT.fullmatch(said):
        return _at(at["day"], int(at["hour"]), int(at["minute"]), ZoneInfo(zone), now)
    return None


def in_time(moment: datetime, now: datetime) -> bool:
    """Whether a vote may close then."""
    return timedelta(0) < moment - now <= LONGEST


def _at(day: str | None, hour: int, minute: int, zone: ZoneInfo, now: datetime) -> datetime | None:
    local = now.astimezone(zone)
    try:
        if day is not None:
            year, month, of_month = map(int, day.split("-"))
            return datetime(year, month, of_month, hour, minute, tzinfo=zone).astimezone(UTC)
        today = datetime(local.year, local.month, local.day, hour, minute, tzinfo=zone)
    except (ValueError, OverflowError):
        return None
    # Comparing in UTC: two moments of one zone are compared by the clock on the wall.
    if today.astimezone(UTC) > now.astimezone(UTC):
        return today.astimezone(UTC)
    return (today + timedelta(days=1)).astimezone(UTC)
