"""An answer that a chat model writes: it grows, can be stopped, and can do no harm."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.core.models import Form, Notice, Partial, Statement, Trace, Usage
from bot.exts.ask import asking
from bot.state.usage import ModelUsage
from config.settings import CostSettings
from tests.conversation.talk import buttons, text_of
from tests.discord_core import PAPERS

HOSTILE = (
    "@everyone <@1> see [here](https://evil.example/x) or https://evil.example \u202edrow\u202c "
    "\u200bzero **bold** `code` <https://evil.example>"
)


def grow(world, text="Agents use tools.", then=None):
    """The core proves a statement, and goes on when the returned event is set."""
    gate = asyncio.Event()

    async def write(question, watch):
        answer = world.answers.answer(question)
        await watch(Partial((Statement(text, (1,)),), answer.citations))
        await world.env.external_wait(gate.wait(), reason="a model that writes")
        return then(answer) if then else answer

    world.answers.growing = write
    return gate


@pytest.mark.parametrize("how", ["command", "mention"])
async def test_what_is_proved_is_shown_before_the_rest_is_written(world, how):
    gate = grow(world)
    if how == "command":
        result = await world.ada.slash(world.channel, "ask", question="What are agents?")
        shown = lambda: result.response  # noqa: E731
    else:
        await world.ada.send(world.channel, f"{world.me} What are agents?")
        shown = lambda: world.channel.last_message  # noqa: E731
    await world.env.advance_time(asking.EDIT_SECONDS)
    assert "Agents use tools. " in text_of(shown())
    assert PAPERS[0].title[:30] in text_of(shown())
    assert buttons(shown()) == ["Stop"]
    gate.set()
    await world.env.settle()
    assert "Agents use tools." not in text_of(shown())
    assert "Sources" in buttons(shown())


async def test_nothing_is_edited_where_nothing_grew(world):
    gate = grow(world)
    await world.ada.slash(world.channel, "ask", question="What are agents?")
    await world.env.advance_time(asking.EDIT_SECONDS)
    await world.env.advance_time(3 * asking.EDIT_SECONDS)
    grown = [body for body in world.sent() if "Agents use tools." in str(body)]
    assert len(grown) == 1
    gate.set()
    await world.env.settle()


async def test_what_was_proved_stays_when_it_is_stopped(world):
    grow(world)
    result = await world.ada.slash(world.channel, "ask", question="What are agents?")
    await world.env.advance_time(asking.EDIT_SECONDS)
    await world.ada.click(result.response, label="Stop")
    said = text_of(result.response)
    assert "Stopped. This much was proved:" in said
    assert "Agents use tools. " in said
    assert not buttons(result.response)


async def test_nothing_that_a_model_writes_is_obeyed(world):
    def hostile(answer):
        return replace(answer, statements=(Statement(HOSTILE, (1,)),))

    gate = grow(world, HOSTILE, hostile)
    await world.ada.slash(world.channel, "ask", question="What are agents?")
    await world.env.advance_time(asking.EDIT_SECONDS)
    gate.set()
    await world.env.settle()
    bodies = [str(body.get("embeds")) for body in world.sent() if body.get("embeds")]
    assert len(bodies) >= 2
    for body in bodies:
        assert "@everyone" not in body
        assert "<@1>" not in body
        assert "](https://evil" not in body
        assert "https://evil" not in body
        assert not set("\u202e\u202c") & set(body)
        assert "**bold**" not in body


@pytest.mark.parametrize(
    ("notice", "said"),
    [
        (Notice.MODEL_FAILED, "The chat model failed"),
        (Notice.CAP_REACHED, "budget for the chat model is spent"),
        (Notice.CACHED, "was answered before"),
    ],
)
@pytest.mark.parametrize("kind", ["answer", "abstention"])
async def test_how_an_answer_came_about_is_said(world, notice, said, kind):
    async def noted(question):
        return replace(getattr(world.answers, kind)(question), notice=notice)

    world.answers.script = noted
    result = await world.ada.slash(world.channel, "ask", question="What are agents?")
    assert said in text_of(result.response)


async def test_the_sources_say_how_a_follow_up_was_understood(world):
    async def rewritten(question):
        trace = Trace(Form.PLAIN, rewritten_by="rules")
        answer = world.answers.answer(question)
        return replace(answer, standalone="What do agents cost?", trace=trace)

    world.answers.script = rewritten
    result = await world.ada.slash(world.channel, "ask", question="And what do they cost?")
    sources = await world.ada.click(result.response, label="Sources")
    assert "Understood as: What do agents cost?" in text_of(sources.response)


async def test_the_place_that_shares_a_budget_is_told_to_the_core(world):
    await world.ada.slash(world.channel, "ask", question="What are agents?")
    asked = world.answers.asked[-1]
    assert (asked.asker, asked.server) == (str(world.ada.id), str(world.guild.id))


class TestABotWithAModel:
    @pytest.fixture
    async def parts(self, parts):
        caps = CostSettings(per_day=2.5)
        parts.services = replace(parts.services, model=caps)
        return parts

    async def test_who_manages_the_server_sees_what_the_model_took(self, world):
        usage: ModelUsage = world.state.usage
        await usage.record("a1", "1", None, "openai:x", Usage(1000, 234, 0.25))
        shown = await world.eve.slash(world.channel, "status")
        assert "Chat model today (UTC): 1 answers, 1234 tokens, $0.25 of $2.5" in (
            shown.response.content
        )
        other = await world.ada.slash(world.channel, "status")
        assert "Chat model" not in other.response.content
