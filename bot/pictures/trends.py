"""Papers per week of one or several topics: what a chart shows, counted. Blocking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.shelf import Shelf, topic_words
from vectorstore.models import Filters

WEEKS, MOST_WEEKS = 26, 260
MOST_TOPICS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One topic: as it was written, the words that its papers have, and its papers of each week."""

    topic: str
    words: tuple[str, ...]
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Trends:
    """``weeks`` are their Mondays; the days counted are ``since`` to ``until``, inclusive."""

    weeks: tuple[date, ...]
    lines: tuple[Line, ...]
    since: date
    until: date

    @property
    def total(self) -> int:
        return sum(line.total for line in self.lines)


def count(
    corpus: Corpus, topics: Sequence[str], since: date | None, until: date | None
) -> Trends | None:
    """The papers of each week from ``since`` to ``until``; an open end is the newest paper's day,
    an open beginning 26 weeks, and never more than five years. None where no paper has a day.

    Raises CorpusError.
    """
    last = until or corpus.newest_day()
    if last is None:
        return None
    final = _monday(last)
    earliest = final - timedelta(weeks=MOST_WEEKS - 1)
    first = max(since or final - timedelta(weeks=WEEKS - 1), earliest)
    last = max(first, last)
    monday = _monday(first)
    weeks = tuple(monday + timedelta(weeks=n) for n in range((last - monday).days // 7 + 1))
    shelf = Shelf(corpus)
    lines = tuple(_line(shelf, topic, Filters(first, last), weeks) for topic in topics)
    return Trends(weeks, lines, first, last)


def _line(shelf: Shelf, topic: str, filters: Filters, weeks: Sequence[date]) -> Line:
    words = topic_words(topic)
    counts = dict.fromkeys(weeks, 0)
    for day, number in shelf.days(filters, words).items():
        counts[_monday(day)] += number
    return Line(topic, words, tuple(counts.values()))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
