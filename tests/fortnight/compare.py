"""What was played beside what was expected: every difference in a line."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tests.fortnight.oracle import Expected, Sent
from tests.fortnight.play import PAPERS, Played


def differences(played: Played, expected: Expected) -> list[str]:
    names = {wish: one for one, wish in played.names.items()}
    return [
        *_of_papers(played.folder / PAPERS / "papers.db", expected),
        *_of_ledger(played.folder / "state.db", expected, names),
        *_of_couriers(played, expected),
        *_unlike("who was told", Counter(played.told), expected.told),
    ]


def _of_papers(file: Path, expected: Expected) -> Iterator[str]:
    query = "SELECT paper_id, title, abstract, day, listed, upvotes FROM papers"
    found = {
        row[0]: (*row[1:4], tuple(sorted(json.loads(row[4]))), row[5]) for row in _rows(file, query)
    }
    wanted = {
        name: (
            paper.title,
            paper.abstract,
            paper.day.isoformat(),
            tuple(sorted(day.isoformat() for day in paper.listed)),
            paper.votes,
        )
        for name, paper in expected.papers.items()
    }
    yield from _unlike("the paper", found, wanted)


def _of_ledger(file: Path, expected: Expected, names: Mapping[str, str]) -> Iterator[str]:
    there = {row[0]: row[1] for row in _rows(file, "SELECT id, paused FROM subscriptions")}
    papers: dict[str, dict[bool, set[str]]] = {}
    for nonce, paper, shown in _rows(file, "SELECT nonce, paper, shown FROM delivered_papers"):
        papers.setdefault(nonce, {True: set(), False: set()})[bool(shown)].add(paper)
    ledger: dict[tuple[str, date], Sent] = {}
    for row in _rows(
        file,
        "SELECT nonce, subscription, day, until, digest IS NOT NULL, claimed_at, confirmed_at, "
        "attempt FROM deliveries",
    ):
        own = papers.get(row[0], {True: set(), False: set()})
        sent = Sent(
            day=date.fromisoformat(row[2]),
            until=date.fromisoformat(row[3]),
            told=bool(row[4]),
            shown=frozenset(own[True]),
            cut=frozenset(own[False]),
            claimed=_moment(row[5]),
            confirmed=row[6] and _moment(row[6]),
            attempts=row[7],
        )
        ledger[row[1], sent.day] = sent
    stay = {name: one for name, one in expected.readers.items() if not one.removed}
    wanted = {(names[name], sent.day): sent for name, one in stay.items() for sent in one.sent}
    yield from _unlike("the ledger of", ledger, wanted, {one: name for name, one in names.items()})
    yield from _unlike("paused", there, {names[name]: one.paused for name, one in stay.items()})


def _of_couriers(played: Played, expected: Expected) -> Iterator[str]:
    lines = played.brought
    brought = Counter((line["to"], line["day"], frozenset(line["papers"])) for line in lines)
    wanted = Counter(
        (name, sent.day.isoformat(), sent.shown)
        for name, one in expected.readers.items()
        for sent in one.brought
    )
    yield from _unlike("what was brought to", brought, wanted)
    ways = {name: one.wish.via for name, one in expected.readers.items()}
    for line in lines:
        if ways[line["to"]] != line["via"]:
            yield f"{line['to']} was served by {line['via']}"
    shown = Counter((line["to"], paper) for line in lines for paper in line["papers"])
    for (name, paper), times in shown.items():
        if times > 1:
            yield f"{paper} came {times} times to {name}"


def _unlike(
    what: str,
    found: Mapping[Any, Any],
    wanted: Mapping[Any, Any],
    names: Mapping[str, str] | None = None,
) -> Iterator[str]:
    for key in sorted(found.keys() | wanted.keys(), key=str):
        one, other = found.get(key), wanted.get(key)
        if one != other:
            called = (names[key[0]], *key[1:]) if names else key
            yield f"{what} {called}: it is {one}, and should be {other}"


def _rows(file: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        return database.execute(query).fetchall()


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)
