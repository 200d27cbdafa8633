"""Titles that are offered while a person types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from bot.core.digest import Scope, Subscription
from bot.exts.errors import ReaderError
from bot.exts.present import NAME_LIMIT, shorten
from vectorstore.models import Paper
from vectorstore.papers import parse_arxiv_id

if TYPE_CHECKING:
    from bot.answering.library import LibraryService

MOST_CHOICES = 25


class SavedTitles:
    """The titles of the saved papers that subscriptions are about, by the papers' ids."""

    def __init__(self, library: LibraryService) -> None:
        self._library = library

    async def __call__(self, *subscriptions: Subscription) -> dict[str, str]:
        saved = {one.subject for one in subscriptions if one.scope is Scope.NEIGHBOURS}
        found = [await self._library.paper(paper) for paper in saved]
        return {paper.paper_id: paper.title for paper in found if paper}


async def complete_titles(library: LibraryService, typed: str) -> list[app_commands.Choice[str]]:
    """Up to 25 papers; the value of a choice is the paper's id."""
    found = await library.complete(typed, limit=MOST_CHOICES)
    return [
        app_commands.Choice(name=shorten(title), value=paper_id)
        for paper_id, title in found
        if len(paper_id) <= NAME_LIMIT
    ]


async def chosen_paper(library: LibraryService, value: str) -> Paper:
    """The paper of a choice, of an id or link, or of a title typed to its end.

    Raises ReaderError.
    """
    for paper_id in filter(None, (value, parse_arxiv_id(value))):
        if paper := await library.paper(paper_id):
            return paper
    (best, title), *_ = await library.complete(value, limit=1) or ((None, ""),)
    if (
        best
        and title.casefold() == value.strip().casefold()
        and (paper := await library.paper(best))
    ):
        return paper
    raise ReaderError("error.no_paper", paper=shorten(value, 80))
