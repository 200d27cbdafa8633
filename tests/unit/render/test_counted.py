"""What the database counted opens an answer, wherever it is shown, and is kept with it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from bot.core.models import Answer, Counted, Form, Timings
from bot.locales.catalog import translator
from bot.render import embeds, text
from bot.render.embed_data import CorpusFacts
from bot.state import snapshot
from tests.unit.render.test_contract import ANSWER

COUNTED = Counted("2 papers with the words “*heads*”, since 2026-03-01.", 2, date(2026, 3, 1))
NOTHING = Answer("a", "how many?", "how many?", (), (), (), "calendar", Timings(1, 1, 2))
FACTS = CorpusFacts(2, None)


def test_in_a_terminal() -> None:
    assert text.body(replace(ANSWER, counted=COUNTED)) == (
        f"{COUNTED.text}\n\nHeads\n  Heads retrieve. [1]"
    )
    assert text.body(replace(NOTHING, counted=COUNTED)) == COUNTED.text


def test_in_discord_as_text_without_markdown() -> None:
    ((embed,),) = embeds.answer(replace(NOTHING, counted=COUNTED), {}, FACTS, translator("en"))
    assert embed.description == "2 papers with the words “\\*heads\\*”, since 2026-03-01."
    ((embed,),) = embeds.answer(replace(ANSWER, counted=COUNTED), {}, FACTS, translator("en"))
    assert embed.description is not None
    assert embed.description.endswith("\n\nHeads retrieve. [1]")


def test_it_is_kept_and_comes_back() -> None:
    for counted in (COUNTED, replace(COUNTED, until=date(2026, 4, 1)), None):
        given = replace(ANSWER, counted=counted, form=Form.LIST)
        assert snapshot.load(json.loads(json.dumps(snapshot.dump(given)))) == given
