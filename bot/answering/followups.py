"""A follow-up → a standalone question about the papers in focus. Rules, no model.

The papers in focus are those that the last answered turn cited. A question stays with them unless
another paper answers it clearly better; how much better depends on whether the question leans on
what came before ("does *it* …", "what *else* …").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.models import Turn
from vectorstore.models import Hit

# How much better, in similarity plus coverage, a paper out of focus must be. Follow-ups of the
# development set lie below, 95 % of unrelated questions above the first.
MARGIN, LEANING_MARGIN = 0.3, 1.2
# A question that does not lean must find at least this in focus; 95 % of off-topic ones do not.
ALONE = 0.35

# English anaphora: a closed class.
_LEANING = re.compile(
    r"\b(?:it|its|it's|they|their|them|theirs|this|that|these|those|he|she|his|her|there|"
    r"the (?:paper|authors|method|model|same)|else|either|too|instead|then)\b",
    re.IGNORECASE,
)


def focus(history: Sequence[Turn]) -> tuple[str, ...]:
    """The papers that the last answered turn cited; none before the first answer."""
    return next((turn.paper_ids for turn in reversed(history) if turn.paper_ids), ())


def stays(question: str, everywhere: Sequence[Hit], in_focus: Sequence[Hit]) -> bool:
    """Whether ``question`` goes on about the papers in focus.

    ``everywhere`` are the hits of the question in the whole corpus, ``in_focus`` those among the
    papers in focus.
    """
    if not in_focus:
        return False
    strength = _strength(in_focus)
    if _LEANING.search(question):
        return _strength(everywhere) - strength < LEANING_MARGIN
    return strength >= ALONE and _strength(everywhere) - strength < MARGIN


def standalone(question: str, paper_title: str) -> str:
    """``question`` with the name of the paper it is about."""
    name = paper_title.partition(":")[0].strip() or paper_title
    return f"{question.strip()} ({name})"


def _strength(hits: Sequence[Hit]) -> float:
    """Evidence of the best sentence, on one scale for all searches of one question."""
    return max(
        (passage.similarity + passage.coverage for hit in hits for passage in hit.passages),
        default=0.0,
    )
