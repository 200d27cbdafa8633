"""Something to talk about: a question of our own beside a quote of the abstract."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.journal.prompts import LEAST, LONGEST, MOST, opening, prompts
from bot.locales.catalog import texts
from tests.discord_core import PAPERS
from vectorstore.models import Paper

PROBLEM = "However, it remains unclear why long answers of such models lose their way so often."
METHOD = "We propose a novel framework that lets a model look up what it has said before."
DATA = "We collect a dataset of two thousand long answers that experts have annotated by hand."
RESULT = "Our experiments show that answers stay on their topic in nine of ten cases."


def paper(*sentences: str) -> Paper:
    return Paper("p", "A title", " ".join(sentences), "test")


def test_each_aspect_is_asked_about_in_the_order_of_the_abstract():
    made = prompts(paper(PROBLEM, METHOD, DATA, RESULT))
    assert [(one.question, one.citation.quote) for one in made] == [
        ("problem", PROBLEM),
        ("method", METHOD),
        ("data", DATA),
        ("result", RESULT),
    ]
    assert [one.citation.n for one in made] == [1, 2, 3, 4]


def test_sentences_that_speak_of_the_one_before_them_are_not_torn_out():
    leaning = "This remains a challenging problem for all of the methods that are known today."
    made = prompts(paper(leaning, METHOD, DATA, RESULT, PROBLEM))
    assert leaning not in [one.citation.quote for one in made]
    assert PROBLEM in [one.citation.quote for one in made]


@pytest.mark.parametrize("one", PAPERS, ids=lambda one: one.paper_id)
def test_real_abstracts_give_three_to_five_each_quoted_word_for_word(one):
    made = prompts(one)
    assert LEAST <= len(made) <= MOST
    for prompt in made:
        cited = prompt.citation
        assert one.abstract[cited.start : cited.end] == cited.quote
        assert (cited.paper_id, cited.title) == (one.paper_id, one.title)
    assert len({prompt.question for prompt in made}) == len(made)


def test_one_sentence_is_asked_about_three_times_under_one_number():
    made = prompts(paper(METHOD))
    assert len(made) == LEAST
    assert {one.citation.n for one in made} == {1}
    assert len(opening("x", paper(METHOD), made).statements) == 1


def test_without_an_abstract_there_is_nothing_to_ask_about():
    assert prompts(paper()) == ()
    assert prompts(paper("word " * LONGEST)) == ()


def test_every_question_has_its_words():
    asked = {one.question for some in PAPERS for one in prompts(some)}
    assert {f"journal.prompt.{question}" for question in asked} <= texts("en").keys()


def test_what_is_quoted_is_the_answer_that_the_talk_goes_on_from():
    one = paper(PROBLEM, METHOD, DATA, RESULT)
    answer = opening("club-1", one, prompts(one))
    assert answer.paper_ids == ("p",)
    assert [statement.text for statement in answer.statements] == [PROBLEM, METHOD, DATA, RESULT]
    assert all(statement.citations for statement in answer.statements)


@given(st.text(max_size=400))
def test_no_quote_is_not_in_its_abstract(abstract):
    for prompt in prompts(Paper("p", "A title", abstract, "test")):
        assert prompt.citation.quote in abstract
