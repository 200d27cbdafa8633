"""Why a paper is in a digest, in one line. Pure."""

from __future__ import annotations

from bot.core.digest import Item
from bot.locales.catalog import Translate
from bot.render.escape import plain

_LONGEST_WORDS = 80
"""A longer reason is a sentence of the paper."""


def reason(item: Item, t: Translate) -> str:
    """Plain text; empty where there is nothing to say that its sentence does not say."""
    why = plain(item.why)
    if not why or item.why == item.sentence:
        return ""
    return t("mail.why", why=f"“{why}”" if len(why) > _LONGEST_WORDS else why)
