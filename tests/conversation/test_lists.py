"""A long list: a leaf at a time, each within one message, and all of it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.core.models import Form
from bot.render.leaves import PAPERS as PER_LEAF
from tests.conversation.talk import buttons, text_of
from tests.discord_core import PAPERS

LONG = PAPERS[:20]


@pytest.fixture
async def listed(world):
    """The first leaf of a list of twenty papers."""

    async def script(question):
        return replace(world.answers.answer(question, *LONG), form=Form.LIST)

    world.answers.script = script
    return (await world.ada.slash(world.channel, "ask", question="Which papers?")).response


def cited(message):
    return [int(n) for n in re.findall(r"\[(\d+)\] ?\[", text_of(message).replace("\\", ""))]


async def test_a_list_says_how_many_papers_fit_and_shows_the_first(world, listed):
    assert "20 papers fit, the best first:" in text_of(listed)
    assert "Page 1 of 3" in text_of(listed)
    assert len(listed.embeds) == 1
    assert cited(listed) == list(range(1, PER_LEAF + 1))
    assert {"Previous", "Next"} <= set(buttons(listed))


async def test_every_paper_is_on_one_leaf(world, listed):
    seen, message = cited(listed), listed
    for _ in range(2):
        pressed = await world.ada.click(message, label="Next")
        message = pressed.response or listed
        assert "20 papers fit" in text_of(message)
        seen += cited(message)
    assert seen == list(range(1, len(LONG) + 1))


async def test_the_sources_are_those_of_the_leaf(world, listed):
    await world.ada.click(listed, label="Next")
    sources = await world.ada.click(world.channel.last_message, label="Sources")
    assert LONG[PER_LEAF].title[:30] in text_of(sources.response)
    assert LONG[0].title[:30] not in text_of(sources.response)


async def test_who_did_not_ask_leafs_in_a_copy(world, listed):
    pressed = await world.ben.click(listed, label="Next")
    assert pressed.ephemeral
    assert "Page 2 of 3" in text_of(pressed.response)
    assert "Page 1 of 3" in text_of(world.channel.last_message)
    assert "Delete" not in buttons(pressed.response)


async def test_it_works_after_a_restart(world, listed):
    await world.restart()
    await world.ada.click(world.channel.last_message, label="Next")
    assert "Page 2 of 3" in text_of(world.channel.last_message)
    assert "Delete" in buttons(world.channel.last_message)


async def test_a_short_list_has_no_leaves(world):
    async def script(question):
        return replace(world.answers.answer(question, *LONG[:3]), form=Form.LIST)

    world.answers.script = script
    shown = (await world.ada.slash(world.channel, "ask", question="Which papers?")).response
    assert "3 papers fit" in text_of(shown)
    assert "Next" not in buttons(shown)
