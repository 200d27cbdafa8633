"""Print what the cues of ``bot/answering/cues.py`` should weigh, and what they are worth.

python -m tests.calibration.cues ../shared .footnote/calibration

Over the sentences of the paper that leads, for questions whose evidence is known. Needs
scikit-learn.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from bot.answering.cues import PAIRS, cue
from bot.answering.evidence import COVERAGE, lead
from tests.calibration.examples import Asked, asked

NAMES = ("similarity", "coverage", "amount", "released", "compared", "opening", "length")
FOLDS = 5


def measures(one: Asked) -> np.ndarray:
    """What may speak for each sentence of the paper that leads, (sentences, 7)."""
    question = one.example.question
    return np.array(
        [
            [
                passage.similarity,
                passage.coverage,
                *(bool(a.search(question) and t.search(passage.text)) for a, t, _ in PAIRS),
                passage.start == 0,
                math.log(1 + len(passage.text.split())),
            ]
            for passage in lead(one.hits).passages
        ],
        dtype=float,
    )


def main(shared: Path, cache: Path) -> None:
    known = [
        one
        for one in asked(shared, cache)
        if one.example.evidence
        and not one.example.without_gold
        and lead(one.hits).paper.paper_id in one.example.gold
    ]
    told = [measures(one) for one in known]
    holds = [
        np.array([p.start in one.example.evidence for p in lead(one.hits).passages])
        for one in known
    ]
    weights, fitted = [], [np.zeros(0)] * len(known)
    groups = [one.example.group for one in known]
    for train, held in GroupKFold(FOLDS).split(known, groups=groups):
        centred = np.vstack([told[i] - told[i].mean(axis=0) for i in train])
        model = LogisticRegression(max_iter=2000).fit(centred, np.hstack([holds[i] for i in train]))
        weights.append(model.coef_[0] / model.coef_[0][0])
        for i in held:
            fitted[i] = told[i] @ model.coef_[0]
    shown = zip(NAMES, np.mean(weights, axis=0), strict=True)
    print("weights:", ", ".join(f"{name} {weight:.2f}" for name, weight in shown))
    plain = [t[:, 0] + COVERAGE * t[:, 1] for t in told]
    shipped = [
        p + np.array([cue(one.example.question, passage) for passage in lead(one.hits).passages])
        for p, one in zip(plain, known, strict=True)
    ]
    for name, scores in (("without", plain), ("held out", fitted), ("as shipped", shipped)):
        found = [
            np.mean([h[np.argsort(-s)[:n]].any() for s, h in zip(scores, holds, strict=True)])
            for n in (1, 4)
        ]
        print(f"{name}: among the best 1 / 4 sentences in {found[0]:.3f} / {found[1]:.3f}")
    print(f"{len(known)} questions")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
