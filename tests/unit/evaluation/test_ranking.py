"""Ranking metrics: known values, and agreement with an independent implementation."""

from __future__ import annotations

import json
import math
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.ranking import ndcg, recall, reciprocal_rank

SCORE = Path(__file__).parents[4] / "shared" / "bench" / "score.py"


def test_a_perfect_ranking_scores_one() -> None:
    judged = {"a": 2, "b": 1}
    assert ndcg(["a", "b", "c"], judged, 10) == 1
    assert recall(["a", "b", "c"], judged, 5) == 1
    assert reciprocal_rank(["a", "b", "c"], judged, 10) == 1


def test_nothing_found_scores_nothing() -> None:
    judged = {"a": 1}
    assert ndcg(["x"], judged, 10) == recall([], judged, 5) == 0
    assert reciprocal_rank(["x"], judged, 10) == 0


def test_places_and_grades_count() -> None:
    judged = {"a": 1, "b": 2, "zero": 0}
    gained = 1 / math.log2(3) + 3 / math.log2(4)
    best = 3 / math.log2(2) + 1 / math.log2(3)
    assert ndcg(["x", "a", "b"], judged, 10) == pytest.approx(gained / best)
    assert ndcg(["x", "a", "b"], judged, 1) == 0
    assert recall(["x", "a", "b"], judged, 2) == 0.5
    assert reciprocal_rank(["zero", "x", "b"], judged, 10) == pytest.approx(1 / 3)
    assert reciprocal_rank(["zero", "x", "b"], judged, 2) == 0


@given(
    ranked=st.lists(st.sampled_from("abcdefgh"), unique=True),
    judged=st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 3), min_size=1),
)
def test_every_metric_lies_between_nothing_and_one(
    ranked: list[str], judged: dict[str, int]
) -> None:
    judged["a"] = 1
    for value in (ndcg(ranked, judged, 3), recall(ranked, judged, 3)):
        assert 0 <= value <= 1 + 1e-12
    assert 0 <= reciprocal_rank(ranked, judged, 3) <= 1


@pytest.mark.skipif(not SCORE.exists(), reason="the reference scorer is not here")
def test_agrees_with_the_reference_scorer(tmp_path: Path) -> None:
    chance = random.Random(7)
    names = [f"d{n}" for n in range(30)]
    judged = {
        f"q{n}": {name: chance.randint(1, 3) for name in chance.sample(names, chance.randint(1, 6))}
        for n in range(20)
    }
    runs = {query: chance.sample(names, chance.randint(0, 15)) for query in judged}
    run, qrels = tmp_path / "run.jsonl", tmp_path / "qrels.jsonl"
    run.write_text(
        "".join(json.dumps({"query_id": q, "ranked": r}) + "\n" for q, r in runs.items())
    )
    qrels.write_text(
        "".join(
            json.dumps({"query_id": q, "doc_id": d, "relevance": v}) + "\n"
            for q, grades in judged.items()
            for d, v in grades.items()
        )
    )
    printed = subprocess.run(
        [sys.executable, str(SCORE), "retrieval", str(run), str(qrels)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    theirs = {name: float(value) for name, value in re.findall(r"(\S+)\s+([0-9.]+)  95", printed)}
    ours = {
        "nDCG@10": [ndcg(runs[q], judged[q], 10) for q in judged],
        "Recall@5": [recall(runs[q], judged[q], 5) for q in judged],
        "Recall@10": [recall(runs[q], judged[q], 10) for q in judged],
        "MRR@10": [reciprocal_rank(runs[q], judged[q], 10) for q in judged],
    }
    for name, values in ours.items():
        assert sum(values) / len(values) == pytest.approx(theirs[name], abs=5e-5)
