"""The papers nearest to a question, and why they are near. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.models import Nearest
from vectorstore.models import Hit
from vectorstore.papers import paper_url

SHOWN = 3


def nearest(hits: Sequence[Hit]) -> tuple[Nearest, ...]:
    """The first three of ``hits``, each with its sentence nearest to the question."""
    return tuple(
        Nearest(
            hit.paper.paper_id,
            hit.paper.title,
            paper_url(hit.paper),
            hit.score,
            f"its nearest sentence: “{hit.best.text}”" if hit.passages else "its title is near",
        )
        for hit in hits[:SHOWN]
    )
