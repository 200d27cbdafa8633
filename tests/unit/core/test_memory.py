"""A conversation is remembered within bounds, of turns and of tokens."""

from __future__ import annotations

from bot.core.memory import ANSWER_CHARS, TOKENS, TURNS, remembered, tokens
from bot.core.models import Turn


def turn(number: int, answer: str = "Yes.", question: str = "What?") -> Turn:
    return Turn(f"{question} {number}", "What?", (f"p{number}",), answer)


def test_the_last_turns_are_remembered_oldest_first() -> None:
    kept = remembered([turn(n) for n in range(20)])
    assert [one.paper_ids[0] for one in kept] == [f"p{n}" for n in range(20 - TURNS, 20)]


def test_long_turns_leave_room_for_fewer() -> None:
    kept = remembered([turn(n, question="word " * 400) for n in range(6)])
    assert 1 < len(kept) < TURNS
    assert sum(tokens(one.question) + tokens(one.answer) for one in kept) <= TOKENS
    assert kept[-1].paper_ids == ("p5",)


def test_the_last_turn_is_always_remembered_with_the_beginning_of_its_answer() -> None:
    (kept,) = remembered([turn(1), turn(2, "字" * 5000, "字" * 2000)])
    assert kept.paper_ids == ("p2",)
    assert len(kept.answer) == ANSWER_CHARS


def test_nothing_was_said_yet() -> None:
    assert remembered([]) == ()
