"""arXiv's API answers (Atom); the sole importer of feedparser."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any
from xml.parsers import expat
from xml.sax import SAXException

from vectorstore.errors import SourceError
from vectorstore.models import Paper
from vectorstore.papers import parse_arxiv_id
from vectorstore.sources import checks
from vectorstore.sources.checks import BadRecordError, Reject
from vectorstore.sources.records import plain_json

SOURCE = "arxiv"


def looks_like_atom(text: str) -> bool:
    return "<feed" in text[:2_000]


def read_atom(text: str, origin: str) -> Iterator[Paper | Reject]:
    """Every entry; an answer without entries has none.

    Raises SourceError for damaged XML, and for arXiv's own error answers.
    """
    import feedparser  # type: ignore[import-untyped]

    damaged = SourceError(
        f"{origin} is not well-formed XML: it may be cut short, so fetch it again."
    )
    try:
        # feedparser guesses at damaged XML: half an abstract would pass for a whole one.
        expat.ParserCreate("utf-8", " ").Parse(text.encode(), True)
    except expat.ExpatError as error:
        raise damaged from error
    feed = feedparser.parse(
        # A stream, because feedparser would open a string that looks like a name or an address.
        io.BytesIO(text.encode()),
        response_headers={"content-type": "application/atom+xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if isinstance(feed.get("bozo_exception"), SAXException):
        raise damaged
    for number, entry in enumerate(feed.entries, 1):
        if "/api/errors" in entry.get("id", ""):
            said = " ".join(entry.get("summary", "").split())[:200]
            raise SourceError(f"{origin} is an error answer of arXiv ({said}): correct the query.")
        try:
            yield _to_paper(dict(entry))
        except BadRecordError as error:
            yield Reject(f"{origin}, entry {number}", str(error), str(dict(entry)))


def _to_paper(entry: Mapping[str, Any]) -> Paper:
    arxiv_id = parse_arxiv_id(entry.get("id", ""))
    if arxiv_id is None:
        raise BadRecordError("its id is no arXiv address")
    primary = entry.get("arxiv_primary_category")  # text when the tag is damaged
    extra = {
        "categories": [tag["term"] for tag in entry.get("tags", []) if tag.get("term")],
        "primary_category": primary.get("term") if isinstance(primary, dict) else None,
        "comment": checks.optional_text(entry.get("arxiv_comment"), "comment"),
        "journal_ref": checks.optional_text(entry.get("arxiv_journal_ref"), "journal_ref"),
        "doi": checks.optional_text(entry.get("arxiv_doi"), "doi"),
        "updated": entry.get("updated"),
    }
    return Paper(
        paper_id=arxiv_id,
        title=checks.required_text(entry.get("title"), "title", checks.TITLE_LIMIT),
        abstract=checks.required_text(entry.get("summary"), "summary", checks.ABSTRACT_LIMIT),
        source=SOURCE,
        arxiv_id=arxiv_id,
        authors=checks.names(list(entry.get("authors", [])), "authors"),
        published=checks.day(entry.get("published"), "published"),
        extra=plain_json({key: value for key, value in extra.items() if value}),
    )
