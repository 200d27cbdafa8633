"""Windows of days, and how many papers are in them, in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

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


def found(total: int, topic: Sequence[str], days: str, t: Translate) -> str:
    """How many papers of a topic there are in a window, such as ``window`` words it."""
    words = ", ".join(f"“{word}”" for word in topic)
    papers = (
        t("calendar.papers_with", count=total, words=words)
        if words
        else t("calendar.papers", count=total)
    )
    return t("calendar.found", papers=papers, window=days)
