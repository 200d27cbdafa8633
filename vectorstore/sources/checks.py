"""What every record must satisfy, field by field; and what becomes of a record that does not."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

TITLE_LIMIT = 1_000
ABSTRACT_LIMIT = 20_000
_ID_LIMIT = 128  # bytes: the most that Chroma's cloud takes
_TEXT_LIMIT = 5_000
_COUNT_LIMIT = 10**12
_RAW_LIMIT = 2_000

# Real abstracts contain stray control characters, which stay as written. These are refused: they
# end strings, steer terminals, or cannot be written as UTF-8.
_REFUSED = re.compile("[\x00\x07\x08\x1b\x9b\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Reject:
    """Something that is no paper: where it stood, why it was refused, and how it began."""

    origin: str
    reason: str
    raw: str

    def __post_init__(self) -> None:
        raw = self.raw.encode("utf-8", "replace").decode()
        object.__setattr__(self, "raw", raw[:_RAW_LIMIT])


class BadRecordError(ValueError):
    """A record that is no paper; the text says why. Readers turn it into a `Reject`."""


def required_text(value: Any, what: str, limit: int) -> str:
    """``value`` with runs of white space folded to one space, and nothing else changed."""
    if value is None:
        raise BadRecordError(f"it has no {what}")
    text = _text(value, what, limit)
    if not any(unicodedata.category(char)[0] not in "CZ" for char in text):
        raise BadRecordError(f"its {what} is empty")
    return text


def optional_text(value: Any, what: str) -> str | None:
    return None if value is None else _text(value, what, _TEXT_LIMIT) or None


def identifier(value: Any, what: str) -> str | None:
    """An id as given, without white space around it."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    text = optional_text(value, what)
    if text and len(text.encode()) > _ID_LIMIT:
        raise BadRecordError(f"its {what} is longer than {_ID_LIMIT} bytes")
    return text


def link(value: Any, what: str) -> str | None:
    """A web address; anything that is not one is unknown, since people will click it."""
    text = optional_text(value, what)
    return text if text and re.fullmatch(r"https?://[^\s<>\"]+", text, re.IGNORECASE) else None


def names(value: Any, what: str) -> tuple[str, ...]:
    """A list of strings or of objects with a ``name``, or one string with ``;`` between names."""
    if value is None:
        return ()
    items = value.split(";") if isinstance(value, str) else value
    if not isinstance(items, list):
        raise BadRecordError(f"its {what} are not a list")
    visible = [item for item in items if not (isinstance(item, dict) and item.get("hidden"))]
    found = (
        optional_text(item.get("name") if isinstance(item, dict) else item, what)
        for item in visible
    )
    return tuple(name for name in found if name)


def count(value: Any, what: str) -> int | None:
    if isinstance(value, str):
        value = value.strip()
        if re.fullmatch("[0-9]{1,12}", value):
            value = int(value)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _COUNT_LIMIT:
        raise BadRecordError(f"its {what} must be a whole number, 0 or more")
    return value


def day(value: Any, what: str) -> date | None:
    """The day (UTC) of an ISO date or time."""
    if value is None or value == "":
        return None
    try:
        text = value.strip()
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
        return (moment.astimezone(UTC) if moment.tzinfo else moment).date()
    except (AttributeError, ValueError, OverflowError):
        raise BadRecordError(f"its {what} is not a date such as 2024-05-27") from None


def rough_day(value: Any, what: str) -> tuple[date | None, str | None]:
    """A day, or the first day of a month or year and the word "month" or "year"."""
    text = str(value).strip()
    try:
        if re.fullmatch("[0-9]{4}", text):
            return date(int(text), 1, 1), "year"
        if re.fullmatch("[0-9]{4}-[0-9]{2}", text):
            return date.fromisoformat(text + "-01"), "month"
    except ValueError:
        raise BadRecordError(f"its {what} is not a date such as 2024-05-27") from None
    return day(value, what), None


def _text(value: Any, what: str, limit: int) -> str:
    if not isinstance(value, str):
        raise BadRecordError(f"its {what} is not text")
    if _REFUSED.search(value):
        raise BadRecordError(f"its {what} contains a control character")
    text = " ".join(value.split())
    if len(text) > limit:
        raise BadRecordError(f"its {what} is longer than {limit:,} characters")
    return text
