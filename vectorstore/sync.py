"""The feed in: which lists to fetch, what came of each, and what is left for the next time.

What is wanted is noted before it is fetched, and a list is done once its papers are stored: a sync
that was killed is completed by the next one, and a list that failed is tried again by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from vectorstore.corpus import listings, trending
from vectorstore.corpus.writer import CorpusWriter
from vectorstore.errors import SourceAwayError, SourceError
from vectorstore.ingest import Milestone, Progress
from vectorstore.models import TRENDING, Listing, Paper
from vectorstore.sources.checks import Reject
from vectorstore.sources.daily_papers import Listed

# A day's list fills up, and its votes change: for so many days it is read again.
RECENT_DAYS = 7
# After so many lists in a row that got no answer, the others would get none either.
_GIVE_UP_AFTER = 3

# What is on a list now; None when it has not changed. Raises SourceError.
Fetch = Callable[[Listing], Listed | None]


@dataclass(slots=True)
class Outcome:
    """What became of the lists: ``read`` anew, ``unchanged``, and ``failed`` with the reasons."""

    read: int = 0
    unchanged: int = 0
    failed: dict[str, str] = field(default_factory=dict)


def recent(known: Mapping[str, Listing], today: date) -> list[str]:
    """The lists that bring the papers up to ``today``: from the last day that was fetched on, and
    the recent days in any case, and what is trending."""
    fetched = (listing.day for listing in known.values() if listing.fetched_at)
    last = max(filter(None, fetched), default=today)
    return [*days(min(last, _first_recent(today)), today), TRENDING]


def days(since: date, until: date) -> list[str]:
    """The lists of all days from ``since`` to ``until``, both included."""
    return [(since + timedelta(n)).isoformat() for n in range((until - since).days + 1)]


def to_do(wanted: list[str], known: Mapping[str, Listing], today: date) -> list[str]:
    """``wanted`` and what earlier syncs left, in order, without what a killed sync has done."""
    left = {name for name, listing in known.items() if listing.wanted_at}
    untried = (known[name].wanted_at for name in left if not known[name].failure)
    killed = min(filter(None, untried), default=None)
    names = left | {name for name in wanted if not _finished(known.get(name), killed, today)}
    # "trending" comes after every date.
    return sorted(names)


def _finished(listing: Listing | None, since: datetime | None, today: date) -> bool:
    if listing is None or since is None or listing.fetched_at is None or listing.day is None:
        return False
    return listing.fetched_at >= since and listing.day < _first_recent(today)


def _first_recent(today: date) -> date:
    return today - timedelta(RECENT_DAYS - 1)


class FeedSync:
    """One sync; ``outcome`` tells what became of it. ``say`` gets a line for each failure."""

    def __init__(
        self,
        corpus: CorpusWriter,
        fetch: Fetch,
        now: Callable[[], datetime],
        say: Callable[[str], None],
        progress: Callable[[Progress], None],
    ) -> None:
        self.outcome = Outcome()
        self._corpus = corpus
        self._fetch = fetch
        self._now = now
        self._say = say
        self._progress = progress

    def records(self, wanted: list[str]) -> Iterator[Paper | Reject | Milestone]:
        """What is on the lists ``wanted`` and on those that were left, for `ingest`."""
        known = listings.known(self._corpus)
        names = to_do(wanted, known, self._now().date())
        listings.want(self._corpus, names, self._now())
        self._progress(Progress("lists", 0, len(names)))
        unanswered = 0
        for number, name in enumerate(names, 1):
            try:
                listed = self._fetch(known.get(name, Listing(name)))
            except SourceError as error:
                self._failed(name, str(error))
                unanswered = unanswered + 1 if isinstance(error, SourceAwayError) else 0
                if unanswered == _GIVE_UP_AFTER and number < len(names):
                    self._left(names[number:], str(error))
                    return
            else:
                unanswered = 0
                yield from listed.records if listed else ()
                yield Milestone(partial(self._done, known.get(name, Listing(name)), listed))
            self._progress(Progress("lists", number, len(names)))

    def _done(self, before: Listing, listed: Listed | None) -> None:
        at = self._now()
        if before.name == TRENDING:
            self._keep_order(before, listed, at)
        if listed is None:
            self.outcome.unchanged += 1
            etag, last_modified = before.etag, before.last_modified
        else:
            self.outcome.read += 1
            etag, last_modified = listed.etag, listed.last_modified
        listings.fetched(self._corpus, Listing(before.name, etag, last_modified, fetched_at=at))

    def _keep_order(self, before: Listing, listed: Listed | None, at: datetime) -> None:
        if listed is not None:
            ranked = enumerate(listed.records, 1)
            places = {rank: one.paper_id for rank, one in ranked if isinstance(one, Paper)}
            trending.keep(self._corpus, places, at)
        elif before.fetched_at is not None:
            trending.keep_again(self._corpus, before.fetched_at, at)

    def _failed(self, name: str, why: str) -> None:
        self._say(f"{name}: {why} It stays on the list for the next sync.")
        listings.failed(self._corpus, [name], why)
        self.outcome.failed[name] = why

    def _left(self, names: list[str], why: str) -> None:
        count = f"the other {len(names)} lists" if len(names) > 1 else "the last list"
        self._say(f"{_GIVE_UP_AFTER} in a row got no answer: {count} stay for the next sync, too.")
        listings.failed(self._corpus, names, f"It was not tried, since others failed: {why}")
        self.outcome.failed |= dict.fromkeys(names, why)
