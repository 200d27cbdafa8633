from __future__ import annotations

import pytest

from bot.answering.choosing import choose
from bot.answering.cues import cue
from bot.core.models import Form
from tests.builders import hit, paper
from vectorstore.models import Passage


def passage(text: str, start: int = 50, coverage: float = 0.0) -> Passage:
    return Passage("a", start, start + len(text), text, 0.5, coverage)


@pytest.mark.parametrize(
    ("question", "tells", "does_not"),
    [
        ("how many clips are there?", "ViCo has 483 clips in it.", "ViCo has a lot of clips."),
        ("what share of heads matters?", "Only two percent of them do.", "Only a few of them do."),
        ("where is the code?", "Our models are publicly out.", "Our models are better now."),
        ("does it beat RWKV?", "It is faster than RWKV is.", "It is as fast, for RWKV."),
    ],
)
def test_a_sentence_of_the_form_that_is_asked_for_is_quoted_first(
    question: str, tells: str, does_not: str
) -> None:
    assert cue(question, passage(tells)) > cue(question, passage(does_not))
    other = "what are heads?"
    assert cue(other, passage(tells)) == pytest.approx(cue(other, passage(does_not)), abs=0.05)


def test_what_an_abstract_begins_with_answers_less_often() -> None:
    text = "Heads that retrieve facts are rare."
    assert cue("which heads?", passage(text)) > cue("which heads?", passage(text, start=0))


def test_more_of_the_words_say_more() -> None:
    text = "Heads that retrieve facts are rare."
    covered = passage(text, coverage=0.9)
    assert cue("which heads?", covered) > cue("which heads?", passage(text, coverage=0.1))


def test_the_sentence_with_the_number_is_among_what_an_answer_quotes() -> None:
    fillers = [f"It is a corpus of talk, aspect {word}." for word in ("ab", "bc", "cd", "de", "ef")]
    of = paper("a", " ".join([*fillers, "In all it has 483 clips."]))
    hits = [hit(of, similarities=[0.5] * 5 + [0.45], coverages=[0.5] * 6)]
    quoted = [c.candidate.passage.text for c in choose(Form.PLAIN, "how many clips?", hits)]
    assert "In all it has 483 clips." in quoted
    quoted = [c.candidate.passage.text for c in choose(Form.PLAIN, "what corpus is it?", hits)]
    assert "In all it has 483 clips." not in quoted
