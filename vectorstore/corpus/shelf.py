"""Counting and ranking the papers of a window of days, and of a topic. Nothing is guessed.

A paper's day is the first day on which the feed listed it, else the day it was published. One that
is known only by its year or month belongs to a window that holds all of that year or month. A paper
is on a topic when its title and abstract together have every word of the topic, in any of its
English forms: which papers those are can be stated, and checked, by anybody.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, func, or_, select, type_coerce

from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.tables import papers
from vectorstore.corpus.trending import TrendingList, standings
from vectorstore.models import Filters
from vectorstore.papers import DATE_PRECISION
from vectorstore.terms import stem, words

# Words that are in every abstract, and say nothing of its topic.
EMPTY = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "over", "the"}
    | {"to", "via", "with"}
)
# Shorter stems may differ from their words in more than the last letter ("die", "dying").
_SHORT = 4


class Order(StrEnum):
    """How papers are ranked; ties fall to the other one, then to the id."""

    NEWEST = "newest"
    UPVOTES = "upvotes"


@dataclass(frozen=True, slots=True)
class Shelved:
    """A paper as it is counted; ``listed`` is whether ``day`` is the feed's."""

    paper_id: str
    day: date | None
    upvotes: int | None
    listed: bool


@dataclass(frozen=True, slots=True)
class Found:
    """How many papers there are, how many of them have the day of their publication because the
    feed has not listed them (0 where no days are asked for), and those asked for."""

    total: int
    unlisted: int
    papers: tuple[Shelved, ...]


