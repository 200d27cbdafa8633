"""What the library passes around: papers, passages of them, and hits. Plain frozen values."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of the corpus.

    ``paper_id`` is the record's own arXiv id or document id, or an id made from the title.
    ``title`` and ``abstract`` are exactly as the source wrote them, with runs of white space
    folded to one space. ``published`` is the day the paper appeared, ``listed`` the days on which
    the feed showed it. ``None`` means unknown: zero upvotes are ``0``. ``extra`` keeps the fields
    of the source that have no place of their own, as JSON values.
    """

    paper_id: str
    title: str
    abstract: str
    source: str
    arxiv_id: str | None = None
    authors: tuple[str, ...] = ()
    published: date | None = None
    listed: tuple[date, ...] = ()
    upvotes: int | None = None
    comments: int | None = None
    ai_summary: str | None = None
    ai_keywords: tuple[str, ...] = ()
    code_url: str | None = None
    project_url: str | None = None
    organization: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) of what is embedded: title and abstract."""
        return hashlib.sha256(f"{self.title}\n{self.abstract}".encode()).hexdigest()

    @property
    def date(self) -> date | None:
        """The day a reader thinks of: the first listing, else the publication."""
        return min(self.listed, default=self.published)


TRENDING = "trending"


@dataclass(frozen=True, slots=True)
class Listing:
    """One list of the feed, and what is known of it: that of a day, whose ISO date is its ``name``,
    or TRENDING.

    ``etag`` and ``last_modified`` are what the feed called it when it was read at ``fetched_at``.
    ``wanted_at`` is when a sync set out to read it and has not yet; ``failure`` says why not, where
    it was tried.
    """

    name: str
    etag: str | None = None
    last_modified: str | None = None
    fetched_at: datetime | None = None
    wanted_at: datetime | None = None
    failure: str | None = None

    @property
    def day(self) -> date | None:
        return None if self.name == TRENDING else date.fromisoformat(self.name)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which papers a search may return; ``None`` means all. Days are inclusive."""

    since: date | None = None
    until: date | None = None
    sources: frozenset[str] | None = None
    paper_ids: frozenset[str] | None = None

    @property
    def empty(self) -> bool:
        return self == Filters()


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of an abstract: ``abstract[start:end] == text``.

    ``similarity`` is the cosine between the query and the sentence, ``coverage`` the share of the
    query's words, weighted by their rarity, that title and sentence have: 0 to 1.
    """

    paper_id: str
    start: int
    end: int
    text: str
    similarity: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A paper that a search returned, best first.

    ``score`` orders the hits of one search (0 to 1, higher is better); ``similarity`` is the
    cosine between the query and the abstract; ``coverage`` the weighted share of the query's words
    that title and abstract have; ``passages`` are all its sentences in reading order.
    """

    paper: Paper
    score: float
    similarity: float
    coverage: float
    passages: tuple[Passage, ...]

    @property
    def best(self) -> Passage:
        """The sentence nearest to the query."""
        return max(self.passages, key=lambda passage: passage.similarity)
