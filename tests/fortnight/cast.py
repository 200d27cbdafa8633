"""Fifty subscriptions of all kinds, and what becomes of them in nineteen days."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from tests.fortnight.feed import Correction, Entry, Feed, Outage
from tests.fortnight.script import Event, Refusal, Script, Wish, utc

# A Monday. Within nineteen days of it clocks jump forward (Europe, Beirut) and back (Australia by
# an hour and by half of one, Chile at midnight).
FIRST = date(2026, 3, 23)
DAYS = 19
_ZONES = (
    *("UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Sydney"),
    *("Asia/Kathmandu", "Pacific/Kiritimati", "America/Los_Angeles", "Pacific/Marquesas"),
)
_NIGHT = (time(22), time(7))


@dataclass(frozen=True, slots=True)
class Subjects:
    """What subscriptions are about, of the papers that come."""

    topics: Sequence[str]
    keywords: Sequence[str]
    questions: Sequence[str]


def script(entries: Sequence[Entry], subjects: Subjects, **looks: Any) -> Script:
    """``entries`` are of the lists from ``FIRST`` on; ``looks`` is how often somebody looks."""
    corrected = _of_day(entries, _day(8))[0]
    return Script(
        begins=utc(FIRST),
        ends=utc(_day(DAYS - 1), 23, 50),
        feed=Feed(
            tuple(entries),
            corrections=(
                Correction(corrected, utc(_day(10), 11), "An erratum: a table was misprinted."),
            ),
            outages=(Outage(_day(3), utc(_day(3)), utc(_day(4), 13)),),
        ),
        wishes=(*_regular(entries, subjects), *_special()),
        events=_EVENTS,
        refusals=_REFUSALS,
        stops=((utc(_day(8), 12), utc(_day(11), 0, 30)),),
        killed=("all dm daily", utc(_day(4))),
        **looks,
    )


def _day(n: int) -> date:
    return FIRST + timedelta(days=n)


def _of_day(entries: Sequence[Entry], day: date) -> list[str]:
    """The papers that are on the list of a day from its beginning on."""
    return sorted(entry.item["paper"]["id"] for entry in entries if entry.appears == utc(day))


def _regular(entries: Sequence[Entry], subjects: Subjects) -> list[Wish]:
    """Each scope by each way and in each rhythm, at all kinds of times: 36."""
    names = Counter(
        author["name"] for entry in entries for author in entry.item["paper"]["authors"]
    )
    authors = [name for name, _ in sorted(names.items(), key=lambda one: (-one[1], one[0]))]
    about: dict[str, Sequence[str]] = {
        "all": [""],
        "topic": subjects.topics,
        "author": [*authors[:4], _with_initial(authors[4])],
        "keyword": subjects.keywords,
        "question": subjects.questions,
        "neighbours": _of_day(entries, FIRST),
    }
    kinds = itertools.product(("daily", "weekly"), ("dm", "channel", "email"), about)
    turns: Counter[str] = Counter()
    wishes = []
    for n, (rhythm, via, scope) in enumerate(kinds):
        given = about[scope]
        subject = given[turns[scope] % len(given)]
        turns[scope] += 1
        wishes.append(
            Wish(
                name=f"{scope} {via} {rhythm}",
                scope=scope,
                subject=subject,
                via=via,
                rhythm=rhythm,
                at=time(7 + n % 12, (17 * n + 11) % 60),
                zone=_ZONES[n % len(_ZONES)],
                made=utc(_day(1 + n % 3), 9 + n % 5, 7),
                weekdays=str((n + 3) % 7) if rhythm == "weekly" else ("0123456", "01234")[n % 2],
                quiet=_NIGHT if n % 5 == 4 else None,
                at_most=6 if n % 6 == 0 and n else 20,
                quiet_day=n % 4 == 1,
            )
        )
    return wishes


def _with_initial(name: str) -> str:
    first, _, rest = name.partition(" ")
    return f"{first[0]}. {rest}"


def _special() -> list[Wish]:
    """Those to whom something happens: 14."""
    return [
        # The minute does not exist on a day, or comes twice.
        _wish("jumped over", at=time(2, 30), zone="Europe/Berlin"),
        _wish("jumped over at midnight", at=time(0, 30), zone="Asia/Beirut"),
        _wish("twice", at=time(2, 30), zone="Australia/Sydney"),
        _wish("twice within half an hour", at=time(1, 45), zone="Australia/Lord_Howe"),
        _wish("twice before midnight", at=time(23, 30), zone="America/Santiago"),
        _wish("at night", at=time(23, 15), zone="Europe/Berlin", quiet=_NIGHT),
        _wish("paused", at=time(6, 40)),
        _wish("removed", at=time(6, 41), via="email"),
        _wish("in the middle", at=time(10, 30), made=utc(_day(7), 10, 30)),
        _wish("forbidden", at=time(12, 3), via="channel"),
        _wish("forbidden for days", at=time(12, 4), via="channel"),
        _wish("busy until it is quiet", at=time(5, 55), quiet=(time(6), time(11))),
        _wish("busy for a day", at=time(5, 56), via="email"),
        _wish("busy for too long", at=time(5, 57), via="email", weekdays="024"),
    ]


def _wish(name: str, **values: Any) -> Wish:
    given = {
        "scope": "all",
        "subject": "",
        "via": "dm",
        "rhythm": "daily",
        "zone": "UTC",
        "made": utc(_day(1), 13),
        "quiet_day": True,
    }
    return Wish(name=name, **{**given, **values})


_EVENTS = (
    Event(utc(_day(5), 9), "paused", "pause"),
    Event(utc(_day(11), 15), "paused", "resume"),
    Event(utc(_day(7), 8), "removed", "remove"),
    Event(utc(_day(7), 9, 1), "all email daily", "change", {"zone": "Asia/Kolkata", "at": time(6)}),
    Event(utc(_day(12), 9, 1), "all email daily", "change", {"zone": "America/Los_Angeles"}),
    Event(utc(_day(4), 20), "all channel daily", "dislike"),
    Event(utc(_day(8), 11), "in the middle", "dislike"),
    # The bot may write there again, and a manager says so.
    Event(utc(_day(14), 18), "forbidden for days", "resume"),
    Event(utc(_day(15), 7), "busy for too long", "resume"),
)

_REFUSALS = (
    Refusal("forbidden", utc(_day(6)), utc(_day(DAYS)), "gone"),
    Refusal("forbidden for days", utc(_day(6)), utc(_day(14), 17), "gone"),
    Refusal("busy until it is quiet", utc(_day(4), 5), utc(_day(4), 9), "busy"),
    Refusal("busy for a day", utc(_day(14), 5), utc(_day(15), 3), "busy"),
    Refusal("busy for too long", utc(_day(11), 2), utc(_day(14), 23), "busy"),
)
