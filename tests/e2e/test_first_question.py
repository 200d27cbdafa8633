"""A newcomer's first command, given twice at once, and what it leaves behind."""

from __future__ import annotations

import re

from tests.e2e.conftest import FirstQuestions


def test_first_questions_bring_in_the_sample_and_are_answered(
    first_questions: FirstQuestions,
) -> None:
    for ran in first_questions.ran:
        assert ran.code == 0, ran.err
        assert "retrieval heads. [" in ran.out
        assert re.search(r"^\[1\].*\n    https://huggingface.co/", ran.out, re.MULTILINE)
        assert ran.out.endswith("45 papers indexed; abstracts only.\n")
    said = [ran.said() for ran in first_questions.ran]
    assert sum("sample of 45" in text for text in said) == 1, "one brings it in, the other waits"


def test_nothing_is_left_behind_but_the_index(first_questions: FirstQuestions) -> None:
    line = first_questions.line
    assert {path.name for path in line.folder.iterdir()} == {".footnote", "home"}
    assert list(line.home.rglob("*")) == [], "something phones home, or keeps a cache"


def test_the_doctor_agrees_and_the_next_question_has_nothing_to_say_beside_the_answer(
    first_questions: FirstQuestions,
) -> None:
    line = first_questions.line
    status = line.run("doctor")
    assert status.code == 0, status.out
    assert "45 papers are stored" in status.out
    ran = line.run("search", "talking heads")
    assert ran.code == 0
    assert ran.said() == ""
    assert ran.out.startswith(" 1. ")
