"""What a subscription is about, in one line. Pure."""

from __future__ import annotations

from bot.core.digest import Subscription
from bot.locales.catalog import Translate
from bot.render.escape import plain
from bot.render.measure import shorten

_LONGEST = 120


def about(subscription: Subscription, t: Translate) -> str:
    """Such as "Papers on “talking heads”"; plain text, not escaped for any place."""
    subject = shorten(plain(subscription.subject), _LONGEST)
    return t(f"scope.{subscription.scope}", subject=subject)
