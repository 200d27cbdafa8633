"""Windows of days in a text: "this week", "since March", "between 3 and 17 August".

Days, months and years are read by dateparser, in the asker's zone; what is ours is the grammar
around them (``speech.py``). A week runs from Monday to Sunday; a month or year without its year is
the latest one that has begun; "the last 3 days" end today.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.answering.calendar.atoms import Atom, atom_patterns, read_atom
from bot.answering.calendar.parts import PARTS
from bot.answering.calendar.speech import SPEECHES, Reach, Speech

_FIRST, _LAST = date(1900, 1, 1), date(2200, 1, 1)
# Only months and longer have parts that people name.
_SHORTEST_WHOLE = 27
_MOST = {"h": 240, "d": 3660, "w": 520, "m": 240, "y": 100}


@dataclass(frozen=True, slots=True)
class Window:
    """Days, inclusive; None is open. ``start`` and ``end`` are where it stands in the text."""

    since: date | None
    until: date | None
    language: str = "en"
    start: int = 0
    end: int = 0


def window_of(text: str, zone: str, now: datetime) -> Window | None:
    """The window that ``text`` speaks of, or None.

    ``now`` is an aware moment, ``zone`` the IANA name of where its "today" is meant.
    """
    found = [window for speech in SPEECHES if (window := find(text, speech, zone, now))]
    return max(found, key=_length, default=None)


def chosen(text: str, zone: str, now: datetime) -> Window | None:
    """The window that ``text`` names and nothing else, or "day", "week" or "month": this one.

    None for anything else.
    """
    named = {"day": "today", "week": "this week", "month": "this month", "year": "this year"}
    bare = " ".join(text.split()).strip(" .?!")
    window = window_of(named.get(bare.lower(), bare), zone, now)
    if window is None or (bare.lower() not in named and _length(window) < len(bare)):
        # What is only a month or year needs no "in" before it here.
        window = window_of(f"in {bare}", zone, now)
        return window if window and _length(window) == len(bare) + len("in ") else None
    return window


def trending_days(today: date) -> tuple[date, date]:
    """The days that are meant where somebody asks what is trending, and names none."""
    return today - timedelta(days=6), today


def find(text: str, speech: Speech, zone: str, now: datetime) -> Window | None:
    """The window in ``text``, read as one language."""
    today = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    folded = text.lower().replace("’", "'")
    if len(folded) != len(text):
        return None
    last, patterns = _compiled(speech)
    found = [window for match in last.finditer(folded) if (window := _last(match, speech, today))]
    found += (
        Window(*days, speech.language, match.start(), match.end())
        for reach, pattern in patterns
        for match in pattern.finditer(folded)
        if (days := _days(reach, match, speech, today))
    )
    # What says more is what is meant: "the day before yesterday", not "before yesterday".
    return max(found, key=_length, default=None)


def _length(window: Window) -> int:
    return window.end - window.start


def _last(match: re.Match[str], speech: Speech, today: datetime) -> Window | None:
    groups = match.groupdict()
    written = groups["n"] or groups.get("k") or "1"
    number = int(written) if written.isdecimal() else _NUMBERS.get(written)
    unit = next(name for name in _MOST if groups.get(name))
    if number is None or not 1 <= number <= _MOST[unit]:
        return None
    until = today.date()
    if unit == "h":
        since = (today - timedelta(hours=number)).date()
    elif unit in "dw":
        since = until - timedelta(days=number * (1 if unit == "d" else 7) - 1)
    else:
        since = _months_before(until, number * (1 if unit == "m" else 12)) + timedelta(days=1)
    return Window(since, until, speech.language, match.start(), match.end())


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _days(
    reach: Reach, match: re.Match[str], speech: Speech, today: datetime
) -> tuple[date | None, date | None] | None:
    written = match["a"]
    if reach is Reach.BETWEEN:
        last = read_atom(match["b"], speech, today)
        first = read_atom(_completed(written, match["b"]), speech, today)
        if first is None or last is None:
            return None
        if first.first > last.last and not re.search(r"\d{4}", written):
            first = first.a_year_earlier()
        return min(first.first, last.first), max(first.last, last.last)
    atom = read_atom(written, speech, today)
    if atom is None:
        return None
    taken = [PARTS[name] for name, said in match.groupdict().items() if said and name in PARTS]
    if taken and (atom.last - atom.first).days < _SHORTEST_WHOLE:
        return None
    return taken[0](atom.first, atom.last) if taken else _reached(reach, atom)


def _reached(reach: Reach, atom: Atom) -> tuple[date | None, date | None] | None:
    if not _FIRST <= atom.first <= atom.last <= _LAST:
        return None
    day = timedelta(days=1)
    return {
        Reach.WITHIN: (atom.first, atom.last),
        Reach.SINCE: (atom.first, None),
        Reach.AFTER: (atom.last + day, None),
        Reach.UNTIL: (None, atom.last),
        Reach.BEFORE: (None, atom.first - day),
    }[reach]


def _completed(first: str, last: str) -> str:
    """``first`` with the month and year that only ``last`` says: "3 to 17 August 2026"."""
    if re.fullmatch(r"\d{1,2}(?:st|nd|rd|th|\.)?", first):
        month = re.sub(
            r"^\D*\d{1,2}(?:st|nd|rd|th|\.)?\s*|(?<=[a-z]) \d{1,2}(?=,? \d{4}|$)", "", last
        )
        return f"{first} {month}"
    year = re.search(r"\b\d{4}$", last)
    if year and not re.search(r"\d{4}", first) and re.search(r"[^\W\d]", first):
        return f"{first} {year[0]}"
    return first


@cache
def _compiled(speech: Speech) -> tuple[re.Pattern[str], tuple[tuple[Reach, re.Pattern[str]], ...]]:
    atoms = atom_patterns(speech)
    left, right = (r"(?<![\w-])", r"(?![\w-])") if speech.spaced else ("", "")

    def pattern(template: str, a: str) -> re.Pattern[str]:
        filled = template.replace("{f}", f"(?P<a>{atoms.in_full})").replace("{a}", f"(?P<a>{a})")
        filled = filled.replace("{b}", f"(?P<b>{atoms.after_cue})")
        return re.compile(f"{left}(?:{filled}){right}")

    made = []
    for reach, template in speech.windows:
        first = atoms.after_cue
        if template.startswith("{a}"):
            # What stands without a word before it must be a day beyond doubt.
            first = atoms.alone
        elif reach is Reach.BETWEEN:
            first = rf"{first}|\d{{1,2}}(?:st|nd|rd|th|\.)?"
        made.append((reach, pattern(template, first)))
    made.append((Reach.WITHIN, pattern("{a}", atoms.alone)))
    return re.compile(f"{left}(?:{speech.last}){right}"), tuple(made)


_NUMBERS = {
    word: number
    for words in (
        "one two three four five six seven eight nine ten eleven twelve",
        "einen zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
        "un deux trois quatre cinq six sept huit neuf dix onze douze",
        "un dos tres cuatro cinco seis siete ocho nueve diez once doce",
        "一 二 三 四 五 六 七 八 九 十",
    )
    for number, word in enumerate(words.split(), 1)
} | {"两": 2, "couple": 2}
