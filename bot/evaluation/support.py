"""How well the check of meaning tells supported claims from others, on SciFact's rationales.

SciFact (Wadden et al., 2020, https://aclanthology.org/2020.emnlp-main.609): claims with the
sentences of abstracts that support or contradict them. Unrelated pairs are made by giving each
claim the rationale of another paper, the same ones in every run.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.answering.support import Support
from bot.core.models import Citation
from bot.evaluation.errors import EvaluationError

FILE = "scifact.rationales.jsonl"
SUPPORTED, CONTRADICTED, UNRELATED = "supported", "contradicted", "unrelated"


@dataclass(frozen=True, slots=True)
class Claim:
    text: str
    label: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class SupportScores:
    """``doubted`` and ``pairs`` by label. A doubt is right where a claim is not supported."""

    pairs: dict[str, int]
    doubted: dict[str, int]

    @property
    def precision(self) -> float:
        return self._rightly / max(1, sum(self.doubted.values()))

    @property
    def recall(self) -> float:
        return self._rightly / max(1, self.pairs[CONTRADICTED] + self.pairs[UNRELATED])

    @property
    def _rightly(self) -> int:
        return self.doubted[CONTRADICTED] + self.doubted[UNRELATED]

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "precision": self.precision, "recall": self.recall}


def evaluate_support(support: Support, claims: Sequence[Claim]) -> SupportScores:
    labels = (SUPPORTED, CONTRADICTED, UNRELATED)
    pairs, doubted = dict.fromkeys(labels, 0), dict.fromkeys(labels, 0)
    for claim in claims:
        pairs[claim.label] += 1
        doubted[claim.label] += bool(support.doubts(claim.text, [claim.citation]))
    return SupportScores(pairs, doubted)


def load(folder: Path) -> tuple[Claim, ...]:
    """The claims of ``folder`` with their rationales, and as many unrelated pairs as the seed
    gives. Raises EvaluationError."""
    path = folder / FILE
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        judged = [claim for line in lines if line.strip() for claim in _claims(json.loads(line))]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvaluationError(
            f"{path} holds no claims with rationales ({error!r}): give SciFact's folder."
        ) from error
    chance = random.Random(0)  # noqa: S311 - pairs for a measurement
    others = [
        Claim(claim.text, UNRELATED, other.citation)
        for claim in judged
        if (other := chance.choice(judged)).citation.paper_id != claim.citation.paper_id
    ]
    return (*judged, *others)


def _claims(row: dict[str, Any]) -> Iterator[Claim]:
    label = SUPPORTED if row["label"] == "SUPPORT" else CONTRADICTED
    for evidence in row["evidence"]:
        quote = " ".join(" ".join(sentences) for sentences in evidence["rationale_text"])
        citation = Citation(1, evidence["doc_id"], "", "", quote, 0, len(quote))
        yield Claim(row["claim"], label, citation)
