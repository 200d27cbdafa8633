"""Reading a file of questions."""

from __future__ import annotations

import io
import json

import pytest

from bot.cli.batch import Asked, BadLine, read_batch


def read(*lines: object) -> list[Asked | BadLine]:
    text = b"\n".join(
        line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines
    )
    return list(read_batch(io.BytesIO(text)))


def test_questions_turns_and_ids() -> None:
    assert read(
        {"id": "a", "question": "one?"},
        b"",
        {"id": 0, "turns": ["one?", "two?"], "question": "ignored", "type": "more"},
        {"question": "no id?"},
        {"query": "as queries are called"},
    ) == [
        Asked(1, "a", ("one?",)),
        Asked(3, 0, ("one?", "two?")),
        Asked(4, None, ("no id?",)),
        Asked(5, None, ("as queries are called",)),
    ]


def test_a_byte_order_mark_and_half_characters() -> None:
    assert read(b'\xef\xbb\xbf{"question": "a\\ud800b"}') == [Asked(1, None, ("a?b",))]


@pytest.mark.parametrize(
    "line",
    [
        b"no JSON",
        b"[" * 100_000,
        b"\xff\xfe{}",
        [],
        "text",
        {},
        {"question": 3},
        {"turns": []},
        {"turns": "one?"},
        {"turns": ["one?", None]},
        {"id": True, "question": "x"},
        {"id": 1.5, "question": "x"},
        {"id": ["x"], "question": "x"},
    ],
)
def test_a_bad_line_is_named_and_the_next_one_read(line: object) -> None:
    bad, good = read(line, {"question": "good?"})
    assert isinstance(bad, BadLine)
    assert bad.line == 1
    assert good == Asked(2, None, ("good?",))
