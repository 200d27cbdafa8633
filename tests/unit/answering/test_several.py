from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.several import FILE, Several, measure
from bot.core.models import Form
from tests.builders import hit, paper
from vectorstore.embeddings import Vectors
from vectorstore.models import Hit
from vectorstore.packaged import PackagedEmbedder


@pytest.fixture(scope="module")
def several() -> Several:
    return Several(PackagedEmbedder().query)


def one_stands_out() -> list[Hit]:
    scores, nearness = (1.0, 0.45, 0.4), (0.75, 0.45, 0.4)
    return _hits(scores, nearness, (0.8, 0.3, 0.2))


def many_are_near() -> list[Hit]:
    scores, nearness = (0.9, 0.88, 0.86), (0.55, 0.54, 0.53)
    return _hits(scores, nearness, (0.4, 0.4, 0.4))


def _hits(
    scores: tuple[float, ...], near: tuple[float, ...], covered: tuple[float, ...]
) -> list[Hit]:
    titles = ("HyperReenact: One-Shot Reenactment", "Heads of Light", "Speech to Faces")
    return [
        hit(paper(str(n), title=titles[n]), scores[n], [near[n]], coverage=covered[n])
        for n in range(3)
    ]


@pytest.mark.parametrize(
    "question",
    [
        "Which benchmarks was HyperReenact evaluated on?",
        "Which metrics do the HyperReenact authors report?",
        "what datasets did the HyperReenact paper use?",
    ],
)
def test_what_one_paper_has_several_of_is_no_list_of_papers(
    several: Several, question: str
) -> None:
    assert several.form(question, one_stands_out()) is Form.PLAIN


@pytest.mark.parametrize(
    "question",
    [
        "which papers are about talking heads?",
        "list all the talking head generators",
        "which of these use diffusion?",
        "anything on jailbreak attacks, list all",
        "any work on 3d talking heads here",
    ],
)
def test_a_topic_wants_all_the_papers_there_are(several: Several, question: str) -> None:
    assert several.form(question, many_are_near()) is Form.LIST


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("compare SyncTalk and EDTalk", Form.COMPARISON),
        ("what is a retrieval head?", Form.DEFINITION),
        ("tl;dr of FaceTalk", Form.SUMMARY),
        ("ELI5: what is SpikeGPT?", Form.SIMPLE),
    ],
)
def test_other_forms_are_told_by_their_words(several: Several, question: str, form: Form) -> None:
    assert several.form(question, many_are_near()) is form


def test_where_nothing_was_found_the_words_tell(several: Several) -> None:
    assert several.form("which papers are about tea?", []) is Form.LIST
    assert several.form("how is tea made?", []) is Form.PLAIN


def test_the_weights_are_as_many_as_the_measures() -> None:
    made = measure("which heads?", np.ones(384, np.float32), many_are_near())
    with np.load(FILE) as learned:
        assert learned["weights"].shape == (len(made) + 1,)


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=60), st.integers(0, 3), st.floats(0, 1))
def test_any_question_has_a_form(question: str, found: int, score: float) -> None:
    def embed(_: str) -> Vectors:
        return np.ones(384, np.float32)

    hits = [hit(paper(str(n), ""), score) for n in range(found)]
    assert Several(embed).form(question, hits) in Form


def test_other_weights_decide_otherwise(tmp_path: Path) -> None:
    file = tmp_path / "weights.npz"
    for bias, form in ((9.0, Form.LIST), (-9.0, Form.PLAIN)):
        np.savez(file, weights=np.append(np.zeros(394), bias))
        judged = Several(lambda _: np.ones(384, np.float32), file)
        assert judged.form("which papers are about tea?", many_are_near()) is form
