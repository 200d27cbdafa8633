"""Fit bot/answering/data/answerability.npz and print how well it does on papers it did not see.

python -m tests.calibration.answerability ../shared .footnote/calibration

Asked are the development set, our own questions on the sample and on 580 Daily Papers, and
off-topic ones; every question about one paper is asked again with that paper taken out. Scores are
by eight-fold cross-validation, no paper in two folds. Needs scikit-learn.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.neural_network import MLPClassifier

from bot.answering.answerability import FILE, Judges, measure
from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.writer import open_writer
from vectorstore.index.identity import Identity
from vectorstore.index.reader import IndexReader
from vectorstore.ingest import ingest
from vectorstore.lexicon import Lexicon
from vectorstore.models import Filters, Paper
from vectorstore.packaged import PackagedEmbedder
from vectorstore.retriever import Retriever
from vectorstore.sources.reader import read
from vectorstore.sources.saved_page import sample_page

QUESTIONS = Path(__file__).parent / "questions"
# The share of answerable questions that may be refused: by the judge of what is far off alone, and
# by either judge.
FAR_REFUSED = 0.025
REFUSED = 0.07
# The question's own vector counts less than what was found for it.
QUESTION_WEIGHT = 0.3
FOLDS = 8
# Networks that are averaged, and the hidden units of each.
NETWORKS = 3
HIDDEN = 24
KINDS = {"removed": 0.5, "elsewhere": 0.2, "unanswerable_near": 1.5}
# The kinds whose answerable questions set the thresholds.
SAMPLE = {"factoid", "explain", "find", "multi", "followup", "adversarial"}
# Questions on a paper that is here, for what its abstract leaves out.
LEFT_OUT = {"unanswerable_near", "daily_near", "more_near", "adversarial"}
DIMENSION = PackagedEmbedder.dimension


@dataclass(frozen=True)
class Example:
    """One question against one corpus; ``gold`` are the papers that answer it or that it is on."""

    question: str
    kind: str
    answerable: bool
    gold: frozenset[str]
    group: str
    without_gold: bool = False


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open() as lines:
        yield from map(json.loads, lines)


def build(records: Iterator[Paper], folder: Path, embedder: PackagedEmbedder) -> Retriever:
    with open_writer(folder) as writer:
        ingest(records, writer, embedder, folder, lambda _: None)
    corpus = Corpus.open(folder)
    return Retriever(corpus, IndexReader(folder, corpus, Identity.of(embedder)), embedder)


def on_sample(shared: Path, ids: dict[str, str]) -> Iterator[Example]:
    for file in (shared / "gold" / "dev.jsonl", QUESTIONS / "sample.jsonl"):
        for row in rows(file):
            titles = row["gold_titles"] + row.get("acceptable_titles", [])
            gold = frozenset(ids[title] for title in titles)
            about = (row["gold_titles"] or row.get("topical_titles") or [row["id"]])[0]
            question = row.get("standalone") or row["question"]
            yield Example(question, row["type"], bool(row["gold_titles"]), gold, about)
            if row["gold_titles"] and row["type"] in {"factoid", "explain", "find", "followup"}:
                yield Example(question, "removed", False, gold, about, without_gold=True)
    for row in rows(QUESTIONS / "off_topic.jsonl"):
        yield Example(row["question"], "off_topic", False, frozenset(), row["id"])
    for row in rows(QUESTIONS / "daily_papers.jsonl"):
        yield Example(row["question"], "elsewhere", False, frozenset(), row["arxiv_id"])


def on_daily_papers() -> Iterator[Example]:
    for file, name in (("daily_papers", "daily"), ("more_papers", "more")):
        for row in rows(QUESTIONS / f"{file}.jsonl"):
            paper, question = row["arxiv_id"], row["question"]
            kind, gold = name if row["answerable"] else f"{name}_near", frozenset({paper})
            yield Example(question, kind, row["answerable"], gold, paper)
            if row["answerable"]:
                yield Example(question, "removed", False, gold, paper, without_gold=True)
    for row in rows(QUESTIONS / "across_papers.jsonl"):
        kind = "across" if row["answerable"] else "across_none"
        yield Example(row["question"], kind, row["answerable"], frozenset(), row["id"])


def main(shared: Path, cache: Path) -> None:
    embedder, lexicon = PackagedEmbedder(), Lexicon()
    sample = [paper for paper in read(sample_page()) if isinstance(paper, Paper)]
    wanted = {
        row["arxiv_id"]
        for file in ("daily_papers", "more_papers")
        for row in rows(QUESTIONS / f"{file}.jsonl")
    }
    daily = shared / "corpus" / "hf_daily_papers_2024_2026.jsonl.gz"
    more = [p for p in read(daily) if isinstance(p, Paper) and p.paper_id in wanted]
    small = build(iter(sample), cache / "sample", embedder)
    large = build(iter(sample + more), cache / "daily", embedder)
    ids = {paper.title: paper.paper_id for paper in sample}
    work = [(small, sample, example) for example in on_sample(shared, ids)]
    work += [(large, sample + more, example) for example in on_daily_papers()]
    features, examples = [], []
    for retriever, papers, example in work:
        among = Filters()
        if example.without_gold:
            among = Filters(paper_ids=frozenset(p.paper_id for p in papers) - example.gold)
        hits = retriever.search(example.question, 10, among)
        vector = embedder.query(example.question)
        features.append(measure(example.question, vector, hits, lexicon))
        examples.append(example)
    fit(np.stack(features), examples)


def fit(features: np.ndarray, examples: list[Example]) -> None:
    answerable = np.array([example.answerable for example in examples])
    left_out = np.array([e.kind in LEFT_OUT and not e.answerable for e in examples])
    weights = np.array([KINDS.get(example.kind, 1.0) for example in examples])
    groups = [example.group for example in examples]
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    scale[-DIMENSION:] /= QUESTION_WEIGHT
    far, near = np.zeros(len(examples)), np.zeros(len(examples))

    def learn(chosen: np.ndarray) -> Judges:
        about = chosen[~left_out[chosen]]
        detail = chosen[answerable[chosen] | left_out[chosen]]
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
        )

    for train, held in GroupKFold(FOLDS).split(features, groups=groups):
        far[held], near[held] = learn(train).scores(features[held])
    on_the_sample = np.array([example.kind in SAMPLE for example in examples])
    judged = answerable & on_the_sample
    far_threshold = float(np.quantile(far[judged], FAR_REFUSED))
    # The highest threshold with which both judges together refuse no more than they may.
    refused = far < far_threshold
    near_threshold = max(
        score for score in near[judged] if (refused | (near < score))[judged].mean() <= REFUSED
    )
    refused |= near < near_threshold
    for kind in sorted({example.kind for example in examples}):
        for truth in (True, False):
            chosen = np.array([e.kind == kind and e.answerable == truth for e in examples])
            if chosen.any():
                says = "answerable" if truth else "not answerable"
                share = refused[chosen].mean()
                print(f"{kind:18} {says:15} {chosen.sum():5} asked, {share:.2f} refused")
    judges = replace(
        learn(np.arange(len(examples))),
        far_threshold=np.float64(far_threshold),
        near_threshold=np.float64(near_threshold),
    )
    arrays = {field.name: getattr(judges, field.name) for field in fields(Judges)}
    np.savez_compressed(FILE, **{name: value.astype(np.float32) for name, value in arrays.items()})


def _network(seed: int) -> MLPClassifier:
    return MLPClassifier(
        (HIDDEN,),
        alpha=3.0,
        learning_rate_init=2e-3,
        max_iter=25,
        batch_size=128,
        random_state=seed,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
