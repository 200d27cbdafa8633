"""Digests of a real corpus, over a real ledger, by a clock that tests move."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.answering.threads import Readers
from bot.core.digest import Pause, Rhythm, Scope, Via
from bot.core.errors import GoneError, NotNowError
from bot.digests import clockwork
from bot.digests.clockwork import Clockwork
from bot.digests.rounds import MOST_ATTEMPTS, Round, Rounds
from bot.digests.service import Digests
from bot.state.database import sqlite_url
from bot.state.store import State, open_state
from tests.builders import paper, subscription
from tests.couriers import FileCourier, Herald
from tests.discord_core import ScriptedAnswers
from tests.integration.corpus.test_corpus import EMBEDDER, store
from vectorstore.corpus.reader import Corpus
from vectorstore.errors import CorpusError
from vectorstore.lexicon import Lexicon

MONDAY = date(2026, 8, 17)
DAY = timedelta(days=1)


class World:
    """A feed that grows, people who subscribe, and a bot that can be started anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = datetime(2026, 8, 17, 12, tzinfo=UTC)
        self.courier = FileCourier(folder / "brought.jsonl")
        self.herald = Herald()
        self.answers = ScriptedAnswers()
        self.readers = Readers()
        self.lexicon = Lexicon()
        self.state: State
        self.rounds: Rounds
        self._number = 0
        self.listed(date(2020, 1, 1))

    def start(self, state: State, couriers=None) -> None:
        """As after a restart: whatever was in memory is gone."""
        self.state = state
        self.corpus = Corpus.open(self.folder / "papers")
        digests = Digests(self.corpus, self.readers, EMBEDDER, self.lexicon, self.answers)
        self.rounds = Rounds(
            state.subscriptions,
            state.deliveries,
            digests,
            {Via.DM: self.courier, Via.CHANNEL: self.courier} if couriers is None else couriers,
            self.herald,
            lambda: self.now,
        )

    def listed(self, day: date, count: int = 1, about: str = "", **fields: object) -> list[str]:
        """New papers in the feed; returns their ids."""
        ids = [f"2608.{self._number + n:05}" for n in range(count)]
        self._number += count
        store(
            self.folder / "papers",
            *(
                paper(
                    one,
                    f"We propose {one} {about}. It works.",
                    title=f"Paper {one} {about}",
                    listed=(day,),
                    **fields,
                )
                for one in ids
            ),
        )
        return ids

    async def at(self, day: date, hour: int = 9, minute: int = 0) -> Round:
        """A round at a time, in UTC."""
        self.now = datetime.combine(day, time(hour, minute), UTC)
        return await self.rounds.run()

    def brought(self) -> list[tuple[str, list[str]]]:
        return [(line["day"], line["papers"]) for line in self.courier.lines()]

    async def subscribed(self, **fields: object):
        given = {"created_at": self.now} | fields
        return await self.state.subscriptions.add(subscription(**given))


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    made = World(tmp_path)
    async with open_state(sqlite_url(tmp_path), lambda: made.now) as state:
        made.start(state)
        yield made
    made.readers.close()


async def test_each_day_has_its_digest_and_no_paper_comes_twice(world):
    await world.subscribed()
    first = world.listed(MONDAY, 2) + world.listed(MONDAY + DAY)
    assert await world.at(MONDAY, 23) == Round()
    assert await world.at(MONDAY + DAY, 8, 59) == Round()
    assert await world.at(MONDAY + DAY) == Round(sent=1)
    assert await world.at(MONDAY + DAY, 9, 1) == Round()
    second = world.listed(MONDAY + 2 * DAY)
    assert await world.at(MONDAY + 2 * DAY) == Round(sent=1)
    assert world.brought() == [("2026-08-18", first), ("2026-08-19", second)]


async def test_a_list_that_fills_up_late_loses_nothing(world):
    await world.subscribed()
    early = world.listed(MONDAY + DAY)
    await world.at(MONDAY + DAY)
    late, new = world.listed(MONDAY + DAY, 2), world.listed(MONDAY + 3 * DAY)
    await world.at(MONDAY + 3 * DAY)
    assert world.brought() == [("2026-08-18", early), ("2026-08-20", late + new)]
    assert world.courier.lines()[1]["since"] == "2026-08-18"


