"""A journal club: a vote on which paper to read, and what came of it. Plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Stage(StrEnum):
    """How far a journal club is. It only goes down this list, but for BLOCKED, which may go back
    to CLOSED."""

    OPEN = "open"
    CLOSED = "closed"
    """The vote is decided; Discord does not show all of it yet."""
    BLOCKED = "blocked"
    """The same, and it waits for rights that the bot lacks."""
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper as it was put to the vote, as number ``n`` (from 1): most upvoted first.

    ``sentence`` says what it does, in words of its abstract; ``votes`` are the club's own.
    """

    n: int
    paper_id: str
    title: str
    url: str
    upvotes: int | None
    sentence: str
    votes: int = 0


@dataclass(frozen=True, slots=True)
class Club:
    """``topic`` is in its opener's words: empty for any, None once the opener was forgotten.

    ``since`` to ``until`` are the days (in ``zone``; None is open) of the ``total`` papers of which
    the candidates are the most upvoted; ``language`` is one of ours. ``message`` shows the vote,
    ``thread`` is the winner's and ``opening`` the first message in it: None until they are there.
    """

    id: str
    guild: int
    channel: int
    opened_by: int | None
    opened_at: datetime
    closes_at: datetime
    language: str
    zone: str
    topic: str | None
    since: date | None
    until: date | None
    total: int
    candidates: tuple[Candidate, ...]
    stage: Stage = Stage.OPEN
    cancelled: bool = False
    message: int | None = None
    thread: int | None = None
    opening: int | None = None

    @property
    def voters(self) -> int:
        """One vote a person."""
        return sum(candidate.votes for candidate in self.candidates)

    @property
    def first(self) -> tuple[Candidate, ...]:
        """Those with the most votes, in the order of the list; none where nobody voted."""
        most = max((candidate.votes for candidate in self.candidates), default=0)
        return tuple(one for one in self.candidates if one.votes == most and most)

    @property
    def winner(self) -> Candidate | None:
        """The most votes win; on a tie, the one higher in the list."""
        if self.stage is Stage.OPEN or self.cancelled:
            return None
        return next(iter(self.first), None)
