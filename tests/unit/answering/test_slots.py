from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.slots import WORDS, shapes, slots
from tests.builders import hit, paper
from vectorstore.lexicon import Lexicon

LEXICON = Lexicon()
NAMES = ("asks", "words", "any", "after number", "beside number", "beside name")


def asked(question: str, abstract: str, title: str = "On heads") -> dict[str, float]:
    """The measures of the first thing that is asked for, by name."""
    measures = slots(question, paper(abstract=abstract, title=title), LEXICON)
    return dict(zip(NAMES, measures[: len(NAMES)], strict=True))


def test_a_number_of_the_thing_that_is_asked_for_is_seen() -> None:
    told = asked("how many languages does it cover?", "Our corpus covers 34 languages in all.")
    left = asked("how many languages does it cover?", "Its languages take 34 days of work in all.")
    assert told["after number"] == pytest.approx(1, abs=0.01)
    assert left["any"] == pytest.approx(1, abs=0.01)
    assert left["after number"] < 0.8


def test_a_number_in_words_counts() -> None:
    assert asked("number of languages", "It covers three languages.")["after number"] > 0.9


def test_a_name_beside_the_kind_that_is_asked_for_is_seen() -> None:
    question = "which dataset was it trained on?"
    told = asked(question, "We train on the dataset ImageNet, and only then on others.")
    left = asked(question, "We train on a large and carefully cleaned dataset of our own.")
    assert told["beside name"] > 0.9
    assert left["beside name"] < 0.5


def test_a_word_of_like_meaning_is_near() -> None:
    abstract = "We show 500 images to them."
    assert (
        asked("how many pictures?", abstract)["after number"]
        > asked("how many hospitals?", abstract)["after number"] + 0.2
    )


@pytest.mark.parametrize("question", ["does it beat RWKV?", "why is it fast", "", "which"])
def test_a_question_for_no_thing_has_no_slot(question: str) -> None:
    assert not any(slots(question, paper(), LEXICON))


def test_what_is_asked_for_may_be_named_by_nothing_that_is_known() -> None:
    measures = slots("which zzyzzx qqfrob?", paper(), LEXICON)
    assert measures == [1.0] + [0.0] * (len(measures) - 1)


def test_shapes_are_those_of_the_sentences() -> None:
    said = hit(paper(abstract="We gain 12.5% with LLaMA on GPT-4. It helps.")).passages
    digit, shares, names, _ = shapes(said)
    assert (digit, shares, names) == (1.0, 1.0, 1.0)
    assert shapes(said[1:])[:3] == [0.0, 0.0, 0.0]
    assert shapes([]) == [0.0] * 4


@given(st.text(max_size=80), st.text(max_size=200), st.text(max_size=40))
def test_any_text_is_measured(question: str, abstract: str, title: str) -> None:
    about = paper(abstract=abstract, title=title)
    measures = slots(question, about, LEXICON)
    assert len(measures) == 2 + 4 * WORDS
    assert all(-0.01 <= measure <= WORDS for measure in measures)
    assert len(shapes(hit(about).passages)) == 4