async def test_nothing_from_before_the_subscription_comes_late(world):
    await world.subscribed()
    world.listed(MONDAY - 5 * DAY, 3)
    new = world.listed(MONDAY + DAY)
    await world.at(MONDAY + DAY)
    await world.at(MONDAY + 2 * DAY)
    assert world.brought() == [("2026-08-18", new)]


async def test_a_week_of_stillness_is_made_up_for_by_one_digest(world):
    await world.subscribed()
    all_of_it = [one for n in range(1, 8) for one in world.listed(MONDAY + n * DAY, 2)]
    assert await world.at(MONDAY + 7 * DAY, 15) == Round(sent=1)
    assert await world.at(MONDAY + 7 * DAY, 16) == Round()
    (line,) = world.courier.lines()
    assert (line["since"], line["until"]) == ("2026-08-17", "2026-08-24")
    assert sorted(line["papers"]) == all_of_it


async def test_a_day_without_papers_is_silent_or_told_as_chosen(world):
    silent = await world.subscribed()
    told = await world.subscribed(quiet_day=True)
    asked = await world.subscribed(scope=Scope.QUESTION, subject="Which heads?", quiet_day=True)
    assert await world.at(MONDAY + DAY) == Round(sent=1, quiet=2)
    assert [(line["to"], line["papers"]) for line in world.courier.lines()] == [(told.id, [])]
    world.listed(MONDAY + DAY)
    assert await world.at(MONDAY + DAY, 9, 5) == Round()
    ledgers = await world.state.deliveries.ledgers()
    assert {ledgers[one.id].day for one in (silent, told, asked)} == {MONDAY + DAY}


async def test_of_120_papers_the_most_upvoted_are_shown_and_the_others_do_not_come_later(world):
    await world.subscribed()
    for votes in range(12):
        world.listed(MONDAY + DAY, 10, about=f"theme{votes % 4} word{votes % 4}", upvotes=votes)
    await world.at(MONDAY + DAY)
    (line,) = world.courier.lines()
    assert line["total"] == 120
    votes = [world.corpus.get([one])[one].upvotes for one in line["papers"]]
    assert sorted(votes) == [10] * 10 + [11] * 10
    assert await world.at(MONDAY + 2 * DAY) == Round(quiet=1)


@pytest.mark.parametrize("step", ["before", "after"])
async def test_a_crash_around_sending_loses_and_doubles_nothing(world, step):
    await world.subscribed()
    papers = world.listed(MONDAY + DAY)

    async def crash(_):
        raise asyncio.CancelledError

    setattr(world.courier, step, crash)
    with pytest.raises(asyncio.CancelledError):
        await world.at(MONDAY + DAY)
    setattr(world.courier, step, None)
    world.start(world.state)
    assert await world.at(MONDAY + DAY, 9, 1) == Round(sent=1)
    assert await world.at(MONDAY + DAY, 9, 2) == Round()
    assert world.brought() == [("2026-08-18", papers)]
    assert world.courier.lines()[0]["again"] == (step == "before")


async def test_a_place_that_is_gone_pauses_and_its_owner_is_told_once(world):
    gone = await world.subscribed(via=Via.CHANNEL, channel=5)
    await world.subscribed()
    papers = world.listed(MONDAY + DAY)

    async def closed(digest):
        if digest.subscription.via is Via.CHANNEL:
            raise GoneError("The channel is gone.")

    world.courier.before = closed
    assert await world.at(MONDAY + DAY) == Round(sent=1, stopped=1)
    world.listed(MONDAY + 2 * DAY)
    await world.at(MONDAY + 2 * DAY)
    assert world.herald.told == [(gone.id, Pause.GONE)]

    world.courier.before = None
    await world.state.subscriptions.pause(gone.id, None)
    await world.at(MONDAY + 2 * DAY, 10)
    mine = [line["papers"] for line in world.courier.lines() if line["to"] == gone.id]
    assert mine[0] == papers
    assert len(mine) == 2


async def test_an_owner_who_cannot_be_told_now_is_told_later_and_one_who_is_gone_is_let_be(world):
    one = await world.subscribed()
    await world.state.subscriptions.stop(one.id, Pause.GONE)
    world.herald.error = NotNowError("busy")
    await world.rounds.run()
    world.herald.error = None
    await world.rounds.run()
    assert world.herald.told == [(one.id, Pause.GONE)]
    await world.state.subscriptions.pause(one.id, None)
    await world.state.subscriptions.stop(one.id, Pause.GONE)
    world.herald.error = GoneError("no direct messages")
    await world.rounds.run()
    assert await world.state.subscriptions.untold() == ()


