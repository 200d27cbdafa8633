"""What a simulated fortnight must come to, worked out from the promises alone.

It shares no code with what it judges but the thresholds that are published, the table of rare words
and the answers that were given to standing questions: it reads the feed's JSON and the databases'
rows by itself, looks at clocks minute by minute, and tries every paper for every subscription.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import sqlite3
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import Stemmer

from bot.digests.matching import (
    ALIKE,
    ASKED_NEAR,
    ASKED_WORDS_WEIGH,
    LEAST_WORDS,
    NEAR,
    NEIGHBOUR,
    WORDS_WEIGH,
)
from tests.fortnight.calendar import within
from tests.fortnight.script import Script, Wish
from vectorstore.rerank import BEST_SENTENCE

_DAY = timedelta(days=1)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_STEMMER = Stemmer.Stemmer("english")
# What is promised in words.
_LATE_DAYS, _CATCH_UP_DAYS, _NEWS_DAYS = 7, 60, 300
_TIMES_ASKED, _MOST_ATTEMPTS = 5, 30


@dataclass(slots=True)
class Known:
    """What the feed has said of a paper so far."""

    title: str
    abstract: str
    authors: tuple[str, ...]
    keywords: tuple[str, ...]
    published: date
    votes: int
    listed: frozenset[date]

    @property
    def day(self) -> date:
        return min(self.listed)

    @property
    def key(self) -> str:
        return hashlib.sha256(f"{self.title}\n{self.abstract}".encode()).hexdigest()


@dataclass(slots=True)
class Sent:
    """A row of the ledger; ``told`` says that there was something to send."""

    day: date
    until: date
    told: bool
    shown: frozenset[str]
    cut: frozenset[str]
    claimed: datetime
    confirmed: datetime | None = None
    attempts: int = 1


@dataclass(slots=True)
class Reader:
    """How far a subscription is."""

    wish: Wish
    due: list[tuple[datetime, date]]
    sent: list[Sent] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    disliked: set[str] = field(default_factory=set)
    paused: str | None = None
    removed: bool = False
    not_before: datetime | None = None
    """When what is not confirmed is tried again."""
    brought: list[Sent] = field(default_factory=list)

    @property
    def open(self) -> Sent | None:
        return next((one for one in self.sent if one.confirmed is None), None)


@dataclass(slots=True)
class Expected:
    readers: dict[str, Reader]
    papers: dict[str, Known]
    told: Counter[tuple[str, str]]


class Oracle:
    """``papers`` is the database of the papers, for their vectors; ``query`` embeds a subject."""

    def __init__(
        self,
        script: Script,
        papers: Path,
        query: Callable[[str], np.ndarray],
        rarity: Callable[[str], float],
        heard: Mapping[tuple[datetime, str, frozenset[str]], tuple[str, ...]],
    ) -> None:
        self._script = script
        self._vectors = _vectors(papers)
        self._query = query
        self._rarity = rarity
        self._heard = heard
        self._subjects: dict[str, np.ndarray] = {}
        self._papers: dict[str, Known] = {}
        self._failed: set[date] = set()
        self._last_list: date | None = None
        self._killed = False
        self._told: Counter[tuple[str, str]] = Counter()

    def __call__(self) -> Expected:
        readers: dict[str, Reader] = {}
        syncs = set(self._script.syncs())
        for now in self._script.moments():
            if not self._script.runs(now):
                continue
            if now in syncs:
                self._sync(now)
            for wish in self._script.wishes:
                if wish.made == now:
                    readers[wish.name] = Reader(wish, sorted(self._script.due(wish)))
            for event in self._script.events:
                if event.at == now:
                    self._happens(readers[event.who], event.verb, event.values)
            for reader in readers.values():
                if not reader.removed and reader.paused is None and not _silent(reader.wish, now):
                    self._serve(reader, now)
        return Expected(readers, self._papers, self._told)

    # What the feed says

    def _sync(self, now: datetime) -> None:
        """The lists of the last week, of every day since the last one, and those that failed."""
        today, feed = now.date(), self._script.feed
        first = min(today - 6 * _DAY, self._last_list or today)
        days = {first + n * _DAY for n in range((today - first).days + 1)} | self._failed
        lists, broken = feed.lists(now), feed.broken(now)
        for day in sorted(days):
            if day.isoformat() in broken:
                self._failed.add(day)
                continue
            self._failed.discard(day)
            self._last_list = max(day, self._last_list or day)
            for item in json.loads(json.dumps(lists.get(day.isoformat(), []))):
                self._learn(item, day)
        for item in feed.trending(now):
            self._learn(item, _day_of(item["paper"]["submittedOnDailyAt"]))

    def _learn(self, item: Mapping[str, Any], listed: date) -> None:
        paper = item["paper"]
        before = self._papers.get(paper["id"])
        self._papers[paper["id"]] = Known(
            title=" ".join(paper["title"].split()),
            abstract=" ".join(paper["summary"].split()),
            authors=tuple(author["name"] for author in paper["authors"]),
            keywords=tuple(paper.get("ai_keywords", ())),
            published=_day_of(paper["publishedAt"]),
            votes=paper["upvotes"],
            listed=(before.listed if before else frozenset()) | {listed},
        )

    # What people do

    def _happens(self, reader: Reader, verb: str, values: Mapping[str, Any]) -> None:
        match verb:
            case "pause":
                reader.paused = "asked"
            case "resume":
                reader.paused = None
            case "remove":
                reader.removed = True
            case "change":
                reader.wish = replace(reader.wish, **values)
                reader.due = sorted(self._script.due(reader.wish))
            case "dislike":
                reader.disliked |= next(one.shown for one in reader.brought if one.shown)

    # What is sent

    def _serve(self, reader: Reader, now: datetime) -> None:
        begun = reader.open
        if begun and reader.not_before and reader.not_before <= now:
            self._bring(reader, begun, now)
        if reader.open or reader.paused:
            return
        day = _latest_due(reader, now)
        if day is not None:
            made = self._make(reader, day, now)
            reader.sent.append(made)
            reader.taken |= made.shown | made.cut
            if made.told:
                reader.not_before = now
                self._bring(reader, made, now)
            else:
                made.confirmed = now

    def _bring(self, reader: Reader, digest: Sent, now: datetime) -> None:
        name = reader.wish.name
        for refusal in self._script.refusals:
            if refusal.who == name and refusal.since <= now < refusal.until:
                self._refused(reader, digest, now, refusal.kind)
                return
        if digest not in reader.brought:
            reader.brought.append(digest)
            who, since = self._script.killed
            if name == who and now >= since and not self._killed:
                self._killed = True
                return
        digest.confirmed = now

    def _refused(self, reader: Reader, digest: Sent, now: datetime, kind: str) -> None:
        if kind == "gone":
            self._stop(reader, "gone")
            return
        # After a minute, two, four, and so on, an hour at most.
        reader.not_before = now + timedelta(minutes=min(2 ** (digest.attempts - 1), 60))
        if digest.attempts % _MOST_ATTEMPTS == 0:
            self._stop(reader, "failing")
        digest.attempts += 1

    def _stop(self, reader: Reader, why: str) -> None:
        reader.paused = why
        self._told[reader.wish.name, why] += 1

    def _make(self, reader: Reader, day: date, now: datetime) -> Sent:
        wish = reader.wish
        today = now.astimezone(ZoneInfo(wish.zone)).date()
        first = max(_beginning(reader), today - _CATCH_UP_DAYS * _DAY)
        covered = max((one.until for one in reader.sent), default=None)
        if covered is not None:
            first = max(first, covered - (_LATE_DAYS - 1) * _DAY)
        there = {
            name: paper
            for name, paper in self._papers.items()
            if min(first, today) <= paper.day <= today
            and paper.published >= min(first, today) - _NEWS_DAYS * _DAY
            and name not in reader.taken
            and not any(self._cosine(paper, bad) >= ALIKE for bad in reader.disliked)
        }
        found = [name for name in there if self._matches(wish, name, there[name])]
        if wish.scope == "question":
            found = self._answering(wish.subject, found, now)
        found.sort(key=lambda name: (-there[name].votes, name) if name in there else (math.inf, ""))
        return Sent(
            day=day,
            until=today,
            told=bool(found) or (wish.quiet_day and wish.scope != "question"),
            shown=frozenset(found[: wish.at_most]),
            cut=frozenset(found[wish.at_most :]),
            claimed=now,
        )

    # Which papers

    def _matches(self, wish: Wish, name: str, paper: Known) -> bool:
        match wish.scope:
            case "all":
                return True
            case "author":
                return any(_one_person(wish.subject, author) for author in paper.authors)
            case "keyword":
                texts = (paper.title, paper.abstract, *paper.keywords)
                return any(_follows(_stems(wish.subject), _stems(text)) for text in texts)
            case "neighbours":
                near = name != wish.subject and wish.subject in self._papers
                return near and self._cosine(paper, wish.subject) >= NEIGHBOUR
            case "topic":
                near, share = self._nearness(wish.subject, paper)
                return share >= LEAST_WORDS and near + WORDS_WEIGH * share >= NEAR
            case "question":
                near, share = self._nearness(wish.subject, paper)
                return near + ASKED_WORDS_WEIGH * share >= ASKED_NEAR
        raise ValueError(wish.scope)

    def _answering(self, question: str, candidates: list[str], now: datetime) -> list[str]:
        """Asked again of the others, until no further one is cited."""
        left, found = set(candidates), []
        for _ in range(_TIMES_ASKED):
            if not left:
                break
            cited = self._heard.get((now, question, frozenset(left)), (f"never asked of {left}",))
            new = [name for name in cited if name in left or name.startswith("never asked")]
            found += new
            left -= set(new)
            if not new or new[0].startswith("never asked"):
                break
        return found

    def _cosine(self, paper: Known, other: str) -> float:
        (one, _), (two, _) = self._vectors_of(paper), self._vectors_of(self._papers[other])
        return float(one @ two)

    def _vectors_of(self, paper: Known) -> tuple[np.ndarray, np.ndarray]:
        """Near to nothing where it was never embedded: then its text is a difference as well."""
        if paper.key in self._vectors:
            return self._vectors[paper.key]
        size = len(self._query("nothing"))
        return np.zeros(size, np.float32), np.zeros((0, size), np.float32)

    def _nearness(self, subject: str, paper: Known) -> tuple[float, float]:
        if subject not in self._subjects:
            self._subjects[subject] = self._query(subject)
        towards = self._subjects[subject]
        abstract, sentences = self._vectors_of(paper)
        whole = float(abstract @ towards)
        best = max([whole, *(sentences @ towards).tolist()])
        near = whole + BEST_SENTENCE * (best - whole)
        weights = {_STEMMER.stemWord(word): self._rarity(word) for word in _words(subject)}
        has = set(_stems(f"{paper.title} {paper.abstract}"))
        share = sum(weight for stem, weight in weights.items() if stem in has)
        return near, share / sum(weights.values())


def _vectors(file: Path) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """By the hash of title and abstract: the vector of the whole, and of each sentence."""
    query = "SELECT content_hash, abstract, sentences FROM vectors"
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        rows = database.execute(query).fetchall()
    found = {}
    for key, abstract, sentences in rows:
        whole = np.frombuffer(abstract, dtype="<f4")
        parts = np.frombuffer(sentences, dtype="<f2").astype(np.float32)
        found[key] = whole, parts.reshape(-1, len(whole))
    return found


def _latest_due(reader: Reader, now: datetime) -> date | None:
    """The latest day whose moment has come since the subscription was made; None where it, or a
    later one, was served."""
    count = bisect_right(reader.due, (now, date.max))
    day = next((day for at, day in reversed(reader.due[:count]) if at > reader.wish.made), None)
    served = max((one.day for one in reader.sent), default=date.min)
    return day if day is not None and day > served else None


def _beginning(reader: Reader) -> date:
    """A whole day or week before the first digest; the day of subscribing, if that is earlier."""
    wish = reader.wish
    made = wish.made.astimezone(ZoneInfo(wish.zone)).date()
    first = min(day for at, day in reader.due if at > wish.made)
    return min(made, first - (7 if wish.rhythm == "weekly" else 1) * _DAY)


def _silent(wish: Wish, now: datetime) -> bool:
    return within(now.astimezone(ZoneInfo(wish.zone)).time(), wish.quiet)


def _day_of(written: str) -> date:
    return datetime.fromisoformat(written).date()


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _stems(text: str) -> list[str]:
    return _STEMMER.stemWords(_words(text))


def _follows(wanted: list[str], there: list[str]) -> bool:
    size = len(wanted)
    return any(there[n : n + size] == wanted for n in range(len(there) - size + 1))


def _one_person(wanted: str, author: str) -> bool:
    *others, family = _name(wanted)
    has = _name(author)
    return family in has and all(
        any(one == other or (1 in (len(one), len(other)) and one[0] == other[0]) for other in has)
        for one in others
    )


def _name(text: str) -> list[str]:
    bare = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(char for char in bare if not unicodedata.combining(char))
    return re.findall(r"[^\W\d_]+", letters)
