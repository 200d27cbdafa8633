"""Papers, hits, subscriptions and digests for tests that need no index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from bot.core.digest import Digest, Group, Item, Rhythm, Scope, Subscription, Via
from vectorstore.models import Hit, Paper, Passage
from vectorstore.sentences import split


def paper(
    paper_id: str = "2401.00001", abstract: str = "One two three.", **fields: object
) -> Paper:
    given = {
        "paper_id": paper_id,
        "title": f"Title of {paper_id}",
        "abstract": abstract,
        "source": "test",
    }
    return Paper(**{**given, **fields})  # type: ignore[arg-type]


def hit(
    of: Paper,
    score: float = 0.5,
    similarities: Sequence[float] = (),
    coverages: Sequence[float] = (),
    **fields: float,
) -> Hit:
    """A hit with a passage for each sentence; those not given measure 0.5."""
    passages = tuple(
        Passage(
            of.paper_id,
            start,
            end,
            of.abstract[start:end],
            similarities[n] if n < len(similarities) else 0.5,
            coverages[n] if n < len(coverages) else 0.5,
        )
        for n, (start, end) in enumerate(split(of.abstract))
    )
    return Hit(of, score, fields.get("similarity", 0.5), fields.get("coverage", 0.5), passages)


def subscription(**fields: object) -> Subscription:
    """A daily digest of everything, by direct message at nine in UTC."""
    given = {
        "id": "s1",
        "owner": 1,
        "guild": None,
        "scope": Scope.ALL,
        "subject": "",
        "via": Via.DM,
        "rhythm": Rhythm.DAILY,
        "at": time(9),
        "zone": "UTC",
        "created_at": datetime(2026, 8, 20, 12, tzinfo=UTC),
    }
    return Subscription(**{**given, **fields})  # type: ignore[arg-type]


def digest(of: Subscription, *papers: Paper, **fields: object) -> Digest:
    """A digest of one group that shows the first sentence of each paper."""
    spans = [(one, split(one.abstract)[0]) for one in papers]
    items = tuple(Item(one, one.abstract[a:b], a, b) for one, (a, b) in spans)
    given = {
        "subscription": of,
        "day": date(2026, 8, 21),
        "since": date(2026, 8, 20),
        "until": date(2026, 8, 21),
        "groups": (Group("new papers", items),) if items else (),
        "total": len(items),
    }
    return Digest(**{**given, **fields})  # type: ignore[arg-type]
