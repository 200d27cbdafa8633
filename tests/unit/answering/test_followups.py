from __future__ import annotations

import pytest

from bot.answering.followups import ALONE, LEANING_MARGIN, MARGIN, focus, standalone, stays
from bot.core.models import Turn
from tests.builders import hit, paper


def turn(*paper_ids: str) -> Turn:
    return Turn("asked", "asked", paper_ids)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ((), ()),
        ((turn(),), ()),
        ((turn("a"), turn("b", "c")), ("b", "c")),
        ((turn("a"), turn(), turn()), ("a",)),
    ],
)
def test_the_last_answered_turn_is_in_focus(
    history: tuple[Turn, ...], expected: tuple[str, ...]
) -> None:
    assert focus(history) == expected


@pytest.mark.parametrize(
    ("question", "better_by", "expected"),
    [
        ("which dataset was used?", MARGIN - 0.05, True),
        ("which dataset was used?", MARGIN + 0.05, False),
        ("which dataset does it use?", MARGIN + 0.05, True),
        ("what ELSE was used?", LEANING_MARGIN - 0.05, True),
        ("does the paper say more", LEANING_MARGIN - 0.05, True),
        ("which dataset does it use?", LEANING_MARGIN + 0.05, False),
        # No anaphora: only its letters are in a word.
        ("how is pretraining shown, and title", MARGIN + 0.05, False),
        ("which dataset was used?", -0.2, True),
    ],
)
def test_how_much_better_another_paper_must_be(
    question: str, better_by: float, expected: bool
) -> None:
    in_focus = [hit(paper("a"), similarities=[0.2], coverages=[0.3])]
    everywhere = [hit(paper("b"), similarities=[0.2 + better_by], coverages=[0.3])]
    assert stays(question, everywhere, in_focus) is expected


def test_the_best_sentence_counts_wherever_it_stands() -> None:
    in_focus = [
        hit(paper("a", "One is here. Two is here."), similarities=[0.1, 0.9], coverages=[0.0, 0.9]),
        hit(paper("b"), similarities=[0.2], coverages=[0.1]),
    ]
    assert stays("which dataset?", [hit(paper("c"), similarities=[1.0], coverages=[1.0])], in_focus)


def test_without_papers_in_focus_a_question_moves_on() -> None:
    assert not stays("and its code?", [hit(paper("a"))], [])
    assert not stays("and its code?", [], [])


@pytest.mark.parametrize(
    ("question", "strength", "expected"),
    [
        ("how do I fix a tap?", ALONE - 0.05, False),
        ("how do I fix a tap?", ALONE + 0.05, True),
        ("how do I fix it?", ALONE - 0.05, True),
    ],
)
def test_a_question_that_fits_nothing_stands_alone_unless_it_leans(
    question: str, strength: float, expected: bool
) -> None:
    hits = [hit(paper("a"), similarities=[strength], coverages=[0.0])]
    assert stays(question, hits, hits) is expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("FaceTalk: Audio-Driven Motion", "and its data? (FaceTalk)"),
        ("Continuous Thought Machines", "and its data? (Continuous Thought Machines)"),
        (": Untitled", "and its data? (: Untitled)"),
    ],
)
def test_a_standalone_question_names_its_paper(title: str, expected: str) -> None:
    assert standalone(" and its data? ", title) == expected
