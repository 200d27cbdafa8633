"""Papers as a feed that other programs read: Atom, RSS and JSON Feed 1.1. Pure.

The same papers make the same bytes, so readers see what is new and nothing else.
"""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from html import escape
from typing import Any

from feedgen.feed import FeedGenerator  # type: ignore[import-untyped]

from bot.core.digest import Item
from bot.locales.catalog import Translate
from bot.render.escape import plain, safe_url
from bot.render.reasons import reason
from vectorstore.models import Paper
from vectorstore.papers import paper_url

GENERATOR = "Footnote"
_HOME = "https://huggingface.co/papers"
# What XML 1.0 cannot hold, however it is written.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Format(StrEnum):
    ATOM = "atom"
    RSS = "rss"
    JSON = "json"


MEDIA_TYPES = {
    Format.ATOM: "application/atom+xml",
    Format.RSS: "application/rss+xml",
    Format.JSON: "application/feed+json",
}


@dataclass(frozen=True, slots=True)
class Feed:
    """``name`` tells it from every other feed for good; ``address`` is where it is found, if it
    has a place; ``until`` is the last day that was looked at."""

    name: str
    title: str
    items: tuple[Item, ...]
    until: date
    address: str | None = None


def write(feed: Feed, form: Format, t: Translate) -> bytes:
    """``feed`` as a file in UTF-8."""
    if form is Format.JSON:
        return json.dumps(_json(feed, t), ensure_ascii=False, indent=1).encode() + b"\n"
    generator = _generator(feed, t)
    made: bytes = (
        generator.atom_str(pretty=True) if form is Format.ATOM else generator.rss_str(pretty=True)
    )
    return made


def _generator(feed: Feed, t: Translate) -> FeedGenerator:
    made = FeedGenerator()
    made.id(_identity("feed", feed.name))
    title = _legal(feed.title) or GENERATOR
    made.title(title)
    made.description(title)
    made.author(name=GENERATOR)
    made.generator(GENERATOR)
    made.link(href=_HOME, rel="alternate")
    if feed.address:
        made.link(href=feed.address, rel="self")
    made.updated(max((_moment(item.paper, feed) for item in feed.items), default=_at(feed.until)))
    for item in feed.items:
        paper, entry = item.paper, made.add_entry(order="append")
        identity = _identity("paper", paper.paper_id)
        entry.id(identity)
        entry.guid(identity, permalink=False)
        entry.title(_title(paper))
        entry.link(href=paper_url(paper))
        entry.author([{"name": _legal(name)} for name in paper.authors if _legal(name)])
        entry.published(_moment(paper, feed))
        entry.updated(_moment(paper, feed))
        entry.content(_html(item, t), type="html")
    return made


def _json(feed: Feed, t: Translate) -> dict[str, Any]:
    about = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _legal(feed.title) or GENERATOR,
        "home_page_url": _HOME,
    }
    if feed.address:
        about["feed_url"] = feed.address
    return about | {
        "items": [
            {
                "id": _identity("paper", item.paper.paper_id),
                "url": paper_url(item.paper),
                "title": _title(item.paper),
                "content_html": _html(item, t),
                "date_published": _moment(item.paper, feed).isoformat(),
                "authors": [{"name": _legal(name)} for name in item.paper.authors],
                "_footnote": {
                    "paper_id": item.paper.paper_id,
                    "upvotes": item.paper.upvotes,
                    "sentence": _legal(item.sentence),
                    "why": _legal(item.why),
                },
            }
            for item in feed.items
        ]
    }


def _html(item: Item, t: Translate) -> str:
    paper = item.paper
    facts = [t("papers.votes", count=paper.upvotes)] if paper.upvotes is not None else []
    links = {
        "paper.arxiv": f"https://arxiv.org/abs/{paper.arxiv_id}" if paper.arxiv_id else None,
        "paper.code": paper.code_url,
        "paper.project": paper.project_url,
    }
    facts += [
        f'{escape(t(key))}: <a href="{escape(safe)}">{escape(safe)}</a>'
        for key, url in links.items()
        if url and (safe := safe_url(url))
    ]
    paragraphs = [
        f"“{escape(_legal(item.sentence))}”" if item.sentence else "",
        escape(_legal(reason(item, t))),
        " · ".join(facts),
    ]
    return "".join(f"<p>{text}</p>" for text in paragraphs if text)


def _title(paper: Paper) -> str:
    return _legal(paper.title) or _legal(paper.paper_id)


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", plain(text))


def _identity(kind: str, name: str) -> str:
    """The same for the same paper in every feed, wherever it was written."""
    of = f"{_HOME}#footnote-{kind}-{name}"
    return uuid.uuid5(uuid.NAMESPACE_URL, of).urn


def _moment(paper: Paper, feed: Feed) -> datetime:
    return _at(paper.date or feed.until)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
