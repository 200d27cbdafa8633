"""Times of day, hours of quiet and numbers, as people type them."""

from __future__ import annotations

import re
import unicodedata
from datetime import time

from bot.exts.errors import ReaderError

MOST_PAPERS = 200

_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h時点时](?P<minute>\d{2}))?\s*(?:(?P<half>[ap])\.?m\.?|h|uhr|[時点时分])?"
)
_RANGE = re.compile(r"\s*(?:[-–—~]|\bto\b|\bbis\b)\s*")


def time_of_day(text: str) -> time:
    """``8``, ``8:30``, ``20h``, ``8.30 pm``. Raises ReaderError."""
    written = _TIME.fullmatch(_folded(text))
    if written is None:
        raise ReaderError("error.no_time", text=text[:40])
    hour, minute = int(written["hour"]), int(written["minute"] or 0)
    if written["half"]:
        if not 1 <= hour <= 12:
            raise ReaderError("error.no_time", text=text[:40])
        hour = hour % 12 + (12 if written["half"] == "p" else 0)
    if hour > 23 or minute > 59:
        raise ReaderError("error.no_time", text=text[:40])
    return time(hour, minute)


def quiet_hours(text: str) -> tuple[time, time] | None:
    """``22:00-7:00``; None for nothing. Raises ReaderError."""
    if not text.strip():
        return None
    ends = _RANGE.split(_folded(text))
    if len(ends) != 2:
        raise ReaderError("error.no_quiet", text=text[:40])
    since, until = map(time_of_day, ends)
    if since == until:
        raise ReaderError("error.no_quiet", text=text[:40])
    return since, until


def papers_at_most(text: str) -> int:
    """A whole number from 1 to ``MOST_PAPERS``. Raises ReaderError."""
    folded = _folded(text)
    written = folded.isdecimal() and len(folded) <= len(str(MOST_PAPERS))
    if not written or not 1 <= int(folded) <= MOST_PAPERS:
        raise ReaderError("error.no_number", text=text[:40], most=MOST_PAPERS)
    return int(folded)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
