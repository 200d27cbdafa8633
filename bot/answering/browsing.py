"""Leafing through the papers of a window and topic. Blocking: run it among the readers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from bot.answering.trending import find_trending
from bot.core.digest import Item
from bot.core.gist import gist
from bot.locales.catalog import Translate
from bot.render import days
from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.shelf import Order, Shelf, topic_words
from vectorstore.models import Filters, Paper
from vectorstore.sentences import split


class Sort(StrEnum):
    """How papers are ordered: what is trending is in the feed's own order."""

    TRENDING = "trending"
    UPVOTES = "upvotes"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Browse:
    """Which papers, in which order; days are inclusive and of ``zone``, None is open, an empty
    topic is any. What is trending without any days is what trends now."""

    since: date | None = None
    until: date | None = None
    topic: str = ""
    sort: Sort = Sort.NEWEST
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Browsed:
    """A page of ``total`` papers, as ``answered``: where there is no list of what is trending, the
    most upvoted of days.

    ``topic`` are the words that each has, ``newest`` is the day of the newest paper of all,
    ``lists`` are when the lists were fetched that tell what is trending, the oldest first.
    """

    items: tuple[Item, ...]
    total: int
    topic: tuple[str, ...]
    newest: date | None
    answered: Browse
    lists: tuple[datetime, ...] = ()


def browse(corpus: Corpus, wanted: Browse, now: datetime, first: int, most: int) -> Browsed:
    """``most`` papers from the ``first`` on (0 is the first). Raises CorpusError."""
    topic = topic_words(wanted.topic)
    filters = Filters(wanted.since, wanted.until)
    answered = wanted
    lists: tuple[datetime, ...] = ()
    if wanted.sort is Sort.TRENDING:
        trend = find_trending(corpus, filters, topic, wanted.zone, now, first=first, most=most)
        found, lists = trend.found, trend.lists
        sort = Sort.TRENDING if lists else Sort.UPVOTES
        answered = replace(wanted, since=trend.since, until=trend.until, sort=sort)
    else:
        order = Order.NEWEST if wanted.sort is Sort.NEWEST else Order.UPVOTES
        found = Shelf(corpus).find(filters, topic, order, first=first, most=most)
    papers = corpus.get([paper.paper_id for paper in found.papers])
    items = tuple(map(_item, papers.values()))
    return Browsed(items, found.total, topic, corpus.newest_day(), answered, lists)


def tell(wanted: Browse, browsed: Browsed, t: Translate) -> str:
    """How many papers there are, of which days or lists, in a sentence or a few."""
    answered = browsed.answered
    where = days.window(answered.since, answered.until, answered.zone, t)
    if browsed.lists:
        where = days.lists(browsed.lists, where, answered.zone, t)
    said = [days.found(browsed.total, browsed.topic, where, t)]
    if answered.sort is not wanted.sort:
        said.append(t("calendar.no_trending"))
    if not browsed.total and not browsed.lists and browsed.newest:
        said.append(t("calendar.newest", day=browsed.newest))
    return " ".join(said)


def _item(paper: Paper) -> Item:
    start, end = gist(paper.abstract, split(paper.abstract)) or (0, 0)
    return Item(paper, paper.abstract[start:end], start, end)
