"""arXiv's API over HTTP: papers by id, and by search, as the Atom that `arxiv.read_atom` reads."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from datetime import date
from functools import partial

from vectorstore.sources.web import Answer, Manners, Web, begins

NAME = "arXiv"
# One call every three seconds is what arXiv asks for.
MANNERS = Manners(calls=1, window=3.0)
# A person waits for the answer.
MANNERS_OF_A_TALK = Manners(calls=1, window=3.0, tries=3, seconds=15.0, patience=20.0)
PAGE = 100

_TOTAL = re.compile(r"<(?:\w+:)?totalResults[^>]*>\s*(\d+)\s*<")
_CATEGORY = re.compile(r"[a-z][a-z-]*(?:\.[A-Za-z-]+)?")


class ArxivApi:
    """Methods raise SourceError; SourceAwayError when it may work a little later."""

    def __init__(self, web: Web, api: str) -> None:
        self._web = web
        self._api = api

    async def by_ids(self, ids: Sequence[str]) -> str:
        """arXiv's answer for at most a PAGE of ids; ids that it does not know are not in it."""
        params = {"id_list": ",".join(ids), "max_results": str(len(ids))}
        return (await self._web.get(self._api, params, _wrong)).text

    async def of_ids(self, ids: Sequence[str]) -> AsyncIterator[str]:
        """The pages for any number of ids."""
        for start in range(0, len(ids), PAGE):
            yield await self.by_ids(ids[start : start + PAGE])

    async def found(self, query: str, most: int) -> AsyncIterator[str]:
        """The pages of the newest ``most`` papers for a query in arXiv's own words."""
        start, total = 0, most
        while start < min(total, most):
            size = min(PAGE, most - start)
            params = {
                "search_query": query,
                "start": str(start),
                "max_results": str(size),
                "sortBy": "submittedDate",
                "sortOrder": "descending",
            }
            answer = await self._web.get(self._api, params, partial(_wrong_page, start))
            yield answer.text
            total = _total(answer.text)
            start += size


def listing(category: str, since: date | None, until: date | None) -> str:
    """The query for what was submitted in a category such as cs.CL. Raises ValueError."""
    if not _CATEGORY.fullmatch(category):
        raise ValueError(category)
    if since is None and until is None:
        return f"cat:{category}"
    first = (since or date(1991, 1, 1)).strftime("%Y%m%d")
    last = (until or date(2099, 12, 31)).strftime("%Y%m%d")
    return f"cat:{category} AND submittedDate:[{first}0000 TO {last}2359]"


def _wrong(answer: Answer) -> str | None:
    # arXiv explains a bad id in an Atom answer with status 400.
    return None if "<feed" in answer.text else f"without papers but with {begins(answer.text)}"


def _wrong_page(start: int, answer: Answer) -> str | None:
    # At times arXiv sends an empty page in the middle of a long answer.
    missing = start < _total(answer.text) and "<entry" not in answer.text
    return _wrong(answer) or ("a page without its papers" if missing else None)


def _total(text: str) -> int:
    found = _TOTAL.search(text)
    return int(found[1]) if found else 0
