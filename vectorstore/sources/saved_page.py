"""A Daily Papers page saved as text: a heading, the day, then title and abstract in turn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from importlib import resources
from pathlib import Path

from vectorstore.errors import SourceError
from vectorstore.models import Paper
from vectorstore.papers import title_id
from vectorstore.sources import checks
from vectorstore.sources.checks import BadRecordError, Reject

SOURCE = "daily_papers_page"

_HEADING = "Daily Papers"
_DAY = re.compile(r"([A-Z][a-z]{2})[a-z]* ([0-9]{1,2})(?:, ([0-9]{4}))?")
# Shorter paragraphs are the page's own words (menus, footers), not abstracts.
_SHORTEST_ABSTRACT = 80
_LONGEST_TITLE = 400


def sample_page() -> Path:
    """The page that comes with the package: 45 papers."""
    return Path(str(resources.files("vectorstore.sources"))) / "data" / "daily_papers_aug20.txt"


def looks_like_page(text: str) -> bool:
    return any(line.strip() == _HEADING for line in text.splitlines()[:60])


def read_page(text: str, origin: str, year: int | None = None) -> Iterator[Paper | Reject]:
    """Every paper of the page, in order.

    The page names its day without a year: the day goes to ``extra["page_day"]``, and to
    ``listed`` only when ``year`` is known. Raises SourceError when no day stands below the heading.
    """
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text)]
    paragraphs = [part for part in paragraphs if part]
    start, match = _find_day(paragraphs, origin)
    listed = _listed(match, year)
    extra = {"page_day": f"{match[1]} {int(match[2])}"}
    at = start + 1
    while at < len(paragraphs):
        where = f"{origin}, paragraph {at + 1}"
        title, abstract = paragraphs[at], paragraphs[at + 1] if at + 1 < len(paragraphs) else ""
        if not _is_pair(title, abstract):
            yield Reject(where, "it is no title with an abstract after it", title)
            at += 1
            continue
        try:
            yield _paper(title, abstract, listed, extra)
        except BadRecordError as error:
            yield Reject(where, str(error), f"{title}\n\n{abstract}")
        at += 2


def _find_day(paragraphs: list[str], origin: str) -> tuple[int, re.Match[str]]:
    heading = paragraphs.index(_HEADING) if _HEADING in paragraphs else 0
    for at, paragraph in enumerate(paragraphs[heading : heading + 10], heading):
        if match := _DAY.fullmatch(paragraph):
            return at, match
    raise SourceError(
        f"{origin} has no day (such as Aug 20) on a line of its own below {_HEADING!r}: "
        "save the whole page as text again."
    )


def _listed(match: re.Match[str], year: int | None) -> tuple[date, ...]:
    year = int(match[3]) if match[3] else year
    if year is None:
        return ()
    try:
        return (datetime.strptime(f"{match[1]} {match[2]} {year:04}", "%b %d %Y").date(),)
    except ValueError:  # 29 February of another year
        return ()


def _is_pair(title: str, abstract: str) -> bool:
    return len(title) <= _LONGEST_TITLE and len(abstract) >= max(_SHORTEST_ABSTRACT, len(title))


def _paper(title: str, abstract: str, listed: tuple[date, ...], extra: dict[str, str]) -> Paper:
    title = checks.required_text(title, "title", checks.TITLE_LIMIT)
    return Paper(
        paper_id=title_id(title),
        title=title,
        abstract=checks.required_text(abstract, "abstract", checks.ABSTRACT_LIMIT),
        source=SOURCE,
        listed=listed,
        extra=extra,
    )