class Shelf:
    """The papers of one corpus by day and topic. Methods raise CorpusError."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def find(
        self,
        filters: Filters,
        topic: Sequence[str] = (),
        order: Order = Order.NEWEST,
        *,
        first: int = 0,
        most: int | None = None,
    ) -> Found:
        """The papers that ``filters`` let through with all words of ``topic``, ranked: ``most`` of
        them from the ``first`` on (0 is the best)."""
        newest = papers.c.day.desc().nulls_last()
        upvotes = papers.c.upvotes.desc().nulls_last()
        ranks = (newest, upvotes) if order is Order.NEWEST else (upvotes, newest)
        query = _shown().order_by(*ranks, papers.c.paper_id)
        dated = filters.since is not None or filters.until is not None
        if topic:
            every = [_shelved(row) for row in self._on(query, filters, topic)]
            unlisted = sum(not paper.listed for paper in every) if dated else 0
            return Found(len(every), unlisted, _page(every, first, most))
        within = tuple(_within(filters))
        rows = (
            self._corpus.rows(query.where(*within).offset(first).limit(most)) if most != 0 else ()
        )
        unlisted = self._count(*within, ~_listed()) if dated else 0
        return Found(self._count(*within), unlisted, tuple(map(_shelved, rows)))

    def trending(
        self,
        lists: Sequence[TrendingList],
        filters: Filters,
        topic: Sequence[str] = (),
        *,
        first: int = 0,
        most: int | None = None,
    ) -> Found:
        """The papers on ``lists``, chosen as in ``find``, by their best rank on any of them; ties
        fall to the paper that was on more of them, then to the id."""
        places = standings([one.day for one in lists])
        query = _shown().join(places, places.c.key == papers.c.key)
        query = query.order_by(places.c.best, places.c.lists.desc(), papers.c.paper_id)
        every = [_shelved(row) for row in self._on(query, filters, topic)]
        return Found(len(every), 0, _page(every, first, most))

    def days(self, filters: Filters, topic: Sequence[str] = ()) -> Counter[date]:
        """How many of those papers each day has; papers without a day are left out."""
        rows = self._on(select(papers.c.day), filters, topic)
        return Counter(row[0] for row in rows if row[0] is not None)

    def authors(self, filters: Filters, topic: Sequence[str] = ()) -> list[tuple[str, int]]:
        """The authors of those papers, by how many of them each wrote, as their names stand there:
        most first, then by name."""
        rows = self._on(select(papers.c.authors), filters, topic)
        counted = Counter(name for row in rows for name in dict.fromkeys(row[0]))
        return sorted(counted.items(), key=lambda item: (-item[1], item[0]))

    def _count(self, *within: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(papers).where(*within)
        return int(self._corpus.rows(query)[0][0])

    def _on(self, query: Select[Any], filters: Filters, topic: Sequence[str]) -> Iterator[Any]:
        query = query.where(*_within(filters))
        if not topic:
            yield from self._corpus.rows(query)
            return
        stems = frozenset(stem(word) for said in topic for word in words(said.replace("’", "'")))
        query = query.add_columns(papers.c.title, papers.c.abstract).where(*map(_may_have, stems))
        for row in self._corpus.rows(query):
            if has_stems(f"{row[-2]} {row[-1]}", stems):
                yield row


def topic_words(text: str) -> tuple[str, ...]:
    """The words of a topic that papers must have: all that say something, else all."""
    said = tuple(dict.fromkeys(words(text.replace("’", "'"))))
    return tuple(word for word in said if word not in EMPTY) or said


def _shown() -> Select[Any]:
    return select(papers.c.paper_id, papers.c.day, papers.c.upvotes, _listed().label("listed"))


def _page(every: Sequence[Shelved], first: int, most: int | None) -> tuple[Shelved, ...]:
    return tuple(every[first : None if most is None else first + most])


def _shelved(row: Sequence[Any]) -> Shelved:
    return Shelved(row[0], row[1], row[2], listed=bool(row[3]))


def has_stems(text: str, stems: frozenset[str]) -> bool:
    """Whether each of ``stems`` is the stem of a word of ``text``."""
    # A stem loses the possessive only where it is written with a plain apostrophe.
    lowered = text.lower().replace("’", "'")
    left = {one for one in stems if not any(stem(word) == one for word in _near(one, lowered))}
    return not left or left <= set(map(stem, words(lowered)))


def _near(stemmed: str, lowered: str) -> Iterator[str]:
    """Words that begin like a stem and stand clear of apostrophes: most stems are found at once."""
    return (match[0] for match in _beginning_with(_beginning(stemmed)).finditer(lowered))


@lru_cache(maxsize=1024)
def _beginning_with(beginning: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?<!'){re.escape(beginning)}[^\W_]*+(?!')")


def _beginning(stemmed: str) -> str:
    """What every word of this stem begins with."""
    return stemmed[:-1] if len(stemmed) >= _SHORT else ""


def _may_have(stemmed: str) -> ColumnElement[bool]:
    """What the database can rule out: the rest needs the words themselves."""
    beginning = _beginning(stemmed)
    # Databases fold the case of ASCII letters only.
    sought = beginning if beginning.isascii() else ""
    return or_(
        papers.c.title.icontains(sought, autoescape=True),
        papers.c.abstract.icontains(sought, autoescape=True),
    )


def _within(filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.since is not None:
        yield papers.c.day >= filters.since
    if filters.until is not None:
        yield papers.c.day <= filters.until
        yield _ends_by(filters.until)
    if filters.sources is not None:
        yield papers.c.source.in_(sorted(filters.sources))
    if filters.paper_ids is not None:
        yield papers.c.paper_id.in_(sorted(filters.paper_ids))


def _ends_by(until: date) -> ColumnElement[bool]:
    """Papers whose whole day, month or year ends by ``until``."""
    after = until + timedelta(days=1)
    precision = func.coalesce(papers.c.extra[DATE_PRECISION].as_string(), "day")
    return or_(
        precision == "day",
        _listed(),
        and_(precision == "month", papers.c.day < after.replace(day=1)),
        and_(precision == "year", papers.c.day < after.replace(month=1, day=1)),
    )


def _listed() -> ColumnElement[bool]:
    return type_coerce(papers.c.listed, String) != "[]"
