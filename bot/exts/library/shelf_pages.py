"""Pages of papers by window and topic. Each button carries what is browsed, so that it works for
ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import discord

from bot.answering.browsing import Browse, Sort
from bot.core.digest import Item
from bot.exts.library.pages import OPEN, PER_PAGE
from bot.exts.present import NAME_LIMIT, shorten
from bot.exts.presses import button, view_of
from bot.locales.catalog import Translate

PAGE = "shelf"

TOPIC_LIMIT = 65
"""So that a custom id of 100 characters holds the topic, two days, the order and the page."""

_SORTS = {"t": Sort.TRENDING, "u": Sort.UPVOTES, "n": Sort.NEWEST}
_LETTERS = {sort: letter for letter, sort in _SORTS.items()}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page (from 0) of what is browsed."""

    browse: Browse
    page: int = 0

    @property
    def first(self) -> int:
        return self.page * PER_PAGE

    def encode(self) -> str:
        wanted = self.browse
        days = ":".join(
            day.strftime("%Y%m%d") if day else "" for day in (wanted.since, wanted.until)
        )
        return f"{self.page}:{days}:{_LETTERS[wanted.sort]}:{wanted.topic}"

    @classmethod
    def decode(cls, text: str) -> Leaf:
        page, since, until, sort, topic = text.split(":", 4)
        return cls(Browse(_day(since), _day(until), topic, _SORTS[sort]), int(page))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def page_count(total: int) -> int:
    return max(-(-total // PER_PAGE), 1)


def controls(leaf: Leaf, total: int, items: Sequence[Item], t: Translate) -> discord.ui.View:
    """A menu that opens a paper of the page, and the ways to the other pages."""
    menu: discord.ui.Select[discord.ui.View] = discord.ui.Select(
        custom_id=f"{OPEN}:", placeholder=shorten(t("search.open")), row=0
    )
    for item in items:
        if len(item.paper.paper_id) <= NAME_LIMIT:
            menu.add_option(label=shorten(item.paper.title), value=item.paper.paper_id)
    shown: list[discord.ui.Item[discord.ui.View]] = [menu] if menu.options else []
    pages = page_count(total)
    if pages > 1:
        shown += (
            _to(leaf, leaf.page - 1, "button.previous", pages, t),
            _to(leaf, leaf.page + 1, "button.next", pages, t),
        )
    return view_of(*shown)


def _to(
    leaf: Leaf, page: int, label: str, pages: int, t: Translate
) -> discord.ui.Button[discord.ui.View]:
    return button(
        PAGE,
        replace(leaf, page=page).encode(),
        t(label),
        row=1,
        disabled=not 0 <= page < pages,
    )
