from __future__ import annotations

from collections.abc import Sequence
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


LOW, HIGH = -1e9, 1e9


class Reading:
    """A reader that says what it is told to, and what it read."""

    def __init__(self, says: float = 0.0) -> None:
        self.says = says
        self.pages: list[tuple[str, str, list[str]]] = []

    def __call__(self, question: str, title: str, sentences: Sequence[str]) -> float:
        self.pages.append((question, title, list(sentences)))
        return self.says


def judge(folder: Path, read: Reading, **thresholds: float) -> Answerability:
    """By default everything is in doubt, and the reader's word is all that counts."""
    given = {
        "far_threshold": LOW,
        "hopeless": LOW,
        "sure": HIGH,
        "near_threshold": 0.0,
        "read": 1e6,
        **thresholds,
    }
    judges = replace(
        Judges.load(FILE), **{name: np.float32(value) for name, value in given.items()}
    )
    file = folder / "judges.npz"
    np.savez(file, **{field.name: getattr(judges, field.name) for field in fields(judges)})
    return Answerability(LEXICON, read, file)


@pytest.mark.parametrize(
    ("thresholds", "answered"),
    [({"sure": LOW}, True), ({"far_threshold": HIGH}, False), ({"hopeless": HIGH}, False)],
    ids=["sure", "far", "hopeless"],
)
def test_without_doubt_nothing_is_read(
    tmp_path: Path, thresholds: dict[str, float], answered: bool
) -> None:
    read = Reading()
    assert judge(tmp_path, read, **thresholds).answers(QUESTION, VECTOR, [near()]) is answered
    assert read.pages == []


@pytest.mark.parametrize(("says", "answered"), [(1.0, True), (-1.0, False)])
def test_in_doubt_the_reader_has_the_last_word(tmp_path: Path, says: float, answered: bool) -> None:
    read = Reading(says)
    assert judge(tmp_path, read).answers(QUESTION, VECTOR, [near()]) is answered
    assert len(read.pages) == 1


def test_read_is_the_paper_that_would_be_quoted_in_reading_order(tmp_path: Path) -> None:
    abstract = " ".join(f"The sentence number {n} tells something." for n in range(7))
    similarities = [0.1, 0.2, 0.9, 0.3, 0.4, 0.5, 0.6]
    lead = hit(paper("a", abstract, title="Seven"), 0.9, similarities, [0.9] * 7)
    read = Reading()
    judge(tmp_path, read).answers(QUESTION, VECTOR, [near(0.1, 0.0), lead])
    [(question, title, sentences)] = read.pages
    assert (question, title) == (QUESTION, "Seven")
    assert sentences == [f"The sentence number {n} tells something." for n in (2, 3, 4, 5, 6)]


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
    answers = Answerability(LEXICON, Reading(HIGH)).answers
    assert not answers(QUESTION, VECTOR, [])
    assert not answers(QUESTION, VECTOR, [hit(paper("a", ""))])
    beyond = [hit(paper(str(n), "")) for n in range(PAPERS)]
    assert not answers(QUESTION, VECTOR, [*beyond, near()])


@settings(deadline=None)
@given(st.text(max_size=60), st.floats(-1, 1), st.floats(0, 1))
def test_any_question_is_judged(question: str, similarity: float, covered: float) -> None:
    hits = [near(similarity, covered)]
    assert np.isfinite(measure(question, VECTOR, hits, LEXICON)).all()
    answers = Answerability(LEXICON, Reading()).answers
    assert answers(question, VECTOR, hits) is answers(question, VECTOR, hits)
