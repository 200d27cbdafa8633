"""Matches → a digest: the best of them, by topic, each with the sentence that says what it does."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date

import numpy as np

from bot.core.digest import Digest, Group, Item, Subscription
from bot.core.gist import gist
from bot.digests.due import Window
from bot.digests.matching import Match
from vectorstore.groups import NAMELESS, Owners, group, names
from vectorstore.terms import stems

# Fewer papers are one group.
GROUPED_FROM = 8
_MOST_GROUPS = 12
# Every paper has them, or every digest.
_KNOWN = "model models method approach paper task"


def compose(
    subscription: Subscription,
    day: date,
    window: Window,
    matches: Sequence[Match],
    rarity: Callable[[str], float],
) -> Digest:
    """The digest of ``day``; without matches, one of a quiet day.

    ``rarity`` of a word is 0 where every paper has it, and 1 where none has.
    """
    ranked = sorted(matches, key=_rank)
    shown = ranked[: subscription.at_most]
    days = [paper.date for paper in (match.candidate.paper for match in shown) if paper.date]
    return Digest(
        subscription,
        day=day,
        # Papers that came late are of days that were covered before.
        since=min([window.since, *days]),
        until=window.until,
        groups=_groups(shown, subscription.subject, rarity),
        total=len(ranked),
        cut=tuple(match.candidate.paper.paper_id for match in ranked[len(shown) :]),
    )


def _rank(match: Match) -> tuple[float, str]:
    paper = match.candidate.paper
    return (math.inf if paper.upvotes is None else -paper.upvotes, paper.paper_id)


def _groups(
    matches: Sequence[Match], subject: str, rarity: Callable[[str], float]
) -> tuple[Group, ...]:
    """The groups in the order of their best papers; ``matches`` are ranked."""
    items = [_item(match) for match in matches]
    if len(items) < GROUPED_FROM:
        return (Group("", tuple(items)),) if items else ()
    vectors = np.stack([match.candidate.vectors.abstract for match in matches]).astype(np.float64)
    owners = _without_loners(
        vectors, group(vectors, min(round(math.sqrt(len(items))), _MOST_GROUPS))
    )
    called = names([_about(item) for item in items], owners, rarity, stems(f"{subject} {_KNOWN}"))
    named: dict[str, list[Item]] = {}
    for item, owner in zip(items, owners.tolist(), strict=True):
        named.setdefault(called[owner].replace(NAMELESS, ""), []).append(item)
    # What nothing holds together comes last.
    order = sorted(named, key=lambda name: not name)
    if len(order) == 1:
        return (Group("", tuple(items)),)
    return tuple(Group(name, tuple(named[name])) for name in order)


def _about(item: Item) -> str:
    """What names a group: abstracts have too many words that say nothing of their topic."""
    return "\n".join([item.paper.title, *(item.paper.ai_keywords or [item.sentence])])


def _without_loners(vectors: np.ndarray, owners: Owners) -> Owners:
    """Papers that are alone go to the group that is nearest to them."""
    sizes = np.bincount(owners)
    kept = [owner for owner in range(len(sizes)) if sizes[owner] > 1] or [0]
    centres = np.stack([vectors[owners == owner].mean(axis=0) for owner in kept])
    rank = {owner: n for n, owner in enumerate(kept)}
    return np.array(
        [
            rank[owner] if owner in rank else int((centres @ vector).argmax())
            for vector, owner in zip(vectors, owners.tolist(), strict=True)
        ],
        dtype=np.int64,
    )


def _item(match: Match) -> Item:
    paper, spans = match.candidate.paper, match.candidate.spans
    start, end = gist(paper.abstract, spans) or (0, 0)
    return Item(paper, paper.abstract[start:end], start, end, match.why)
