"""One record (a JSON object, a CSV row, a BibTeX entry) → one `Paper`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from vectorstore.models import Paper
from vectorstore.papers import DATE_PRECISION, parse_arxiv_id, title_id
from vectorstore.sources import checks
from vectorstore.sources.checks import BadRecordError

TITLE = ("title",)
ABSTRACT = ("abstract", "summary", "text", "sentences")
_ID = ("arxiv_id", "doc_id", "id")
_PUBLISHED = ("published", "published_at", "date")
_LISTED = ("daily_dates", "submitted_on_daily_at")
_COMMENTS = ("num_comments", "comments")
_CODE = ("github_repo", "code_url")
_PROJECT = ("project_page", "project_url")
_NAMED = frozenset(TITLE + ABSTRACT + _ID + _PUBLISHED + _LISTED + _COMMENTS + _CODE + _PROJECT) | {
    "source",
    "authors",
    "upvotes",
    "ai_summary",
    "ai_keywords",
    "organization",
}
_EXTRA_LIMIT = 100_000


def to_paper(record: Mapping[str, Any], source: str) -> Paper:
    """The paper of a record in any of the spellings above.

    ``source`` is for records that do not name their own and were not listed by Daily Papers.
    Raises BadRecordError.
    """
    title = checks.required_text(_first(record, TITLE), "title", checks.TITLE_LIMIT)
    ids = {key: checks.identifier(record.get(key), key) for key in _ID}
    published, precision = _published(record)
    listed = _listed(record)
    extra = {key: value for key, value in record.items() if key not in _NAMED and _filled(value)}
    if precision:
        extra[DATE_PRECISION] = precision
    return Paper(
        paper_id=next((value for value in ids.values() if value), None) or title_id(title),
        title=title,
        abstract=_abstract(record),
        source=checks.identifier(record.get("source"), "source")
        or ("hf_daily" if listed else source),
        arxiv_id=next((found for v in ids.values() if v and (found := parse_arxiv_id(v))), None),
        authors=checks.names(record.get("authors"), "authors"),
        published=published,
        listed=listed,
        upvotes=checks.count(record.get("upvotes"), "upvotes"),
        comments=checks.count(_first(record, _COMMENTS), "comments"),
        ai_summary=checks.optional_text(record.get("ai_summary"), "ai_summary"),
        ai_keywords=checks.names(record.get("ai_keywords"), "ai_keywords"),
        code_url=checks.link(_first(record, _CODE), "code address"),
        project_url=checks.link(_first(record, _PROJECT), "project address"),
        organization=checks.optional_text(record.get("organization"), "organization"),
        extra=plain_json(extra),
    )


def plain_json(extra: dict[str, Any]) -> dict[str, Any]:
    """``extra``, once it is known that it can be stored as JSON."""
    try:
        size = len(json.dumps(extra, ensure_ascii=False, allow_nan=False).encode())
    except (TypeError, ValueError, RecursionError):
        raise BadRecordError("its other fields cannot be stored as JSON") from None
    if size > _EXTRA_LIMIT:
        raise BadRecordError(f"its other fields are longer than {_EXTRA_LIMIT:,} bytes")
    return extra


def _abstract(record: Mapping[str, Any]) -> str:
    value = _first(record, ABSTRACT)
    if isinstance(value, list):
        if not all(isinstance(sentence, str) for sentence in value):
            raise BadRecordError("its sentences are not a list of texts")
        value = " ".join(value)
    return checks.required_text(value, "abstract", checks.ABSTRACT_LIMIT)


def _published(record: Mapping[str, Any]) -> tuple[date | None, str | None]:
    value = _first(record, _PUBLISHED)
    if value is not None:
        return checks.rough_day(value, "date")
    try:
        return checks.rough_day(record.get("year") or "", "year")
    except BadRecordError:  # "in press": the year stays in ``extra`` as it was written
        return None, None


def _listed(record: Mapping[str, Any]) -> tuple[date, ...]:
    days = record.get("daily_dates") or []
    if not isinstance(days, list):
        raise BadRecordError("its daily_dates are not a list")
    found = (checks.day(value, "day of listing") for value in (*days, _first(record, _LISTED[1:])))
    return tuple(sorted({value for value in found if value}))


def _first(record: Mapping[str, Any], keys: tuple[str, ...]) -> Any:
    return next((record[key] for key in keys if _filled(record.get(key))), None)


def _filled(value: Any) -> bool:
    return value not in (None, "", [], {}) and not (isinstance(value, str) and value.isspace())
