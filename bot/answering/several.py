"""Does a question ask for several papers, or for what one of them says? Learned from questions.

The words alone do not tell: "which benchmarks was HyperReenact evaluated on?" is about one paper,
"jailbreak attacks on image models?" wants all there are. What was found tells more: one paper
stands out, or many are as near. A logistic regression weighs both, and the question's vector. The
weights are made by ``tests/calibration/several.py``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bot.answering.evidence import names
from bot.answering.question_forms import form_of, names_several
from bot.core.models import Form
from vectorstore.embeddings import Vectors
from vectorstore.models import Hit
from vectorstore.terms import words

FILE = Path(__file__).parent / "data" / "several.npz"
# How probable it must be where the words ask for several, and where they do not.
ASKED, UNASKED = 0.1, 0.9


class Several:
    """``embed`` gives the unit vector of a question in the packaged model's space."""

    def __init__(self, embed: Callable[[str], Vectors], file: Path = FILE) -> None:
        self._embed = embed
        with np.load(file) as learned:
            self._weights = learned["weights"].astype(np.float32)

    def form(self, question: str, hits: Sequence[Hit]) -> Form:
        """What form of answer ``question`` wants, for which ``hits`` were found."""
        said = form_of(question)
        if said not in (Form.PLAIN, Form.LIST) or not hits:
            return said
        measures = measure(question, self._embed(question), hits)
        odds = float(measures @ self._weights[:-1] + self._weights[-1])
        least = ASKED if said is Form.LIST else UNASKED
        return Form.LIST if odds >= math.log(least / (1 - least)) else Form.PLAIN


def measure(question: str, vector: Vectors, hits: Sequence[Hit]) -> Vectors:
    """What is weighed: the words, how far the first paper stands out, and the question's vector."""
    first, second, third = (*hits[:3], None, None)[:3]
    nearest = sorted((hit.best.similarity for hit in hits if hit.passages), reverse=True)
    said = set(words(question))
    measures = [
        float(names_several(question)),
        _share(second, first),
        _share(third, first),
        float(any(names(question, hit.paper) for hit in hits[:3])),
        math.log1p(len(words(question))),
        float("?" in question),
        float("paper" in said and "papers" not in said),
        nearest[0] - nearest[1] if len(nearest) > 1 else 0.0,
        nearest[0] if nearest else 0.0,
        first.coverage - second.coverage if first and second else 0.0,
    ]
    return np.array([*measures, *vector], dtype=np.float32)


def _share(hit: Hit | None, first: Hit | None) -> float:
    return hit.score / first.score if hit and first and first.score > 0 else 0.0
