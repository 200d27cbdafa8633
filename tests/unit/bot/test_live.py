"""An answer that grows in the terminal."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from bot.cli.live import Live
from bot.core.models import Abstention, Answer, Citation, Counted, Partial, Statement, Timings

CITATION = Citation(1, "2401.00001", "A title", "https://example.org/1", "Heads retrieve.", 0, 15)
STATEMENTS = (Statement("Heads retrieve facts.", (1,)), Statement("They are few.", (1,)))


def answer(*statements: Statement) -> Answer:
    return Answer(
        "a", "q", "q", statements, (CITATION,), (), "scripted:model", Timings(1.0, 2.0, 3.0)
    )


async def test_each_statement_is_shown_once_as_it_comes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    live = Live()
    await live.watch(Partial(STATEMENTS[:1], (CITATION,)))
    await live.watch(Partial(STATEMENTS, (CITATION,)))
    assert capsys.readouterr().out == "Heads retrieve facts. [1]\nThey are few. [1]\n"
    assert live.rest(answer(*STATEMENTS)) == ("\nSources\n[1] A title\n    https://example.org/1")


async def test_what_follows_what_was_shown_is_shown_after_it_with_the_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    live = Live()
    await live.watch(Partial(STATEMENTS[:1], (CITATION,)))
    listed = replace(answer(*STATEMENTS), counted=Counted("2 papers, today.", 2))
    assert live.rest(listed) == (
        "They are few. [1]\n\n2 papers, today.\n\nSources\n[1] A title\n    https://example.org/1"
    )


async def test_an_answer_that_became_another_is_shown_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    live = Live()
    await live.watch(Partial(STATEMENTS[:1], (CITATION,)))
    assert "They are few. [1]" in live.rest(answer(STATEMENTS[1]))
    gone = Abstention("a", "q", "q", (), "scripted:model", Timings(1.0, 2.0, 3.0))
    assert live.rest(gone) == "The papers here do not say."


async def test_a_pipe_gets_the_answer_once_when_it_is_whole(
    capsys: pytest.CaptureFixture[str],
) -> None:
    live = Live()
    await live.watch(Partial(STATEMENTS, (CITATION,)))
    assert capsys.readouterr().out == ""
    assert live.rest(answer(*STATEMENTS)).startswith("Heads retrieve facts. [1] They are few. [1]")
