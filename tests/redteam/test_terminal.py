"""What the command line prints of hostile papers, messages and models."""

from __future__ import annotations

import json

import pytest

from bot.answering.extractive import ExtractiveAnswerer
from bot.cli import terminal
from bot.cli.live import Live
from bot.core.models import Answer, Question
from bot.render.contract import answer_object
from tests.integration.answering.corridor import Corridor
from tests.redteam.attacks import ATTACKS, Attack, obedient

HELD = "what-the-environment-holds"
CONTROLS = set("\x1b\x07\x9b\u202e\u202c\u2066\u2069")


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
async def test_no_attack_is_obeyed(
    attack: Attack,
    corridor: Corridor,
    quotes: ExtractiveAnswerer,
    capsys: pytest.CaptureFixture[str],
) -> None:
    model, chat = obedient(attack)
    result = await corridor.answered_by(quotes, model).ask(Question(attack.asks))
    assert chat.prompts, "the model was not asked"
    terminal.out(Live().rest(result))
    printed = capsys.readouterr().out
    shown = printed.replace(result.question, "")
    for never in attack.never:
        # Zero-width characters do nothing in a terminal.
        if never.isprintable():
            assert never not in shown
    assert not CONTROLS & set(printed)
    assert json.loads(json.dumps(answer_object(result)))["kind"] in ("answer", "abstention")
    if isinstance(result, Answer):
        stored = corridor.corpus.get(result.paper_ids)
        for citation in result.citations:
            abstract = stored[citation.paper_id].abstract
            assert abstract[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
async def test_no_secret_reaches_a_model(
    attack: Attack,
    corridor: Corridor,
    quotes: ExtractiveAnswerer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("FOOTNOTE_DISCORD_TOKEN", "OPENAI_API_KEY"):
        monkeypatch.setenv(name, HELD)
    model, chat = obedient(attack)
    await corridor.answered_by(quotes, model).ask(Question(attack.asks))
    assert not any(HELD in part for said in chat.prompts for part in said)


@pytest.mark.parametrize(
    "attack", [attack for attack in ATTACKS if attack.paper], ids=lambda attack: attack.name
)
async def test_without_a_model_they_are_words_like_any_other(
    attack: Attack, corridor: Corridor, capsys: pytest.CaptureFixture[str]
) -> None:
    result = await corridor.answers.ask(Question(attack.asks))
    assert isinstance(result, Answer)
    assert attack.paper
    assert attack.paper.paper_id in result.paper_ids
    terminal.out(Live().rest(result))
    assert not CONTROLS & set(capsys.readouterr().out)
