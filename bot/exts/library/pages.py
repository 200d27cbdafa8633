"""Search results in pages. Each button carries the whole search, so that it works for ever."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import discord

from bot.exts.present import NAME_LIMIT, shorten
from bot.exts.presses import button, view_of
from bot.locales.catalog import Translate
from vectorstore.models import Filters, Hit

PAGE = "page"
OPEN = "open"

QUERY_LIMIT = 70
"""So that a custom id of 100 characters holds the query, two days and the page."""

PER_PAGE = 5
MOST_PAGES = 5


@dataclass(frozen=True, slots=True)
class Search:
    query: str
    page: int = 0
    since: date | None = None
    until: date | None = None

    @property
    def filters(self) -> Filters:
        return Filters(self.since, self.until)

    def encode(self) -> str:
        days = ":".join(day.strftime("%Y%m%d") if day else "" for day in (self.since, self.until))
        return f"{self.page}:{days}:{self.query}"

    @classmethod
    def decode(cls, text: str) -> Search:
        page, since, until, query = text.split(":", 3)
        return cls(query, int(page), _day(since), _day(until))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def controls(search: Search, pages: int, hits: tuple[Hit, ...], t: Translate) -> discord.ui.View:
    """A menu that opens a paper of the page, and the ways to the other pages."""
    menu: discord.ui.Select[discord.ui.View] = discord.ui.Select(
        custom_id=f"{OPEN}:", placeholder=shorten(t("search.open")), row=0
    )
    for hit in hits:
        if len(hit.paper.paper_id) <= NAME_LIMIT:
            menu.add_option(label=shorten(hit.paper.title), value=hit.paper.paper_id)
    items: list[discord.ui.Item[discord.ui.View]] = [menu] if menu.options else []
    if pages > 1:
        items += (
            _to(search, search.page - 1, "button.previous", pages, t),
            _to(search, search.page + 1, "button.next", pages, t),
        )
    return view_of(*items)


def _to(
    search: Search, page: int, label: str, pages: int, t: Translate
) -> discord.ui.Button[discord.ui.View]:
    return button(
        PAGE,
        replace(search, page=page).encode(),
        t(label),
        row=1,
        disabled=not 0 <= page < pages,
    )
