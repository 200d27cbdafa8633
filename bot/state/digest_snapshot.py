"""A digest as it is sent, to JSON values and back. Its subscription is kept elsewhere."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.core.digest import Digest, Group, Item, Subscription
from vectorstore.models import Paper

_PLAIN = (
    *("paper_id", "title", "abstract", "source", "arxiv_id", "upvotes", "comments"),
    *("ai_summary", "code_url", "project_url", "organization"),
)


def dump(digest: Digest) -> dict[str, Any]:
    """Everything but what a source says of its papers beyond our own fields (``extra``)."""
    return {
        "day": digest.day.isoformat(),
        "since": digest.since.isoformat(),
        "until": digest.until.isoformat(),
        "total": digest.total,
        "cut": digest.cut,
        "groups": [
            {"name": group.name, "items": [_item(item) for item in group.items]}
            for group in digest.groups
        ],
    }


def load(values: dict[str, Any], subscription: Subscription) -> Digest:
    """The inverse of ``dump``."""
    return Digest(
        subscription,
        day=date.fromisoformat(values["day"]),
        since=date.fromisoformat(values["since"]),
        until=date.fromisoformat(values["until"]),
        groups=tuple(
            Group(group["name"], tuple(map(_to_item, group["items"]))) for group in values["groups"]
        ),
        total=values["total"],
        cut=tuple(values["cut"]),
    )


def _item(item: Item) -> dict[str, Any]:
    paper = item.paper
    return {
        "start": item.start,
        "end": item.end,
        "why": item.why,
        "paper": {name: getattr(paper, name) for name in _PLAIN}
        | {
            "authors": paper.authors,
            "ai_keywords": paper.ai_keywords,
            "published": paper.published and paper.published.isoformat(),
            "listed": [day.isoformat() for day in paper.listed],
        },
    }


def _to_item(values: dict[str, Any]) -> Item:
    kept = values["paper"]
    paper = Paper(
        **{name: kept[name] for name in _PLAIN},
        authors=tuple(kept["authors"]),
        ai_keywords=tuple(kept["ai_keywords"]),
        published=kept["published"] and date.fromisoformat(kept["published"]),
        listed=tuple(map(date.fromisoformat, kept["listed"])),
    )
    start, end = values["start"], values["end"]
    return Item(paper, paper.abstract[start:end], start, end, values["why"])
