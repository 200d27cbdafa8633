"""A journal club over real HTTP: many voters at once, and answers of Discord that get lost."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.club import Stage
from bot.exts.journal import buttons
from tests.discord_core import PAPERS
from tests.wire.double import words

VOTERS = 40


async def opened(live):
    club = await live.double.slash(live.channel, "journal-club")
    await live.double.all_answered(club)
    return club.message


async def done(live, message):
    async with asyncio.timeout(15):
        while (await live.state.journal.by_message(message)).stage is not Stage.DONE:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def edits(live, message):
    path = f"/channels/{live.channel}/messages/{message['id']}"
    return sum(
        method == "PATCH" and where.endswith(path) for method, where, _ in live.double.requests
    )


async def test_every_one_of_many_votes_counts_and_few_edits_show_them(live):
    message = await opened(live)
    people = [live.double.person() for _ in range(VOTERS)]
    pressed = await asyncio.gather(
        *(live.double.press(message, buttons.VOTE, person) for person in people)
    )
    await live.double.until(lambda: all("You voted for 1" in vote.text for vote in pressed))
    await live.double.until(lambda: f"**{VOTERS} votes**" in words(message))
    assert edits(live, message) < VOTERS / 4


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/channels/*/messages/*/threads"),
        ("POST", "/channels/*/messages"),
        ("PATCH", "/channels/*/messages/*"),
    ],
)
async def test_an_answer_that_is_lost_makes_nothing_twice(live, method, path):
    message, person = await opened(live), live.double.person()
    voted = await live.double.press(message, buttons.VOTE, person)
    await live.double.until(lambda: "**1 vote**" in words(message) and voted.text)
    live.double.lose_answer(method, path)
    await live.double.press(message, buttons.CLOSE, person)
    await live.double.until(lambda: "We read" in words(message))
    thread = int(message["id"])
    assert live.double.channels[thread]["name"] == PAPERS[0].title
    assert len(live.double.from_bot(thread)) == 1
    await done(live, thread)
    assert await live.state.threads.ours(thread)
