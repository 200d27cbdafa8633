"""What may reach a terminal, and how failures are said."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli import terminal
from config.errors import SettingsError
from vectorstore.errors import CorpusError


@pytest.mark.parametrize(
    "harmful",
    [
        "\x1b[2J\x1b]0;owned\x07",
        "\x9b31m",
        "a\rb",
        "user\u202egnp.exe",
        "\u2066isolate\u2069",
        "\u061c\u200f",
        "\u2028line",
        "\ud800",
        "\x7f\x00",
    ],
)
def test_control_and_direction_characters_become_visible(harmful: str) -> None:
    shown = terminal.harmless(harmful)
    assert "\ufffd" in shown
    assert len(shown) == len(harmful)
    assert not set(shown) & set("\x1b\x9b\r\u202e\u2066\u2069\u061c\u200f\u2028\ud800\x7f\x00\x07")


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs", "M"])))
def test_writing_stays_as_it_is(text: str) -> None:
    assert terminal.harmless(text + "\n\tend") == text + "\n\tend"


@given(st.text(alphabet=st.characters()))
def test_json_is_one_line_of_ascii_and_comes_back(text: str) -> None:
    written = _captured(lambda: terminal.out_json({"text": text}))
    assert written.isascii()
    assert written.count("\n") == 1
    assert json.loads(written) == {"text": text}


def test_every_failure_is_a_sentence() -> None:
    assert terminal.sentence(CorpusError("Add papers.")) == "Add papers."
    assert terminal.sentence(SettingsError(("A.", "B."))) == "A.\nB."
    assert "notes.txt" in terminal.sentence(FileNotFoundError(2, "No such file", "notes.txt"))
    unexpected = terminal.sentence(KeyError("x"))
    assert "KeyError" in unexpected
    assert "FOOTNOTE_LOG_LEVEL=debug" in unexpected


def _captured(work: Callable[[], None]) -> str:
    stream = io.StringIO()
    with contextlib.redirect_stdout(stream):
        work()
    return stream.getvalue()
