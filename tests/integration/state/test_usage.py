"""What chat models took, and what they answered before."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.answering.costs import CostMeter, RememberedAnswers
from bot.core.models import (
    DraftStatement,
    Evidence,
    Form,
    Notice,
    Question,
    Refusal,
    Trace,
    Usage,
    Written,
)
from bot.state import snapshot
from bot.state.errors import StateError
from config.settings import CostSettings
from tests.integration.state.samples import ADA, BEN, answer

PRICED, UNPRICED = Usage(1000, 50, 0.5), Usage(10, 5, None)


async def take(state, answer, asker=ADA, usage=PRICED, server="9"):
    await state.usage.record(answer, str(asker), server, "openai:x", usage)


async def test_what_was_taken_is_summed_by_day_model_person_and_server(state, clock):
    await take(state, "a1")
    await take(state, "a2", BEN, UNPRICED, None)
    clock.forward(days=1)
    await take(state, "a3")
    today = state.usage.today
    (model,) = await state.usage.by_model(today - timedelta(days=1))
    assert (model.name, model.answers, model.input_tokens) == ("openai:x", 3, 2010)
    assert (model.cost, model.unpriced) == (1.0, 1)
    days = await state.usage.by_day(today - timedelta(days=1))
    assert [(day.answers, day.cost) for day in days] == [(2, 0.5), (1, 0.5)]
    assert [person.name for person in await state.usage.by_person(today)] == [str(ADA)]
    servers = await state.usage.by_server(today - timedelta(days=1))
    assert {server.name: server.answers for server in servers} == {"-": 1, "9": 2}


@pytest.mark.parametrize(
    ("caps", "ada", "ben"),
    [
        ({}, True, True),
        ({"per_day": 0.4}, False, False),
        ({"per_day": 0.6}, True, True),
        ({"per_person": 0.4}, False, True),
        ({"per_server": 0.4}, False, False),
        ({"per_day": 0}, False, False),
    ],
)
async def test_caps_hold_for_a_day(state, clock, caps, ada, ben):
    await take(state, "a1")
    meter = CostMeter(state.usage, CostSettings(**caps))
    assert await meter.allows(Question("q", asker=str(ADA), server="9")) is ada
    assert await meter.allows(Question("q", asker=str(BEN), server="9")) is ben
    clock.forward(days=1)
    anew = caps.get("per_day") != 0
    assert await meter.allows(Question("q", asker=str(ADA), server="9")) is anew


async def test_the_command_line_has_no_person_to_cap(state):
    await state.usage.record("a1", None, None, "openai:x", PRICED)
    meter = CostMeter(state.usage, CostSettings(per_person=0.1, per_server=0.1))
    assert await meter.allows(Question("q"))


class Broken:
    """A database that fails."""

    def __getattr__(self, name):
        async def fail(*_given):
            raise StateError("The disk is full.")

        return fail


async def test_a_database_that_fails_spends_nothing_that_is_capped_and_breaks_no_answer(caplog):
    meter, question = CostMeter(Broken(), CostSettings(per_day=1)), Question("q")
    with caplog.at_level(logging.WARNING):
        assert not await meter.allows(question)
        await meter.record(question, "a1", "openai:x", PRICED)
        cache = RememberedAnswers(Broken())
        assert await cache.get("key") is None
        await cache.put("key", None, answer("a1", "q"))
    assert caplog.text.count("The disk is full.") == 4
    assert await CostMeter(Broken(), CostSettings()).allows(question)


async def test_answer_is_remembered_as_it_was_until_another_takes_its_place(state):
    assert await state.answers.get("key") is None
    first, second = answer("a1", "q"), answer("a2", "q")
    await state.answers.put("key", str(ADA), first)
    assert await state.answers.get("key") == first
    await state.answers.put("key", str(BEN), second)
    assert await state.answers.get("key") == second


async def test_who_is_forgotten_leaves_sums_only(state):
    await take(state, "a1")
    await state.answers.put("key", str(ADA), answer("a1", "q"))
    exported = await state.privacy.export(ADA)
    assert exported["chat_models"][0]["cost"] == 0.5
    assert exported["answers_kept_to_be_given_again"][0]["question"] == "q"
    await state.privacy.forget(ADA)
    assert await state.answers.get("key") is None
    (person,) = await state.usage.by_person(state.usage.today)
    assert (person.name, person.cost) == ("-", 0.5)


async def test_what_is_old_goes(state, clock):
    await take(state, "a1")
    await state.answers.put("key", str(ADA), answer("a1", "q"))
    clock.forward(days=91)
    await state.retention.sweep(clock(), 90)
    assert await state.answers.get("key") is None
    (person,) = await state.usage.by_person(state.usage.today - timedelta(days=100))
    assert person.name == "-"


def test_how_answer_came_about_is_kept_with_it():
    trace = Trace(
        Form.LIST,
        "rules",
        (Written("raw", "openai:x", PRICED),),
        (Refusal(DraftStatement("So.", (Evidence("k", "q"),), "data"), "not there"),),
        PRICED,
        "It failed.",
    )
    kept = replace(answer("a1", "q"), trace=trace, notice=Notice.CACHED, form=Form.LIST)
    assert snapshot.load(snapshot.dump(kept)) == kept
    assert snapshot.without_context(kept).trace is None
