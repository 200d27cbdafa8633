"""Leafing through the papers of a window and topic. Blocking: run it among the readers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.core.digest import Item
from bot.core.gist import gist
from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.shelf import Order, Shelf, topic_words
from vectorstore.models import Filters, Paper
from vectorstore.sentences import split


class Sort(StrEnum):
    """How papers are ordered: what is trending are the most upvoted of recent days."""

    TRENDING = "trending"
    UPVOTES = "upvotes"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Browse:
    """Which papers, in which order; days are inclusive, None is open, an empty topic is any."""

    since: date | None = None
    until: date | None = None
    topic: str = ""
    sort: Sort = Sort.NEWEST


@dataclass(frozen=True, slots=True)
class Browsed:
    """A page of ``total`` papers; ``topic`` are the words that each has, ``newest`` is the day of
    the newest paper of all."""

    items: tuple[Item, ...]
    total: int
    topic: tuple[str, ...]
    newest: date | None


def browse(corpus: Corpus, wanted: Browse, first: int, most: int) -> Browsed:
    """``most`` papers from the ``first`` on (0 is the first). Raises CorpusError."""
    topic = topic_words(wanted.topic)
    found = Shelf(corpus).find(
        Filters(wanted.since, wanted.until),
        topic,
        Order.NEWEST if wanted.sort is Sort.NEWEST else Order.UPVOTES,
        first=first,
        most=most,
    )
    papers = corpus.get([paper.paper_id for paper in found.papers])
    items = tuple(map(_item, papers.values()))
    return Browsed(items, found.total, topic, corpus.newest_day())


def _item(paper: Paper) -> Item:
    start, end = gist(paper.abstract, split(paper.abstract)) or (0, 0)
    return Item(paper, paper.abstract[start:end], start, end)
