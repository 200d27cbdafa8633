"""Fit bot/answering/data/several.npz and print how well it does on questions it did not see.

python -m tests.calibration.several ../shared .footnote/calibration

Those that ask for several papers are ``questions/lists.jsonl`` and ours across papers; those that
do not are all others about a paper. The development set is only scored. Needs scikit-learn.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from bot.answering.question_forms import names_several
from bot.answering.several import ASKED, FILE, UNASKED, measure
from tests.calibration.examples import asked, lists

FOLDS = 8
SEVERAL = {"across", "multi", "list"}
ONE = {
    *("factoid", "explain", "followup", "find", "unanswerable_near", "sample", "sample_near"),
    *("daily", "daily_near", "more", "more_near", "pairs", "pairs_near"),
}
# There are fewer of these.
WEIGHTS = {"find": 4.0, **dict.fromkeys(SEVERAL, 4.0)}
# What the question's vector weighs beside measures of unit variance.
VECTOR = 6.0


def main(shared: Path, cache: Path) -> None:
    kinds = SEVERAL | ONE
    examples = [
        one
        for one in [*asked(shared, cache), *lists(cache)]
        if one.example.kind in kinds and not one.example.without_gold and one.hits
    ]
    with (shared / "gold" / "dev.jsonl").open() as lines:
        development = [json.loads(line) for line in lines]
    own = {row.get("standalone") or row["question"] for row in development}
    measures = np.stack([measure(o.example.question, o.vector, o.hits) for o in examples])
    several = np.array([one.example.kind in SEVERAL for one in examples])
    unseen = np.array([one.example.question in own for one in examples])
    weights = np.array([WEIGHTS.get(one.example.kind, 1.0) for one in examples])
    groups = [one.example.group for one in examples]
    scale = measures.std(axis=0)
    scale[-384:] = 1 / VECTOR

    def learn(chosen: np.ndarray) -> np.ndarray:
        chosen = chosen[~unseen[chosen]]
        model = LogisticRegression(max_iter=3000).fit(
            measures[chosen] / scale, several[chosen], sample_weight=weights[chosen]
        )
        return np.append(model.coef_[0] / scale, model.intercept_[0])

    odds = np.zeros(len(examples))
    for train, held in GroupKFold(FOLDS).split(measures, groups=groups):
        learned = learn(train)
        odds[held] = measures[held] @ learned[:-1] + learned[-1]
    words = np.array([names_several(one.example.question) for one in examples])
    taken = 1 / (1 + np.exp(-odds)) >= np.where(words, ASKED, UNASKED)
    for kind in sorted(kinds):
        for name, of in (("", ~unseen), (" (development)", unseen)):
            chosen = of & np.array([one.example.kind == kind for one in examples])
            if chosen.any():
                print(
                    f"{kind + name:32} {chosen.sum():5} asked, {taken[chosen].mean():.2f} taken "
                    f"for lists, {words[chosen].mean():.2f} by their words"
                )
    np.savez_compressed(FILE, weights=learn(np.arange(len(examples))).astype(np.float32))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
