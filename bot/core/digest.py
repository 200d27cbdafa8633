"""Subscriptions and what is sent for them. Plain frozen values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from vectorstore.models import Paper


class Scope(StrEnum):
    """Which new papers a subscription is about."""

    ALL = "all"
    TOPIC = "topic"
    AUTHOR = "author"
    KEYWORD = "keyword"
    QUESTION = "question"
    """A standing question: it speaks only when a new paper answers it."""
    NEIGHBOURS = "neighbours"
    """New papers near to a saved one."""


class Rhythm(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"


class Via(StrEnum):
    DM = "dm"
    CHANNEL = "channel"
    EMAIL = "email"


class Pause(StrEnum):
    """Why nothing is sent."""

    ASKED = "asked"
    """The owner, or a manager of the server, said so."""
    GONE = "gone"
    """The reader or place is gone, or does not let us in."""
    FAILING = "failing"
    """It could not be brought for a long time."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """What somebody wants to hear of, and when and where.

    ``subject`` is the topic, author, keyword or question in the owner's words, or the id of the
    saved paper; empty for ``ALL``. ``channel`` is where a channel's digest goes (a direct message
    goes to ``owner``), ``email`` a confirmed address. ``at`` is local time in ``zone`` (an IANA
    name) on ``weekdays`` (0 is Monday); a weekly digest comes on the first of them. Nothing is sent
    within ``quiet`` (from, until; may pass midnight): it comes after. ``at_most`` papers are shown.
    ``quiet_day`` says that a day without papers is told. ``paused`` is a ``Pause``, or None.
    """

    id: str
    owner: int
    guild: int | None
    scope: Scope
    subject: str
    via: Via
    rhythm: Rhythm
    at: time
    zone: str
    created_at: datetime
    channel: int | None = None
    email: str | None = None
    weekdays: frozenset[int] = frozenset(range(7))
    quiet: tuple[time, time] | None = None
    at_most: int = 20
    quiet_day: bool = False
    language: str | None = None
    paused: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One paper of a digest: ``sentence`` is ``paper.abstract[start:end]``, what it does.

    ``why`` says what of the subscription it matched; empty where everything matches.
    """

    paper: Paper
    sentence: str
    start: int
    end: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Papers of one topic, most upvoted first; ``name`` is of their own words, and empty where
    nothing holds them together or there is but one group."""

    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What one subscription is sent for the days ``since`` to ``until`` (inclusive).

    ``day`` is the day for which it was due, in the subscription's zone; ``total`` counts the papers
    before ``at_most`` cut them, and ``cut`` are the ids of those that are not shown: they do not
    come again. No groups: a quiet day.
    """

    subscription: Subscription
    day: date
    since: date
    until: date
    groups: tuple[Group, ...]
    total: int
    cut: tuple[str, ...] = ()

    @property
    def items(self) -> Iterator[Item]:
        return (item for group in self.groups for item in group.items)
