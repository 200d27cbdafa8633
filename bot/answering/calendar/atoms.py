"""One day, month or year in words → its first and last day. dateparser knows the words."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from bot.answering.calendar.speech import Speech

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

_MONTHS = [name.lower() for name in calendar.month_name[1:]]
_WEEKDAYS = [name.lower() for name in calendar.day_name]
_RELATIVE = [f"{n} {unit} ago" for unit in ("day", "week", "month", "year") for n in (0, 1, 2, 3)]
_ISO = r"\d{4}-\d{2}-\d{2}"
_ISO_MONTH = r"\d{4}-(?:0[1-9]|1[0-2])(?![\d-])"
_YEAR = r"(?:19|20)\d\d"


@dataclass(frozen=True, slots=True)
class Atom:
    """What was named: its days, inclusive."""

    first: date
    last: date

    def a_year_earlier(self) -> Atom:
        return Atom(_in_year(self.first, -1), _in_year(self.last, -1))


def read_atom(text: str, speech: Speech, now: datetime) -> Atom | None:
    """``text`` as a day, week, month, quarter or year; None where it is none.

    ``now`` is naive, in the asker's zone.
    """
    text = text.strip(" ,.").lower()
    if re.fullmatch(_ISO, text):
        # dateparser turns day and month of these around in languages that put the day first.
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return None
        return Atom(day, day)
    for written, known in speech.forms:
        text = re.sub(rf"^(?:{written})$", known, text)
    data: Any = _parser(speech.language, now.date()).get_date_data(text)
    if data.date_obj is None:
        return None
    return _span(data.date_obj.date(), data.period)


def _span(day: date, period: str) -> Atom:
    match period:
        case "week":
            monday = day - timedelta(days=day.weekday())
            return Atom(monday, monday + timedelta(days=6))
        case "month":
            return Atom(day.replace(day=1), _month_end(day))
        case "quarter":
            first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
            return Atom(first, _month_end(first.replace(month=first.month + 2)))
        case "year":
            return Atom(date(day.year, 1, 1), date(day.year, 12, 31))
        case _:
            return Atom(day, day)


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _in_year(day: date, years: int) -> date:
    year = day.year + years
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


@lru_cache(maxsize=32)
def _parser(language: str, today: date) -> DateDataParser:
    """A parser of one language whose today is ``today``."""
    from dateparser.date import DateDataParser

    return DateDataParser(
        languages=[language],
        settings={
            "RELATIVE_BASE": datetime(today.year, today.month, today.day, 12),
            "PREFER_DATES_FROM": "past",
            "PREFER_DAY_OF_MONTH": "first",
            "PREFER_MONTH_OF_YEAR": "first",
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )


@cache
def _locale(language: str) -> dict[str, Any]:
    from dateparser.languages.loader import LocaleDataLoader

    info: dict[str, Any] = LocaleDataLoader().get_locale(language).info
    return info


@dataclass(frozen=True, slots=True)
class Patterns:
    """What may be a day, month or year: after a word such as "since"; after a word that means many
    other things too, such as "of" (no "of MAR"); and with nothing before it."""

    after_cue: str
    in_full: str
    alone: str


def atom_patterns(speech: Speech) -> Patterns:
    info = _locale(speech.language)
    month = _any(name for key in _MONTHS for name in info[key])
    full_month = _any(max(info[key], key=len) for key in _MONTHS)
    weekday = _any(max(info[key], key=len) for key in _WEEKDAYS)
    ago = "|".join(
        rf"{form.replace(_NUMBER_IN_DATA, _NUMBER)}"
        for unit in ("day", "week", "month", "year")
        for form in info["relative-type-regex"].get(f"\\1 {unit} ago", ())
    )
    named = _any(
        name
        for key, names in info["relative-type"].items()
        if key in _RELATIVE or key.startswith("last ")
        for name in names
    )
    forms = "|".join(written for written, _ in speech.forms)
    if not speech.spaced:
        day = rf"(?:{_YEAR} ?年)? ?\d{{1,2}} ?月(?: ?\d{{1,2}} ?[日号])?|{_YEAR} ?年(?!前)"
        both = rf"{_ISO}|{ago}|{forms}|{named}|{day}|{month}"
        return Patterns(both, both, both)
    ordinal = r"\d{1,2}(?:st|nd|rd|th|er|\.)?"
    dated = (
        rf"{ordinal} (?:(?:of|de) )?(?:{month})\.?(?:,? (?:(?:of|de|del) )?{_YEAR})?"
        rf"|(?:{month})\.? {ordinal}(?:,? {_YEAR})?(?!\d)"
    )
    alone = (
        rf"{_ISO}|{forms}|{ago}|{named}|{dated}|(?:{month})\.?,? (?:(?:of|de|del) )?{_YEAR}"
        rf"|q[1-4],? {_YEAR}|{_ISO_MONTH}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}"
    )
    cued = rf"(?:(?:{weekday}),? )?(?:{dated})|{alone}|(?:last )?(?:{weekday})|{_YEAR}"
    return Patterns(f"{cued}|{month}", f"{cued}|{full_month}", alone)


_NUMBER_IN_DATA = r"(\d++[.,]?\d*+)"
_NUMBER = (
    r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eine[mr]|zwei|drei|vier|fünf"
    r"|sechs|une?|deux|trois|quatre|cinq|una|dos|tres|cuatro|cinco)"
)


def _any(names: Any) -> str:
    """Longest first, so that "march" is not read as "mar"."""
    ordered = sorted({name.lower() for name in names}, key=lambda name: (-len(name), name))
    return "|".join(map(re.escape, ordered))
