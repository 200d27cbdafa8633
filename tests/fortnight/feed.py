"""What the feed answers through a simulated fortnight: its lists fill up, and votes come in."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

_VOTING = timedelta(days=4)
_TRENDS = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of the lists of ``days``, shown from ``appears`` on; its ``votes`` come in later."""

    item: dict[str, Any]
    days: tuple[date, ...]
    appears: datetime
    votes: int


@dataclass(frozen=True, slots=True)
class Correction:
    """From ``at`` on the abstract of ``paper`` ends with ``text``."""

    paper: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Outage:
    """The list of ``day`` cannot be fetched from ``since`` to ``until``."""

    day: date
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    entries: tuple[Entry, ...]
    corrections: tuple[Correction, ...] = ()
    outages: tuple[Outage, ...] = ()

    def lists(self, now: datetime) -> dict[str, list[dict[str, Any]]]:
        """The items on the list of each day."""
        found: dict[str, list[dict[str, Any]]] = {}
        for entry in self._there(now):
            for day in _days(entry, now):
                found.setdefault(day.isoformat(), []).append(self._shown(entry, now))
        return found

    def trending(self, now: datetime) -> list[dict[str, Any]]:
        recent = (entry for entry in self._there(now) if now - entry.appears < _TRENDS)
        items = [self._shown(entry, now) for entry in recent]
        return sorted(items, key=lambda item: -item["paper"]["upvotes"])[:10]

    def broken(self, now: datetime) -> dict[str, int]:
        """The days whose lists fail now, with the status."""
        out = (one for one in self.outages if one.since <= now < one.until)
        return {one.day.isoformat(): 500 for one in out}

    def _there(self, now: datetime) -> Iterable[Entry]:
        return (entry for entry in self.entries if entry.appears <= now)

    def _shown(self, entry: Entry, now: datetime) -> dict[str, Any]:
        paper = dict(entry.item["paper"])
        paper["submittedOnDailyAt"] = _written(datetime.combine(_days(entry, now)[-1], time()))
        paper["upvotes"] = int(entry.votes * min(1.0, (now - entry.appears) / _VOTING))
        for correction in self.corrections:
            if correction.paper == paper["id"] and correction.at <= now:
                paper["summary"] = f"{paper['summary']} {correction.text}"
        return {**entry.item, "paper": paper, "summary": paper["summary"]}


def _days(entry: Entry, now: datetime) -> list[date]:
    """The days on whose lists it is by now; the feed says of which one it is the latest."""
    return [day for day in entry.days if day <= now.date()]


def records_of(file: Path, since: date, until: date) -> list[dict[str, Any]]:
    """The records of ``file`` that the feed listed first on one of those days, in order."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        records = map(json.loads, lines)
        return [
            record
            for record in records
            if since.isoformat() <= min(record["daily_dates"], default="") <= until.isoformat()
        ]


def entries_of(records: Sequence[dict[str, Any]], later: timedelta) -> tuple[Entry, ...]:
    """``records`` as the API shows them, with all their days moved by ``later``.

    Of a day's papers some come in the afternoon, and some up to three days late.
    """
    return tuple(_entry(record, later) for record in records)


def _entry(record: dict[str, Any], later: timedelta) -> Entry:
    days = tuple(date.fromisoformat(day) + later for day in record["daily_dates"])
    published = datetime.fromisoformat(record["published_at"]) + later
    first = datetime.combine(days[0], time(), UTC)
    lab = record["organization"]
    paper = {
        "id": record["arxiv_id"],
        "authors": [
            {"_id": f"{n:024x}", "name": name, "hidden": False}
            for n, name in enumerate(record["authors"])
        ],
        "publishedAt": _written(published),
        "title": record["title"],
        "summary": record["abstract"],
        "upvotes": 0,
        "ai_summary": record["ai_summary"],
        "ai_keywords": record["ai_keywords"],
        "githubRepo": record["github_repo"],
        "projectPage": record["project_page"],
        "organization": lab and {"name": lab.lower(), "fullname": lab},
    }
    item = {
        "paper": {name: value for name, value in paper.items() if value is not None},
        "publishedAt": _written(published - timedelta(hours=4)),
        "title": record["title"],
        "summary": record["abstract"],
        "numComments": record["num_comments"],
        "isAuthorParticipating": False,
    }
    return Entry(item, days, first + _delay(record["arxiv_id"]), record["upvotes"])


def _delay(paper: str) -> timedelta:
    chance = hashlib.sha256(paper.encode()).digest()
    if chance[0] < 150:
        return timedelta(0)
    if chance[0] < 215:
        return timedelta(hours=10 + chance[1] % 12)
    return timedelta(days=1 + chance[1] % 3, hours=chance[2] % 24)


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
