"""Windows of days, and how many papers are in them, in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.locales.catalog import Translate


def window(since: date | None, until: date | None, zone: str, t: Translate) -> str:
    """Days in words, such as "from 2026-08-17 to 2026-08-23 (UTC)"."""
    days = {"since": since, "until": until, "zone": zone}
    if since is None and until is None:
        return t("calendar.all_days")
    if since == until:
        return t("calendar.one_day", **days)
    if until is None:
        return t("calendar.since", **days)
    if since is None:
        return t("calendar.until", **days)
    return t("calendar.between", **days)


def lists(fetched: Sequence[datetime], days: str, zone: str, t: Translate) -> str:
    """The feed's lists of what is trending in words, by when they were ``fetched``, the oldest
    first; ``days`` are those asked for, as ``window`` words them."""
    at = f"{fetched[-1].astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    if len(fetched) == 1:
        return t("calendar.trending_list", at=at, zone=zone)
    return t("calendar.trending_lists", number=len(fetched), window=days, at=at)


def found(total: int, topic: Sequence[str], days: str, t: Translate) -> str:
    """How many papers of a topic there are in a window, such as ``window`` words it."""
    words = ", ".join(f"“{word}”" for word in topic)
    papers = (
        t("calendar.papers_with", count=total, words=words)
        if words
        else t("calendar.papers", count=total)
    )
    return t("calendar.found", papers=papers, window=days)
