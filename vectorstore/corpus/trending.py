"""The feed's list of what is trending, in its own order: one list for each UTC day of fetching."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Subquery, bindparam, delete, func, insert, select, union_all

from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.tables import aliases, papers, trending
from vectorstore.corpus.writer import CorpusWriter

# As many as the feed's list is asked for: what a server sends beyond is none of it.
TOP = 100
# "Trending in March" can be asked for a year and a month.
KEPT = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class TrendingList:
    """The last list that was fetched on ``day``, a UTC day; ``fetched_at`` is in UTC."""

    day: date
    fetched_at: datetime


def keep(corpus: CorpusWriter, places: Mapping[int, str], at: datetime) -> None:
    """Keep the list that was fetched at ``at`` in the place of that day's: paper ids by rank, 1 is
    the first. An empty list is none. Lists that are too old go. Raises CorpusError."""
    at = at.astimezone(UTC)
    rows = [
        {"day": at.date(), "rank": rank, "paper_id": paper_id, "fetched_at": at}
        for rank, paper_id in places.items()
        if rank <= TOP
    ]
    if not rows:
        return
    corpus.write(
        (delete(trending).where(trending.c.day == bindparam("of")), [{"of": at.date()}]),
        (insert(trending), rows),
        (delete(trending).where(trending.c.day < bindparam("of")), [{"of": at.date() - KEPT}]),
    )


def keep_again(corpus: CorpusWriter, before: datetime, at: datetime) -> None:
    """Keep the list that was fetched at ``before`` as that of ``at``, too: it has not changed."""
    before = before.astimezone(UTC)
    rows = corpus.rows(
        select(trending.c.rank, trending.c.paper_id)
        .where(trending.c.day == before.date())
        .where(trending.c.fetched_at == before)
    )
    keep(corpus, {row.rank: row.paper_id for row in rows}, at)


def kept(
    corpus: Corpus, since: datetime | None = None, until: datetime | None = None
) -> list[TrendingList]:
    """The lists that were fetched from ``since`` on and before ``until``, the oldest first; both
    are aware. Raises CorpusError."""
    query = select(trending.c.day, trending.c.fetched_at).distinct().order_by(trending.c.day)
    # The moments decide; the days are what the table can be searched by.
    if since is not None:
        since = since.astimezone(UTC)
        query = query.where(trending.c.day >= since.date(), trending.c.fetched_at >= since)
    if until is not None:
        until = until.astimezone(UTC)
        query = query.where(trending.c.day <= until.date(), trending.c.fetched_at < until)
    # SQLite keeps no time zone.
    return [TrendingList(row.day, row.fetched_at.replace(tzinfo=UTC)) for row in corpus.rows(query)]


def standings(days: Sequence[date]) -> Subquery:
    """Per paper that is here, on the lists of ``days``: its ``key``, its ``best`` rank, and on how
    many ``lists`` it was."""
    place = (trending.c.day, trending.c.rank)
    own = select(papers.c.key, *place).join(trending, trending.c.paper_id == papers.c.paper_id)
    # A paper may have got another id since.
    former = select(aliases.c.paper_key, *place).join(
        trending, trending.c.paper_id == aliases.c.alias
    )
    on = trending.c.day.in_(days)
    every = union_all(own.where(on), former.where(on)).subquery()
    return (
        select(
            every.c.key,
            func.min(every.c.rank).label("best"),
            func.count(every.c.day.distinct()).label("lists"),
        )
        .group_by(every.c.key)
        .subquery()
    )
