"""A digest → plain text for a terminal, two lines a paper. Pure; in English."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.core.digest import Digest, Group, Item
from vectorstore.papers import paper_url


def digest_text(digest: Digest) -> str:
    """What was found in which days, then its groups."""
    return "\n\n".join([_head(digest), *map(_group, digest.groups)])


def _head(digest: Digest) -> str:
    days = _days(digest.since, digest.until)
    if not digest.total:
        return f"Nothing new {days}."
    shown = digest.total - len(digest.cut)
    papers = "1 new paper" if digest.total == 1 else f"{digest.total} new papers"
    most = f"; the {shown} most upvoted" if digest.cut else ""
    return f"{papers} {days}{most}:"


def _days(since: date, until: date) -> str:
    return f"on {since}" if since == until else f"from {since} to {until}"


def _group(group: Group) -> str:
    lines = [line for item in group.items for line in _item(item)]
    return "\n".join([f"— {group.name} —", *lines] if group.name else lines)


def _item(item: Item) -> Iterator[str]:
    paper = item.paper
    votes = "" if paper.upvotes is None else f"  ▲{paper.upvotes}"
    yield f"{paper.title}{votes}  {paper_url(paper)}"
    why = f"  [{item.why}]" if item.why and item.why != item.sentence else ""
    yield f"    “{item.sentence}”{why}" if item.sentence else f"   {why}"
