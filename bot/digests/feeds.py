"""A subscription as a feed: what it is about among the papers of the last days, newest first."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.digest import Item, Subscription
from bot.digests.service import Digests
from bot.locales.catalog import translator
from bot.render.feeds import Feed
from bot.render.scopes import NO_TITLES, Titles, TitlesOf, about

# Readers forget what has left a feed: days enough for a holiday.
DAYS = 14
MOST = 100
_KEPT = timedelta(minutes=15)


async def feed_of(
    digests: Digests,
    subscription: Subscription,
    now: datetime,
    *,
    days: int = DAYS,
    most: int = MOST,
    disliked: Collection[str] = frozenset(),
    titles: Titles = NO_TITLES,
    address: str | None = None,
) -> Feed:
    """The ``most`` upvoted papers of the newest ``days``. Raises what ``Digests.preview`` raises.

    Subscriptions without an id, which nobody keeps, are told apart by what they are about.
    """
    wanted = replace(subscription, at_most=most)
    digest = await digests.preview(wanted, now, days=days, disliked=disliked)
    return Feed(
        subscription.id or f"{subscription.scope}:{subscription.subject}",
        about(subscription, translator(subscription.language), titles),
        tuple(sorted(digest.items, key=_newest_first)),
        digest.until,
        address,
    )


class FeedDesk:
    """Feeds for programs that ask again and again: made one at a time, and kept for a while."""

    def __init__(
        self,
        digests: Digests,
        disliked: Callable[[str], Awaitable[Collection[str]]],
        titles: TitlesOf,
        clock: Callable[[], datetime],
    ) -> None:
        self._digests = digests
        self._disliked = disliked
        self._titles = titles
        self._clock = clock
        self._making = asyncio.Lock()
        self._made: dict[Subscription, tuple[datetime, Feed]] = {}

    async def feed(self, subscription: Subscription, address: str) -> Feed:
        """The feed of a subscription, found at ``address``. Raises what ``feed_of`` raises."""
        async with self._making:
            now = self._clock()
            self._made = {of: kept for of, kept in self._made.items() if now < kept[0] + _KEPT}
            if subscription not in self._made:
                feed = await feed_of(
                    self._digests,
                    subscription,
                    now,
                    disliked=await self._disliked(subscription.id),
                    titles=await self._titles(subscription),
                    address=address,
                )
                self._made[subscription] = (now, feed)
            return self._made[subscription][1]


def _newest_first(item: Item) -> tuple[int, float, str]:
    paper = item.paper
    votes = math.inf if paper.upvotes is None else -paper.upvotes
    return (-paper.date.toordinal() if paper.date else 0, votes, paper.paper_id)
