"""Questions from a JSONL file, one a line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import click

from bot.cli import terminal
from bot.core.errors import FootnoteError
from vectorstore.errors import VectorstoreError


@dataclass(frozen=True, slots=True)
class Asked:
    """``turns`` are the questions of one conversation; the last one is to be answered."""

    line: int
    id: str | int | None
    turns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BadLine:
    """``reason`` completes "Line 3 …"."""

    line: int
    reason: str


def batch_option(command: Any) -> Any:
    return click.option(
        "--batch",
        "batch_file",
        metavar="FILE",
        help="Read questions from a JSONL file (- for standard input) and print JSON lines.",
    )(command)


def require_one(question: str | None, batch: str | None) -> None:
    """Wrong usage unless exactly one of the two is given."""
    if (question is None) == (batch is None):
        raise click.UsageError("Give either a question or --batch FILE.")


def clean(text: str) -> str:
    """``text`` without what is no character: halves of pairs, from JSON or a strange locale."""
    return text.encode("utf-8", "replace").decode()


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """The batch file, or standard input for "-". Raises OSError."""
    if name == "-":
        yield sys.stdin.buffer
    else:
        with Path(name).open("rb") as file:
            yield file


def read_batch(file: BinaryIO) -> Iterator[Asked | BadLine]:
    """Every line of ``file`` that is not blank, in order."""
    for number, line in enumerate(file, 1):
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        try:
            yield _asked(number, json.loads(line.decode()))
        except UnicodeDecodeError:
            yield BadLine(number, "is not UTF-8 text")
        except (ValueError, RecursionError):
            yield BadLine(number, "is not valid JSON")


def run(file: BinaryIO, answer: Callable[[Asked], dict[str, Any]]) -> int:
    """Print what ``answer`` makes of each line of ``file``, with the line's own id, in order.

    A line that cannot be answered is named on standard error and the rest goes on. Returns the
    exit code.
    """
    code = 0
    for asked in read_batch(file):
        if isinstance(asked, BadLine):
            code = terminal.problem(f"Line {asked.line} {asked.reason}: it was left out.")
            continue
        try:
            made = answer(asked)
        except (FootnoteError, VectorstoreError) as error:
            code = terminal.problem(f"Line {asked.line} was not answered. {error}")
            continue
        terminal.out_json(made if asked.id is None else {**made, "id": asked.id})
    return code


def _asked(number: int, value: Any) -> Asked | BadLine:
    if not isinstance(value, dict):
        return BadLine(number, 'is no JSON object such as {"id": "1", "question": "…"}')
    identifier = value.get("id")
    if isinstance(identifier, bool) or not isinstance(identifier, (str, int, type(None))):
        return BadLine(number, 'has an "id" that is neither text nor a whole number')
    turns = value.get("turns", [value.get("question", value.get("query"))])
    if not isinstance(turns, list) or not turns or not all(isinstance(t, str) for t in turns):
        return BadLine(number, 'has neither a "question" (text) nor "turns" (a list of texts)')
    return Asked(number, identifier, tuple(map(clean, turns)))
