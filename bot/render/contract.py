"""Answers and hits → the JSON objects of the scripting contract. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from bot.core.digest import Item
from bot.core.models import Abstention, Answer, Form
from bot.render.text import body
from vectorstore.models import Hit
from vectorstore.papers import paper_url


def answer_object(result: Answer | Abstention, identifier: str | None = None) -> dict[str, Any]:
    """What ``ask --json`` prints; ``identifier`` is the caller's own id of the question."""
    answer = result if isinstance(result, Answer) else None
    return {
        "id": result.id if identifier is None else identifier,
        "question": result.question,
        "kind": "answer" if answer else "abstention",
        "text": body(result),
        "statements": [asdict(statement) for statement in answer.statements] if answer else [],
        "citations": [asdict(citation) for citation in answer.citations] if answer else [],
        "nearest": [
            {"paper_id": near.paper_id, "title": near.title, "score": round(near.score, 4)}
            for near in result.nearest
        ],
        "answerer": result.answerer,
        "timings_ms": {name: round(ms, 1) for name, ms in asdict(result.timings).items()},
        **_more(result),
    }


def _more(result: Answer | Abstention) -> dict[str, Any]:
    """What only some answers have."""
    more: dict[str, Any] = {"notice": result.notice} if result.notice else {}
    if isinstance(result, Abstention):
        return more
    if result.form is not Form.PLAIN:
        more["form"] = result.form
    if result.table:
        more["table"] = asdict(result.table)
    if counted := result.counted:
        more["counted"] = {
            "text": counted.text,
            "total": counted.total,
            "since": iso(counted.since),
            "until": iso(counted.until),
        }
    return more


def item_object(item: Item) -> dict[str, Any]:
    """What ``papers --json`` and ``digest --json`` print of a paper."""
    return {
        "paper_id": item.paper.paper_id,
        "title": item.paper.title,
        "url": paper_url(item.paper),
        "day": iso(item.paper.date),
        "upvotes": item.paper.upvotes,
        "sentence": item.sentence,
    }


def iso(day: date | None) -> str | None:
    """``day`` as scripts read it; None stays None."""
    return day.isoformat() if day else None


def search_object(hits: Sequence[Hit], identifier: str | None = None) -> dict[str, Any]:
    """What ``search --json`` prints; ``passage`` is the sentence nearest to the query."""
    return {
        "id": identifier,
        "hits": [
            {
                "paper_id": hit.paper.paper_id,
                "title": hit.paper.title,
                "score": round(hit.score, 4),
                "passage": hit.best.text if hit.passages else "",
            }
            for hit in hits
        ],
    }
