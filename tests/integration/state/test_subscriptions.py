"""Subscriptions are kept, changed and removed; the ledger lets nothing through twice."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.core.digest import Rhythm, Scope, Via
from bot.state.database import sqlite_url
from bot.state.errors import TooManySubscriptionsError
from bot.state.retention import LEDGER_DAYS, SNAPSHOT_DAYS
from bot.state.store import open_state
from bot.state.subscriptions import MOST
from tests.builders import digest, paper, subscription
from tests.integration.state.samples import ADA, BEN, CHANNEL, GUILD

DAY = date(2026, 8, 21)
ONE = paper("2608.00001", "We propose talking heads. They talk.", upvotes=0, listed=(DAY,))
TWO = paper("2608.00002", authors=("A", "B"), published=DAY, ai_keywords=("k",))


async def test_every_value_of_a_subscription_is_kept(state):
    wanted = subscription(
        owner=ADA,
        guild=GUILD,
        channel=CHANNEL,
        scope=Scope.TOPIC,
        subject="spiking networks",
        via=Via.CHANNEL,
        email="ada@example.org",
        rhythm=Rhythm.WEEKLY,
        at=time(7, 30),
        zone="Europe/Zurich",
        weekdays=frozenset({0, 4}),
        quiet=(time(22), time(6)),
        at_most=5,
        quiet_day=True,
        language="de",
    )
    added = await state.subscriptions.add(wanted)
    assert added == replace(wanted, id=added.id)
    assert added.id.isalnum()
    assert len(added.id) <= 25
    assert await state.subscriptions.get(added.id) == added
    assert await state.subscriptions.of(ADA) == (added,)
    assert await state.subscriptions.of(BEN) == ()
    assert await state.subscriptions.in_guild(GUILD) == (added,)

    changed = replace(added, subject="talking heads", quiet=None, paused="not by this")
    assert await state.subscriptions.change(changed)
    assert await state.subscriptions.get(added.id) == replace(changed, paused=None)

    assert await state.subscriptions.remove(added.id)
    assert not await state.subscriptions.remove(added.id)
    assert not await state.subscriptions.change(changed)
    assert await state.subscriptions.get(added.id) is None


async def test_nobody_has_more_than_the_limit_and_is_told_what_to_do(state):
    for _ in range(MOST):
        await state.subscriptions.add(subscription(owner=ADA))
    with pytest.raises(TooManySubscriptionsError, match="remove one, then subscribe again"):
        await state.subscriptions.add(subscription(owner=ADA))
    await state.subscriptions.add(subscription(owner=BEN))


async def test_a_stopped_subscription_is_told_of_once_and_can_be_resumed(state):
    added = await state.subscriptions.add(subscription())
    assert await state.subscriptions.stop(added.id, "The channel is gone.")
    assert not await state.subscriptions.stop(added.id, "The channel is gone.")
    assert [one.paused for one in await state.subscriptions.untold()] == ["The channel is gone."]
    await state.subscriptions.told(added.id)
    assert await state.subscriptions.untold() == ()
    assert await state.subscriptions.active() == ()
    assert await state.subscriptions.pause(added.id, None)
    assert await state.subscriptions.active() == (added,)


async def test_less_like_this_is_remembered(state):
    added = await state.subscriptions.add(subscription())
    assert await state.subscriptions.dislike(added.id, "2608.00001")
    assert await state.subscriptions.dislike(added.id, "2608.00001")
    assert await state.subscriptions.disliked(added.id) == {"2608.00001"}
    assert not await state.subscriptions.dislike("removed", "2608.00001")


async def test_a_claim_keeps_the_digest_until_it_is_confirmed_across_a_restart(folder, clock):
    async with open_state(sqlite_url(folder), clock) as state:
        added = await state.subscriptions.add(subscription())
        wanted = digest(added, ONE, TWO, total=3, cut=("2608.00003",))
        claim = await state.deliveries.claim(wanted)
        assert (claim.digest, claim.attempt) == (wanted, 1)
        assert claim.nonce.isalnum()
        assert len(claim.nonce) <= 25
    async with open_state(sqlite_url(folder), clock) as state:
        assert await state.deliveries.open_claims() == (claim,)
        assert (await state.deliveries.ledgers())[added.id].open
        await state.deliveries.confirm(claim.nonce)
        assert await state.deliveries.open_claims() == ()
        assert await state.deliveries.digest(claim.nonce) == wanted
        assert await state.deliveries.papers(added.id) == {
            "2608.00001",
            "2608.00002",
            "2608.00003",
        }


async def test_neither_a_day_nor_a_paper_is_taken_twice(state):
    added = await state.subscriptions.add(subscription())
    other = await state.subscriptions.add(subscription())
    assert await state.deliveries.claim(digest(added, ONE))
    next_day = {"day": DAY + timedelta(1), "until": DAY + timedelta(1)}
    assert await state.deliveries.claim(digest(added, TWO)) is None
    assert await state.deliveries.claim(digest(added, TWO, ONE, **next_day)) is None
    assert await state.deliveries.claim(digest(added, TWO, cut=(ONE.paper_id,), **next_day)) is None
    assert not await state.deliveries.skip(added.id, DAY, DAY)
    assert await state.deliveries.claim(digest(added, TWO, **next_day))
    assert await state.deliveries.claim(digest(other, ONE))
    assert await state.deliveries.papers(added.id) == {ONE.paper_id, TWO.paper_id}


async def test_a_day_with_nothing_to_send_is_taken_too(state):
    added = await state.subscriptions.add(subscription())
    assert await state.deliveries.ledgers() == {}
    assert await state.deliveries.skip(added.id, DAY, DAY)
    ledger = (await state.deliveries.ledgers())[added.id]
    assert (ledger.day, ledger.until, ledger.open) == (DAY, DAY, False)
    assert await state.deliveries.claim(digest(added, ONE)) is None


async def test_what_is_postponed_waits_and_counts_its_attempts(state, clock):
    added = await state.subscriptions.add(subscription())
    claim = await state.deliveries.claim(digest(added, ONE))
    await state.deliveries.postpone(claim.nonce, "busy", clock() + timedelta(minutes=5))
    assert await state.deliveries.open_claims() == ()
    clock.forward(minutes=5)
    assert await state.deliveries.open_claims() == (replace(claim, attempt=2),)


async def test_claims_of_a_paused_subscription_wait_and_go_where_it_goes_then(state):
    added = await state.subscriptions.add(subscription())
    claim = await state.deliveries.claim(digest(added, ONE))
    await state.subscriptions.pause(added.id, "holidays")
    assert await state.deliveries.open_claims() == ()
    await state.subscriptions.pause(added.id, None)
    moved = replace(added, via=Via.CHANNEL, channel=CHANNEL)
    await state.subscriptions.change(moved)
    (again,) = await state.deliveries.open_claims()
    assert again.nonce == claim.nonce
    assert again.digest.subscription == moved


async def test_a_removed_subscription_takes_its_ledger_with_it(state):
    added = await state.subscriptions.add(subscription())
    claim = await state.deliveries.claim(digest(added, ONE))
    await state.subscriptions.remove(added.id)
    await state.deliveries.confirm(claim.nonce)
    assert await state.deliveries.open_claims() == ()
    assert await state.deliveries.digest(claim.nonce) is None
    assert await state.deliveries.ledgers() == {}
    assert await state.deliveries.claim(digest(added, TWO)) is None


async def test_old_digests_are_thinned_out_and_no_paper_is_let_through_again(state, clock):
    added = await state.subscriptions.add(subscription(owner=ADA))
    sent = await state.deliveries.claim(digest(added, ONE))
    await state.deliveries.confirm(sent.nonce)
    tomorrow = {"day": DAY + timedelta(1), "until": DAY + timedelta(1)}
    waiting = await state.deliveries.claim(digest(added, TWO, **tomorrow))

    clock.forward(days=SNAPSHOT_DAYS + 1)
    await state.retention.sweep(clock(), 1)
    assert await state.subscriptions.of(ADA) == (added,)
    assert await state.deliveries.digest(sent.nonce) is None
    assert await state.deliveries.papers(added.id) == {ONE.paper_id, TWO.paper_id}

    clock.forward(days=LEDGER_DAYS)
    await state.retention.sweep(clock(), 1)
    assert await state.deliveries.papers(added.id) == {TWO.paper_id}
    assert await state.deliveries.open_claims() == (waiting,)


async def test_a_person_sees_their_subscriptions_and_they_go_with_the_person(state, folder):
    mine = await state.subscriptions.add(subscription(owner=ADA, subject="zanzibar heads"))
    await state.subscriptions.add(subscription(owner=BEN))
    await state.subscriptions.dislike(mine.id, "2608.00009")
    await state.deliveries.claim(digest(mine, ONE))
    exported = await state.privacy.export(ADA)
    (shown,) = exported["subscriptions"]
    assert json.loads(json.dumps(exported)) == exported
    assert shown["subject"] == "zanzibar heads"
    assert shown["less_like"] == ["2608.00009"]
    assert (shown["sent_on"], shown["sent_papers"]) == ([DAY.isoformat()], [ONE.paper_id])

    await state.privacy.forget(ADA)

    assert await state.subscriptions.of(ADA) == ()
    assert (await state.privacy.export(ADA))["subscriptions"] == []
    assert len(await state.subscriptions.of(BEN)) == 1
    files = [path for path in folder.iterdir() if b"zanzibar" in path.read_bytes()]
    assert files == []
