from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.answerability import FILE, Answerability, Judges, measure
from bot.answering.evidence import PAPERS
from tests.builders import hit, paper
from vectorstore.embeddings import unit
from vectorstore.lexicon import Lexicon
from vectorstore.models import Hit

ABSTRACT = "Retrieval heads find facts in long contexts. Masking them leads to hallucination."
LEXICON = Lexicon()
VECTOR = unit(np.ones(384, np.float32))
QUESTION = "which heads find facts?"


def near(similarity: float = 0.6, covered: float = 0.9, **fields: float) -> Hit:
    return hit(
        paper("a", ABSTRACT, title="Retrieval heads"),
        similarities=[similarity, 0.1],
        coverages=[covered, 0.1],
        **fields,
    )


def gaps(question: str) -> dict[str, float]:
    """The measures of a question's words against the paper's, by name."""
    names = ("unknown", "sum", "largest", "rare sum", "rarest", "mean", "covered")
    values = measure(question, VECTOR, [near()], LEXICON)[9 : 9 + len(names)]
    return dict(zip(names, map(float, values), strict=True))


def test_the_judges_weigh_as_many_measures_as_there_are() -> None:
    made = measure(QUESTION, VECTOR, [near()], LEXICON)
    judges = Judges.load(FILE)
    assert made.shape == judges.mean.shape == judges.scale.shape == judges.far.shape
    assert judges.near_hidden.shape == (*made.shape, *judges.near.shape)
    assert (judges.scale > 0).all()


@pytest.mark.parametrize(
    ("far", "near_", "answered"),
    [(-1e9, -1e9, True), (1e9, -1e9, False), (-1e9, 1e9, False)],
    ids=["neither", "far", "near"],
)
def test_either_judge_can_refuse(tmp_path: Path, far: float, near_: float, answered: bool) -> None:
    judges = replace(
        Judges.load(FILE), far_threshold=np.float32(far), near_threshold=np.float32(near_)
    )
    file = tmp_path / "judges.npz"
    np.savez(file, **{field.name: getattr(judges, field.name) for field in fields(judges)})
    assert Answerability(LEXICON, file).answers(QUESTION, VECTOR, [near()]) is answered


def test_words_that_the_paper_has_leave_no_gap() -> None:
    found = gaps("retrieval head, finding FACTS")
    assert found == {**dict.fromkeys(found, 0.0), "covered": pytest.approx(1)}


def test_a_word_without_a_counterpart_leaves_a_larger_gap_than_a_paraphrase() -> None:
    assert gaps("hospital")["largest"] > gaps("locate")["largest"] + 0.2
    assert gaps("hospital")["covered"] < gaps("locate")["covered"]


def test_a_word_asked_twice_counts_once() -> None:
    assert gaps("hospital hospital zzyzzx zzyzzx") == gaps("hospital zzyzzx")


def test_names_that_nobody_knows_are_counted_apart() -> None:
    found = gaps("zzyzzx qqfrob")
    assert found["unknown"] == 2
    assert found["sum"] == found["largest"] == found["mean"] == 0


def test_nearness_is_that_of_the_paper_that_would_be_quoted() -> None:
    other = hit(paper("b", "Tap water is wet."), similarities=[0.3], coverages=[0.0])
    made = measure(QUESTION, VECTOR, [other, near(similarity=0.6)], LEXICON)
    assert made[:4] == pytest.approx([0.6, 0.6, 0.1, 0.35])
    assert made[8] == pytest.approx(0.3)


def test_without_sentences_nothing_is_answered() -> None:
    judge = Answerability(LEXICON)
    assert not judge.answers(QUESTION, VECTOR, [])
    assert not judge.answers(QUESTION, VECTOR, [hit(paper("a", ""))])
    beyond = [hit(paper(str(n), "")) for n in range(PAPERS)]
    assert not judge.answers(QUESTION, VECTOR, [*beyond, near()])


@settings(deadline=None)
@given(st.text(max_size=60), st.floats(-1, 1), st.floats(0, 1))
def test_any_question_is_judged(question: str, similarity: float, covered: float) -> None:
    hits = [near(similarity, covered)]
    assert np.isfinite(measure(question, VECTOR, hits, LEXICON)).all()
    judge = Answerability(LEXICON)
    assert judge.answers(question, VECTOR, hits) is judge.answers(question, VECTOR, hits)