async def test_what_does_not_work_now_is_tried_less_and_less_often_and_never_forgotten(world):
    tried = []

    async def busy(_):
        tried.append(world.now)
        raise NotNowError("busy")

    one = await world.subscribed()
    papers = world.listed(MONDAY + DAY)
    world.courier.before = busy
    await world.at(MONDAY + DAY)
    while not world.herald.told:
        # Once it waits for an hour each time, nothing happens in between.
        world.now += timedelta(minutes=1 if len(tried) < 8 else 60)
        await world.rounds.run()
    pauses = [(b - a) / timedelta(minutes=1) for a, b in itertools.pairwise(tried)]
    assert pauses[:7] == [1, 2, 4, 8, 16, 32, 60]
    assert set(pauses[7:]) == {60}
    assert len(tried) == MOST_ATTEMPTS
    assert world.herald.told == [(one.id, Pause.FAILING)]

    world.courier.before = None
    await world.state.subscriptions.pause(one.id, None)
    world.now += timedelta(hours=1)
    await world.rounds.run()
    assert world.brought()[0] == ("2026-08-18", papers)


async def test_a_reader_who_never_answers_does_not_hold_up_the_others(world):
    slow = await world.subscribed()
    others = [await world.subscribed() for _ in range(20)]
    papers = world.listed(MONDAY + DAY)

    async def wait(digest):
        if digest.subscription.id == slow.id:
            await asyncio.Event().wait()

    world.courier.before = wait
    world.rounds = replace(world.rounds, seconds=0.05)
    assert await world.at(MONDAY + DAY) == Round(sent=20, postponed=1)
    assert {line["to"] for line in world.courier.lines()} == {one.id for one in others}
    world.courier.before = None
    assert await world.at(MONDAY + DAY, 9, 1) == Round(sent=1)
    assert all(line["papers"] == papers for line in world.courier.lines())


async def test_a_mistake_in_one_delivery_is_logged_and_the_others_are_brought(world, caplog):
    broken = await world.subscribed()
    await world.subscribed()
    world.listed(MONDAY + DAY)

    async def wrong(digest):
        if digest.subscription.id == broken.id:
            raise KeyError("a mistake of ours")

    world.courier.before = wrong
    assert await world.at(MONDAY + DAY) == Round(sent=1, postponed=1)
    assert "failed unexpectedly" in caplog.text


@pytest.mark.parametrize("error", [CorpusError("unreadable"), KeyError("a mistake of ours")])
async def test_a_digest_that_cannot_be_made_is_tried_again_later(world, error):
    asked = await world.subscribed(scope=Scope.QUESTION, subject="Which heads?")
    await world.subscribed()
    (one,) = world.listed(MONDAY + DAY, about="which heads")
    calls = []

    async def broken(question):
        calls.append(question)
        raise error

    world.answers.script = broken
    assert await world.at(MONDAY + DAY) == Round(sent=1)
    await world.at(MONDAY + DAY, 9, 1)
    await world.at(MONDAY + DAY, 9, 2)
    await world.at(MONDAY + DAY, 9, 3)
    assert len(calls) == 3

    async def answered(question):
        (found,) = (world.corpus.get(list(question.filters.paper_ids))).values()
        return world.answers.answer(question, found)

    world.answers.script = answered
    await world.at(MONDAY + DAY, 9, 10)
    assert world.courier.lines()[1]["to"] == asked.id
    assert world.courier.lines()[1]["papers"] == [one]


async def test_a_way_that_is_not_there_yet_costs_nothing_but_time(world):
    await world.subscribed(via=Via.EMAIL, email="ada@example.org")
    papers = world.listed(MONDAY + DAY) + world.listed(MONDAY + 2 * DAY)
    assert await world.at(MONDAY + DAY) == Round()
    world.start(world.state, {Via.EMAIL: world.courier})
    assert await world.at(MONDAY + 2 * DAY) == Round(sent=1)
    assert world.brought() == [("2026-08-19", papers)]


