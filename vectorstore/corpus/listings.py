"""Which lists of the feed were fetched, and when; which are still to be, and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.tables import listings
from vectorstore.corpus.writer import CorpusWriter
from vectorstore.models import Listing


def last_sync(corpus: Corpus) -> datetime | None:
    """When a list of the feed was last fetched, in UTC. Raises CorpusError."""
    return _utc(corpus.rows(select(func.max(listings.c.fetched_at)))[0][0])


def known(corpus: Corpus) -> dict[str, Listing]:
    """Every list that was ever asked for, by name. Raises CorpusError."""
    rows = corpus.rows(select(listings).order_by(listings.c.name))
    found = (
        Listing(
            name=row.name,
            etag=row.etag,
            last_modified=row.last_modified,
            fetched_at=_utc(row.fetched_at),
            wanted_at=_utc(row.wanted_at),
            failure=row.failure,
        )
        for row in rows
    )
    return {listing.name: listing for listing in found}


def want(corpus: CorpusWriter, names: Iterable[str], now: datetime) -> None:
    """Note that the lists ``names`` are to be fetched, so that a killed sync is completed."""
    before = known(corpus)
    fresh = [name for name in names if name not in before]
    again = [name for name in names if name in before and before[name].wanted_at is None]
    corpus.write(
        (insert(listings), [{"name": name, "wanted_at": now} for name in fresh]),
        (_of_name(wanted_at=bindparam("at")), [{"of": name, "at": now} for name in again]),
    )


def fetched(corpus: CorpusWriter, listing: Listing) -> None:
    """Note that a wanted list was read, and as what."""
    values = {
        "etag": listing.etag,
        "last_modified": listing.last_modified,
        "fetched_at": listing.fetched_at,
        "wanted_at": None,
        "failure": None,
    }
    corpus.write((_of_name(**values), [{"of": listing.name}]))


def failed(corpus: CorpusWriter, names: Iterable[str], why: str) -> None:
    """Note why wanted lists could not be read: they stay wanted."""
    corpus.write((_of_name(failure=why), [{"of": name} for name in names]))


def _of_name(**values: Any) -> Any:
    return update(listings).where(listings.c.name == bindparam("of")).values(**values)


def _utc(moment: datetime | None) -> datetime | None:
    # SQLite keeps no time zone.
    return moment.replace(tzinfo=UTC) if moment else None
