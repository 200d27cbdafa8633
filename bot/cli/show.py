"""Answers, hits and where they come from, as a terminal shows them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.library import Status
from bot.core.models import Abstention, Answer
from bot.render import text
from vectorstore.models import Hit
from vectorstore.papers import paper_url


def exchange(result: Answer | Abstention) -> str:
    """The answer and its sources."""
    return "\n\n".join(filter(None, [text.body(result), sources(result)]))


def sources(result: Answer | Abstention) -> str:
    listed = text.sources(result)
    return f"Sources\n{listed}" if listed else ""


def hits(found: Sequence[Hit], status: Status) -> str:
    """A numbered list: title, link, day and the nearest sentence of each paper."""
    listed = "\n\n".join(_hit(n, hit) for n, hit in enumerate(found, 1))
    return f"{listed or 'No paper was found.'}\n\n{footer(status)}"


def footer(status: Status) -> str:
    newest = f", newest {status.newest.isoformat()}" if status.newest else ""
    synced = f", last sync {status.last_sync:%Y-%m-%d}" if status.last_sync else ""
    return f"{status.papers:,} papers indexed{newest}{synced}; abstracts only."


def _hit(n: int, hit: Hit) -> str:
    day = f"  ({hit.paper.date.isoformat()})" if hit.paper.date else ""
    lines = [f"{n:>2}. {hit.paper.title}{day}", f"    {paper_url(hit.paper)}"]
    if hit.passages:
        lines.append(f"    “{hit.best.text}”")
    return "\n".join(lines)
