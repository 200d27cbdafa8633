"""The Daily Papers API over HTTP: the list of a day, and what is trending."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from vectorstore.errors import SourceError
from vectorstore.models import Listing, Paper
from vectorstore.sources import json_files
from vectorstore.sources.checks import Reject
from vectorstore.sources.web import Answer, Manners, Web, begins

NAME = "Daily Papers"
FIRST_DAY = date(2023, 5, 4)
# What the Hub allows without an account, over all its API.
MANNERS = Manners(calls=500, window=300.0)
PAGE = 100
_MOST_PAGES = 20
_UNCHANGED = 304


@dataclass(frozen=True, slots=True)
class Listed:
    """What is on a list; ``etag`` and ``last_modified`` ask later whether it is another one."""

    records: tuple[Paper | Reject, ...]
    etag: str | None
    last_modified: str | None


class DailyPapers:
    """Methods raise SourceError; SourceAwayError when it may work a little later."""

    def __init__(self, web: Web, api: str) -> None:
        self._web = web
        self._url = f"{api.rstrip('/')}/api/daily_papers"

    async def fetch(self, listing: Listing) -> Listed | None:
        """What is on a list now; None when that is what it was when it was last fetched."""
        day = listing.day
        # Together with a day, the feed sorts nothing and gives what is trending everywhere.
        asked = {"date": day.isoformat()} if day else {"sort": "trending"}
        first = await self._page(asked, 0, _conditions(listing))
        if first.status == _UNCHANGED:
            return None
        # What is trending goes on through all papers there ever were.
        pages = [first, *(await self._rest(asked, first) if day else ())]
        records = tuple(
            record
            for number, page in enumerate(pages)
            for record in json_files.read_document(page.text, _origin(listing, number), day)
        )
        rejects = [record for record in records if isinstance(record, Reject)]
        if rejects and len(rejects) == len(records):
            raise SourceError(
                f"None of the {len(rejects)} papers on the list of {NAME} can be read "
                f"({rejects[0].reason})."
            )
        # A list of several pages has no name of its own, and one with rejects is to be read again.
        whole = len(pages) == 1 and not rejects
        return Listed(records, *((first.etag, first.last_modified) if whole else (None, None)))

    async def _rest(self, asked: Mapping[str, str], page: Answer) -> list[Answer]:
        pages: list[Answer] = []
        seen = _ids(page)
        while page.more or len(json.loads(page.text)) >= PAGE:
            page = await self._page(asked, len(pages) + 1, {})
            # A server that knows no pages sends the first one again and again.
            if not (new := _ids(page) - seen):
                break
            seen |= new
            pages.append(page)
            if len(pages) == _MOST_PAGES:
                raise SourceError(f"The list of {NAME} does not end.")
        return pages

    async def _page(
        self, asked: Mapping[str, str], number: int, conditions: Mapping[str, str]
    ) -> Answer:
        params = {**asked, "limit": str(PAGE), "p": str(number)}
        return await self._web.get(
            self._url, params, _wrong, {"Accept": "application/json", **conditions}
        )


def _conditions(listing: Listing) -> dict[str, str]:
    asked = {"If-None-Match": listing.etag, "If-Modified-Since": listing.last_modified}
    return {name: value for name, value in asked.items() if value}


def _wrong(answer: Answer) -> str | None:
    if answer.status == _UNCHANGED:
        return None
    try:
        listed = isinstance(json.loads(answer.text), list)
    except (ValueError, RecursionError):
        listed = False
    return None if listed and answer.status == 200 else f"not a list but {begins(answer.text)}"


def _ids(page: Answer) -> set[str]:
    return {json.dumps(_id(item)) for item in json.loads(page.text)}


def _id(item: object) -> object:
    paper = item.get("paper") if isinstance(item, dict) else None
    return paper.get("id") if isinstance(paper, dict) else item


def _origin(listing: Listing, page: int) -> str:
    return f"{NAME} {listing.name}" + (f", page {page + 1}" if page else "")
