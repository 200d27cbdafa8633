"""The feed's API answers: a list of items, each with a ``paper`` → `Paper`s."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from vectorstore.models import Paper
from vectorstore.papers import parse_arxiv_id, title_id
from vectorstore.sources import checks
from vectorstore.sources.records import plain_json

SOURCE = "hf_daily"

_READ = {"paper", "id", "title", "summary", "authors", "upvotes", "numComments"} | {
    *("publishedAt", "submittedOnDailyAt", "ai_summary", "ai_keywords", "githubRepo"),
    "projectPage",
}
_PROFILES = ("submittedBy", "submittedOnDailyBy", "organization")
_LINKED = ("linkedModels", "linkedDatasets", "linkedSpaces")


def is_item(value: Any) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("paper"), Mapping)


def to_paper(item: Mapping[str, Any], page_day: date | None = None) -> Paper:
    """The paper of one item. ``page_day`` is the day that was asked for, where it is known.

    Raises BadRecordError.
    """
    paper: Mapping[str, Any] = item["paper"]
    both = {**item, **{key: value for key, value in paper.items() if value is not None}}
    title = checks.required_text(both.get("title"), "title", checks.TITLE_LIMIT)
    paper_id = checks.identifier(paper.get("id"), "id")
    published = checks.day(both.get("publishedAt"), "publishedAt")
    return Paper(
        paper_id=paper_id or title_id(title),
        title=title,
        abstract=checks.required_text(both.get("summary"), "summary", checks.ABSTRACT_LIMIT),
        source=SOURCE,
        arxiv_id=parse_arxiv_id(paper_id) if paper_id else None,
        authors=checks.names(paper.get("authors"), "authors"),
        published=published,
        listed=_listed(item, both, published, page_day),
        upvotes=checks.count(both.get("upvotes"), "upvotes"),
        comments=checks.count(both.get("numComments"), "numComments"),
        ai_summary=checks.optional_text(both.get("ai_summary"), "ai_summary"),
        ai_keywords=checks.names(both.get("ai_keywords"), "ai_keywords"),
        code_url=checks.link(both.get("githubRepo"), "githubRepo"),
        project_url=checks.link(both.get("projectPage"), "projectPage"),
        organization=_organization(both.get("organization")),
        extra=plain_json(_extra(both)),
    )


def _listed(
    item: Mapping[str, Any],
    both: Mapping[str, Any],
    published: date | None,
    page_day: date | None,
) -> tuple[date, ...]:
    submitted = checks.day(both.get("submittedOnDailyAt"), "submittedOnDailyAt")
    # Until early 2025 the outer publishedAt was the moment of listing, often on the eve of the
    # page's day; since then it repeats the paper's own, and submittedOnDailyAt is there.
    outer = checks.day(item.get("publishedAt"), "publishedAt")
    guess = outer if outer and published and outer > published else None
    # A paper that was submitted twice is on the pages of both days, and names the second.
    listed = page_day or submitted or guess
    return (listed,) if listed else ()


def _organization(value: Any) -> str | None:
    if isinstance(value, Mapping):
        value = value.get("fullname") or value.get("name")
    return checks.optional_text(value, "organization")


def _extra(both: Mapping[str, Any]) -> dict[str, Any]:
    extra: dict[str, Any] = {}
    for key, value in both.items():
        if key in _PROFILES and isinstance(value, Mapping):
            value = _names(value)
        elif key in _LINKED and isinstance(value, list):
            value = [_linked(entry) for entry in value]
        if key not in _READ and value not in (None, "", [], {}):
            extra[key] = value
    return extra


def _names(account: Mapping[str, Any]) -> dict[str, Any]:
    """Avatars, account ids and follower counts say nothing about the paper."""
    # Until 2026 some accounts were named by "user".
    names = {"name": account.get("name") or account.get("user")}
    names["fullname"] = account.get("fullname")
    return {part: name for part, name in names.items() if name}


def _linked(entry: Any) -> Any:
    """The name of a model, data set or Space: all else about it changes every day."""
    return entry.get("id") or entry if isinstance(entry, Mapping) else entry
