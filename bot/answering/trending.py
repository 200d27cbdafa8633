"""What is trending: the feed's own order where its list was fetched, else the most upvoted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.answering.calendar.windows import trending_days
from vectorstore.corpus import trending
from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.shelf import Found, Order, Shelf
from vectorstore.models import Filters

# An older list does not say what is trending now.
FRESH = timedelta(days=2)
# Nothing was fetched outside; days near the ends of the calendar have no moment in each zone.
_FIRST, _LAST = date(2000, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True, slots=True)
class Trending:
    """``lists`` are when the feed's lists were fetched that the papers were found on, the oldest
    first; without any, the papers are the most upvoted of the days from ``since`` to ``until``."""

    found: Found
    since: date | None
    until: date | None
    lists: tuple[datetime, ...]


def find_trending(
    corpus: Corpus,
    filters: Filters,
    topic: Sequence[str],
    zone: str,
    now: datetime,
    *,
    first: int = 0,
    most: int | None = None,
) -> Trending:
    """What trended on the days of ``filters``, or now where there are none, or where it is today.

    What trends now is on the newest list, if it is fresh. Raises CorpusError.
    """
    since, until = filters.since, filters.until
    today = now.astimezone(ZoneInfo(zone)).date()
    if (since, until) in ((None, None), (today, today)):
        lists = trending.kept(corpus, now - FRESH)[-1:]
    else:
        lists = trending.kept(corpus, *_moments(since, until, zone))
    shelf = Shelf(corpus)
    if lists:
        # The days are those of the lists: the papers on them may be older.
        among = replace(filters, since=None, until=None)
        found = shelf.trending(lists, among, topic, first=first, most=most)
        moments = tuple(one.fetched_at for one in lists)
        if since == until:
            since = until = moments[-1].astimezone(ZoneInfo(zone)).date()
        return Trending(found, since, until, moments)
    if since is None and until is None:
        since, until = trending_days(today)
    filters = replace(filters, since=since, until=until)
    found = shelf.find(filters, topic, Order.UPVOTES, first=first, most=most)
    return Trending(found, since, until, ())


def _moments(
    since: date | None, until: date | None, zone: str
) -> tuple[datetime | None, datetime | None]:
    """When the days from ``since`` to ``until`` begin and end in ``zone``."""

    def midnight(day: date) -> datetime:
        return datetime.combine(min(max(day, _FIRST), _LAST), time(), ZoneInfo(zone))

    begin = None if since is None else midnight(since)
    return begin, None if until is None else midnight(min(until, _LAST) + timedelta(days=1))
