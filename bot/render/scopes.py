"""What a subscription is about, in one line. Pure."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.core.digest import Subscription
from bot.locales.catalog import Translate
from bot.render.escape import plain
from bot.render.measure import shorten

Titles = Mapping[str, str]
"""The titles of saved papers by their ids."""

TitlesOf = Callable[[Subscription], Awaitable[Titles]]
"""Looks up the title of the paper that a subscription is about, if it is about one."""

_LONGEST = 120
NO_TITLES: Titles = {}


def about(subscription: Subscription, t: Translate, titles: Titles = NO_TITLES) -> str:
    """Such as "Papers on “talking heads”"; plain text, not escaped for any place."""
    written = titles.get(subscription.subject, subscription.subject)
    subject = shorten(plain(written), _LONGEST)
    return t(f"scope.{subscription.scope}", subject=subject)
