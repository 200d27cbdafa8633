"""Fit bot/answering/data/answerability.npz and print how well it does on papers it did not see.

python -m tests.calibration.answerability ../shared .footnote/calibration

All are scored on papers that the reader, which ``tests/calibration/reader.py`` taught, never saw:
the judges of the measures by cross-validation over these, no paper in two folds. Needs
scikit-learn.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold
from sklearn.neural_network import MLPClassifier

from bot.answering.answerability import FILE, Judges, Read, measure, says
from bot.answering.evidence import lead
from tests.calibration.examples import Asked, asked, held_out, lists
from vectorstore.lexicon import Lexicon
from vectorstore.packaged import PackagedEmbedder
from vectorstore.reader import Reader

# The share of answerable questions on the sample that may be refused: by the judge of what is far
# off, and by any.
FAR_REFUSED, REFUSED = 0.006, 0.07
# The share of answerable questions that are sure enough not to be read with their sentences, and of
# those that are hopeless.
SURE, HOPELESS = 0.78, 0.01
# What the reader's word weighs beside that of the judge of details.
READ = 1.0
# What the judge of what is far off does not learn from: questions that are all about a paper here.
PAIRS = {"pairs", "pairs_near", "found", "found_near", "sample", "sample_near"}
# The question's own vector counts less than what was found for it.
QUESTION_WEIGHT = 0.3
FOLDS = 4
# Networks that are averaged, and the hidden units of each.
NETWORKS = 8
HIDDEN = 64
# The kinds whose answerable questions set what is far off, sure, hopeless and refused.
SETTING = {"factoid", "explain", "find", "multi", "followup", "adversarial"}
KINDS = {"removed": 0.5, "elsewhere": 0.2, **dict.fromkeys(SETTING | {"unanswerable_near"}, 3.0)}
DIMENSION = PackagedEmbedder.dimension


def main(shared: Path, cache: Path) -> None:
    lexicon, reader = Lexicon(), Reader()
    examples = [*asked(shared, cache), *lists(cache)]
    features = np.stack(
        [measure(one.example.question, one.vector, one.hits, lexicon) for one in examples]
    )

    fit(features, examples, reader.says)


def fit(features: np.ndarray, asked: Sequence[Asked], reads: Read) -> None:
    examples = [one.example for one in asked]
    answerable = np.array([example.answerable for example in examples])
    left_out = np.array([example.left_out for example in examples])
    weights = np.array([KINDS.get(example.kind, 1.0) for example in examples])
    groups = np.array([example.group for example in examples])
    apart = np.array([example.kind not in PAIRS for example in examples])
    # Where another paper leads than the one that answers, nothing is known of what it says.
    known = np.array(
        [
            not (e.answerable and e.gold) or _leads(one)
            for e, one in zip(examples, asked, strict=True)
        ]
    )
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    scale[-DIMENSION:] /= QUESTION_WEIGHT
    far, near = np.zeros(len(examples)), np.zeros(len(examples))

    def learn(chosen: np.ndarray) -> Judges:
        about = chosen[(apart & ~left_out)[chosen]]
        detail = chosen[(known & (answerable | left_out))[chosen]]
        scaled = ((features - mean) / scale).astype(np.float64)
        regression = LogisticRegression(C=0.1, max_iter=3000).fit(
            scaled[about], answerable[about], sample_weight=weights[about]
        )
        networks = [
            _network(seed).fit(scaled[detail], answerable[detail], sample_weight=weights[detail])
            for seed in range(NETWORKS)
        ]
        return Judges(
            mean=mean,
            scale=scale,
            far=regression.coef_[0],
            far_bias=regression.intercept_[0],
            far_threshold=np.float64(0),
            near_hidden=np.hstack([network.coefs_[0] for network in networks]),
            near_hidden_bias=np.hstack([network.intercepts_[0] for network in networks]),
            near=np.hstack([network.coefs_[1][:, 0] for network in networks]) / NETWORKS,
            near_bias=np.mean([network.intercepts_[1][0] for network in networks]),
            near_threshold=np.float64(0),
            hopeless=np.float64(0),
            sure=np.float64(0),
            read=np.float64(0),
        )

    held = np.array(held_out(asked))
    unseen, seen = np.flatnonzero(held), np.flatnonzero(~held)
    for train, test in GroupKFold(FOLDS).split(unseen, groups=groups[unseen]):
        learned = learn(np.concatenate([seen, unseen[train]]))
        far[unseen[test]], near[unseen[test]] = learned.scores(features[unseen[test]])
    judged = held & answerable & np.array([example.kind in SETTING for example in examples])
    far_threshold = float(np.quantile(far[judged], FAR_REFUSED))
    hopeless = float(np.quantile(near[judged], HOPELESS))
    sure = float(np.quantile(near[judged], 1 - SURE))
    doubt = held & (near >= hopeless) & (near < sure)
    read = np.zeros(len(examples))
    for i in np.flatnonzero(doubt):
        read[i] = says(reads, examples[i].question, asked[i].hits)
    total = np.where(near < hopeless, -99.0, np.where(near >= sure, 99.0, near + READ * read))
    # The highest threshold with which both judges together refuse no more than they may.
    refused = far < far_threshold
    near_threshold = max(
        score for score in total[doubt] if (refused | (total < score))[judged].mean() <= REFUSED
    )
    refused |= total < near_threshold
    print(f"read are {doubt[judged].mean():.2f} of the answerable on the sample")
    for name in ("sample", "daily", "more", "pairs", "found"):
        kinds = {name, f"{name}_near"}
        chosen = held & (answerable | left_out) & np.array([e.kind in kinds for e in examples])
        area = roc_auc_score(answerable[chosen], near[chosen])
        print(f"AUC of the judge of details, {name}: {area:.3f}")
    for kind in sorted({example.kind for example in examples}):
        for truth in (True, False):
            chosen = held & np.array([e.kind == kind and e.answerable == truth for e in examples])
            if chosen.any():
                label = "answerable" if truth else "not answerable"
                share = refused[chosen].mean()
                print(f"{kind:18} {label:15} {chosen.sum():5} asked, {share:.2f} refused")
    judges = replace(
        learn(np.arange(len(examples))),
        far_threshold=np.float64(far_threshold),
        near_threshold=np.float64(near_threshold),
        hopeless=np.float64(hopeless),
        sure=np.float64(sure),
        read=np.float64(READ),
    )
    arrays = {field.name: getattr(judges, field.name) for field in fields(Judges)}
    np.savez_compressed(FILE, **{name: value.astype(np.float32) for name, value in arrays.items()})


def _leads(asked: Asked) -> bool:
    return lead(asked.hits).paper.paper_id in asked.example.gold


def _network(seed: int) -> MLPClassifier:
    return MLPClassifier(
        (HIDDEN,),
        alpha=0.3,
        learning_rate_init=1e-3,
        max_iter=12,
        batch_size=256,
        random_state=seed,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