async def test_what_was_begun_waits_for_the_end_of_quiet_hours(world):
    await world.subscribed(quiet=(time(22), time(7)), at=time(21, 59))
    world.listed(MONDAY)

    async def busy(_):
        raise NotNowError("busy")

    world.courier.before = busy
    assert await world.at(MONDAY, 21, 59) == Round(postponed=1)
    world.courier.before = None
    assert await world.at(MONDAY, 22) == Round()
    assert await world.at(MONDAY + DAY, 6, 59) == Round()
    assert await world.at(MONDAY + DAY, 7) == Round(sent=1)


@pytest.mark.parametrize(
    ("first", "at"), [(date(2026, 3, 27), time(2, 30)), (date(2026, 10, 23), time(2, 30))]
)
async def test_every_day_has_one_digest_where_clocks_change(world, first, at):
    world.now = datetime.combine(first, time(12), UTC)
    await world.subscribed(zone="Europe/Berlin", at=at, quiet_day=True)
    for _ in range(4 * 24 * 2):
        world.now += timedelta(minutes=30)
        await world.rounds.run()
    assert [day for day, _ in world.brought()] == [
        (first + n * DAY).isoformat() for n in range(1, 5)
    ]


async def test_a_weekly_digest_covers_its_week(world):
    await world.subscribed(rhythm=Rhythm.WEEKLY)
    papers = [one for n in range(8) for one in world.listed(MONDAY + n * DAY)]
    for n in range(1, 8):
        await world.at(MONDAY + n * DAY)
    ((day, found),) = world.brought()
    assert day == "2026-08-24"
    assert sorted(found) == papers


async def test_more_like_what_is_disliked_is_left_out(world):
    one = await world.subscribed()
    (shown,) = world.listed(MONDAY + DAY, about="cats cats cats cats cats cats")
    await world.at(MONDAY + DAY)
    await world.state.subscriptions.dislike(one.id, shown)
    world.listed(MONDAY + 2 * DAY, about="cats cats cats cats cats cats")
    (other,) = world.listed(MONDAY + 2 * DAY, about="spiking networks in silicon retinas")
    await world.at(MONDAY + 2 * DAY)
    assert world.brought()[1] == ("2026-08-19", [other])


async def test_the_clockwork_goes_on_after_a_round_that_failed(world, caplog):
    ends = asyncio.Event()
    waits = []

    async def idle(awaitable):
        waits.append(awaitable)
        awaitable.close()
        if len(waits) == 1:
            world.courier.before = None
            world.now += timedelta(minutes=5)
        else:
            ends.set()
            await asyncio.Event().wait()

    async def lost(_):
        raise asyncio.InvalidStateError

    await world.subscribed()
    papers = world.listed(MONDAY + DAY)
    world.now = datetime(2026, 8, 18, 9, tzinfo=UTC)
    world.courier.before = lost
    running = asyncio.create_task(Clockwork(world.rounds, idle).run())
    await ends.wait()
    running.cancel()
    assert world.brought() == [("2026-08-18", papers)]


@pytest.mark.parametrize("synced", [True, False])
async def test_what_makes_up_for_a_stop_has_what_came_out_in_the_meantime(
    world, monkeypatch, synced
):
    await world.subscribed()
    old, ready, ends = world.listed(MONDAY + DAY), asyncio.Event(), asyncio.Event()
    world.now = datetime(2026, 8, 20, 9, tzinfo=UTC)
    waits = []

    async def idle(awaitable):
        waits.append(awaitable)
        if len(waits) == 1:
            waiting = asyncio.ensure_future(awaitable)
            if synced:
                await asyncio.sleep(0)
                assert not waiting.done()
                old.extend(world.listed(MONDAY + 2 * DAY))
                ready.set()
            await waiting
        else:
            awaitable.close()
            ends.set()
            await asyncio.Event().wait()

    # A sync that does not end holds nobody up for good.
    monkeypatch.setattr(clockwork, "READY_SECONDS", 60.0 if synced else 0.0)
    running = asyncio.create_task(Clockwork(world.rounds, idle, ready).run())
    await ends.wait()
    running.cancel()
    assert world.brought() == [("2026-08-20", old)]


async def test_a_preview_shows_the_newest_papers_and_takes_nothing(world):
    one = await world.subscribed()
    new = world.listed(MONDAY - 9 * DAY)
    digests = world.rounds.digests
    for _ in range(2):
        shown = await digests.preview(one, world.now)
        assert [item.paper.paper_id for item in shown.items] == new
    empty = await digests.preview(replace(one, scope=Scope.AUTHOR, subject="Nobody"), world.now)
    assert (empty.groups, empty.total) == ((), 0)
