"""Journal clubs in the database: one open vote a channel, one vote a person, sums at the end."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

from bot.core.club import Candidate, Club, Stage
from bot.state.database import sqlite_url
from bot.state.records import ConversationKey
from bot.state.store import open_state
from tests.integration.state.samples import ADA, BEN, CHANNEL, GUILD, answer
from tests.integration.state.test_forgetting import traces


def club(clock, identity="c1", **changes) -> Club:
    made = Club(
        id=identity,
        guild=GUILD,
        channel=CHANNEL,
        opened_by=ADA,
        opened_at=clock(),
        closes_at=clock() + timedelta(hours=24),
        language="de",
        zone="Europe/Berlin",
        topic="zanzibar",
        since=date(2026, 8, 15),
        until=date(2026, 8, 21),
        total=30,
        candidates=tuple(
            Candidate(n, f"p{n}", f"Title {n}", f"https://example.org/{n}", 50 - n, "It does.")
            for n in (1, 2, 3)
        ),
    )
    return replace(made, **changes)


async def shown(state, clock, identity="c1", message=900, **changes):
    opened = await state.journal.open(club(clock, identity, **changes))
    await state.journal.posted(identity, message)
    return opened


async def test_a_club_comes_back_as_it_was_kept_after_a_restart(folder, clock):
    async with open_state(sqlite_url(folder), clock) as state:
        await shown(state, clock)
    async with open_state(sqlite_url(folder), clock) as state:
        await state.journal.drop_unposted()
        assert await state.journal.get("c1") == replace(club(clock), message=900)
        assert (await state.journal.by_message(900)).id == "c1"
        assert await state.journal.by_message(901) is None
        assert await state.journal.get("c2") is None


async def test_one_vote_is_open_in_a_channel_at_a_time(state, clock):
    first = await shown(state, clock)
    assert first == club(clock)
    assert (await state.journal.open(club(clock, "c2"))).id == "c1"
    other = club(clock, "c3", channel=CHANNEL + 1)
    assert await state.journal.open(other) == other
    await state.journal.close("c1")
    assert (await state.journal.open(club(clock, "c4"))).id == "c4"


async def test_of_two_that_open_at_once_one_is_led_to_the_other(state, clock):
    made = await asyncio.gather(*(state.journal.open(club(clock, f"c{n}")) for n in range(5)))
    assert len({one.id for one in made}) == 1


async def test_the_last_vote_of_a_person_counts(state, clock):
    await shown(state, clock)
    assert (await state.journal.vote("c1", ADA, 1)).n == 1
    assert (await state.journal.vote("c1", ADA, 3)).title == "Title 3"
    await state.journal.vote("c1", BEN, 3)
    counted = await state.journal.get("c1")
    assert [one.votes for one in counted.candidates] == [0, 0, 2]
    assert await state.journal.vote("c1", ADA, 4) is None
    assert await state.journal.vote("c2", ADA, 1) is None
    clock.forward(hours=24)
    assert await state.journal.vote("c1", ADA, 1) is None
    assert (await state.journal.get("c1")).voters == 2


async def test_closing_decides_once_and_leaves_sums_only(state, clock, folder):
    await shown(state, clock, opened_by=None, topic="")
    await state.journal.vote("c1", ADA, 2)
    await state.journal.vote("c1", BEN, 2)
    closings = await asyncio.gather(*(state.journal.close("c1") for _ in range(3)))
    assert sorted(closings) == [False, False, True]
    decided = await state.journal.get("c1")
    assert (decided.stage, decided.winner.n, decided.winner.votes) == (Stage.CLOSED, 2, 2)
    assert await state.journal.vote("c1", ADA, 1) is None
    assert (await state.privacy.export(ADA))["journal_club_votes"] == []
    await state.privacy.forget(BEN)
    assert traces(folder, ADA) == []
    assert (await state.journal.get("c1")).voters == 2


async def test_what_is_due_and_what_is_unfinished(state, clock):
    await shown(state, clock)
    await state.journal.open(club(clock, "c2", channel=CHANNEL + 1))
    assert await state.journal.next_closing() == clock() + timedelta(hours=24)
    assert await state.journal.due() == ()
    clock.forward(hours=24)
    assert await state.journal.due() == ("c1",)
    await state.journal.close("c1")
    assert await state.journal.due() == ()
    assert await state.journal.next_closing() is None
    assert await state.journal.unfinished() == ("c1",)
    for stage in (Stage.BLOCKED, Stage.DONE):
        await state.journal.at_stage("c1", stage)
        assert await state.journal.unfinished() == ()


async def test_what_was_never_shown_is_dropped_at_the_start(state, clock):
    await shown(state, clock)
    await state.journal.open(club(clock, "c2", channel=CHANNEL + 1))
    await state.journal.drop_unposted()
    assert await state.journal.get("c2") is None
    assert await state.journal.get("c1") is not None
    await state.journal.drop("c1")
    assert await state.journal.get("c1") is None


async def test_a_person_sees_their_votes_and_clubs_and_they_go_with_the_person(
    state, clock, folder
):
    await shown(state, clock)
    await state.journal.vote("c1", ADA, 1)
    await state.journal.vote("c1", BEN, 2)
    kept = await state.privacy.export(ADA)
    (voted,) = kept["journal_club_votes"]
    assert (voted["paper"], voted["channel"]) == ("Title 1", str(CHANNEL))
    assert kept["journal_clubs"][0]["topic"] == "zanzibar"
    await state.privacy.forget(ADA)
    assert traces(folder, ADA) == []
    left = await state.journal.get("c1")
    assert (left.opened_by, left.topic) == (None, None)
    assert [one.votes for one in left.candidates] == [0, 1, 0]


async def test_old_votes_and_clubs_go_and_open_ones_stay(state, clock, folder):
    await shown(state, clock)
    await shown(
        state,
        clock,
        "c2",
        901,
        channel=CHANNEL + 1,
        topic="",
        closes_at=clock() + timedelta(days=7),
    )
    await state.journal.vote("c2", BEN, 1)
    await state.journal.close("c1")
    await state.journal.at_stage("c1", Stage.DONE)
    clock.forward(days=5)
    await state.retention.sweep(clock(), days=3)
    assert await state.journal.get("c1") is None
    assert (await state.journal.get("c2")).voters == 0
    assert traces(folder, BEN) == []


async def test_the_exchanges_of_a_thread_are_those_that_everybody_sees(state, clock):
    for number in range(4):
        await state.exchanges.store(
            answer(f"a{number}", f"Question {number}?"),
            conversation=ConversationKey.thread(77),
            asker=ADA if number < 2 else BEN,
            guild=GUILD,
            channel=77,
            # The last answer was private: no message shows it.
            message=100 + number if number < 3 else None,
        )
        clock.forward(seconds=1)
    found, total = await state.exchanges.in_thread(77, 2)
    assert ([one.id for one in found], total) == (["a1", "a2"], 3)
    await state.privacy.forget(ADA)
    found, total = await state.exchanges.in_thread(77, 2)
    assert ([one.id for one in found], total) == (["a2"], 1)
    assert await state.exchanges.in_thread(78, 2) == ((), 0)
