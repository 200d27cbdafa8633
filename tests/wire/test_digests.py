"""Digests over real HTTP: once, whatever happens on the way."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.conduct.pace import Pace
from bot.core.digest import Pause, Via
from bot.digests.rounds import Rounds
from bot.exts.digests.courier import DiscordCourier
from bot.exts.digests.directly import DirectMessages
from bot.exts.digests.herald import DiscordHerald
from bot.exts.titles import SavedTitles
from bot.state.errors import StateError
from tests import builders
from tests.discord_core import ScriptedDigests, ScriptedLibrary
from tests.wire.double import ME, words

OWNER = 77
NINE = datetime(2026, 8, 21, 9, 0, 30, tzinfo=UTC)


class Clock:
    def __init__(self):
        self.moment = NINE

    def __call__(self):
        return self.moment


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def subscription(live):
    return await live.state.subscriptions.add(builders.subscription(owner=OWNER))


def rounds_of(live, clock):
    """What a bot that was started now would run."""
    titles, directly = SavedTitles(ScriptedLibrary()), DirectMessages(live.bot)
    courier = DiscordCourier(live.bot, directly, titles, Pace(1000, time.monotonic))
    return Rounds(
        live.state.subscriptions,
        live.state.deliveries,
        ScriptedDigests(),
        {Via.DM: courier, Via.CHANNEL: courier},
        DiscordHerald(directly, titles),
        clock,
    )


def in_channel(live):
    (guild,) = live.double.guilds
    return builders.subscription(owner=OWNER, guild=guild, channel=live.channel, via=Via.CHANNEL)


def arrived(live, channel=OWNER):
    return [words(message) for message in live.double.from_bot(channel)]


def tries(live):
    path = f"/channels/{OWNER}/messages"
    return [method for method, to, _ in live.double.requests if (method, to) == ("POST", path)]


async def test_a_digest_arrives_within_discord_s_published_rules(live, clock, subscription):
    done = await rounds_of(live, clock).run()
    assert (done.sent, done.postponed) == (1, 0)
    (said,) = arrived(live)
    assert "Daily digest: New papers" in said


@pytest.mark.parametrize("statuses", [(429,), (429, 429), (502,)])
async def test_what_discord_asks_to_repeat_arrives_once(live, clock, subscription, statuses):
    live.double.fail("POST", f"/channels/{OWNER}/messages", *statuses)
    done = await rounds_of(live, clock).run()
    assert done.sent == 1
    assert len(tries(live)) == len(statuses) + 1
    assert len(arrived(live)) == 1


async def test_an_answer_that_was_lost_is_looked_for_among_what_others_wrote_since(live, clock):
    await live.state.subscriptions.add(in_channel(live))
    live.double.lose_answer("POST", f"/channels/{live.channel}/messages")
    done = await rounds_of(live, clock).run()
    assert (done.sent, done.postponed) == (0, 1)
    live.double.forget_nonces()
    person = live.double.person()
    for number in range(120):
        await live.double.say(live.channel, f"Message {number}", person)
    clock.moment += timedelta(hours=3)
    done = await rounds_of(live, clock).run()
    assert done.sent == 1
    assert len(arrived(live, live.channel)) == 1
    assert await live.state.deliveries.open_claims() == ()


async def test_a_crash_before_sending_loses_nothing(live, clock, subscription):
    live.double.fail("POST", f"/channels/{OWNER}/messages", 0)
    done = await rounds_of(live, clock).run()
    assert (done.postponed, arrived(live)) == (1, [])
    clock.moment += timedelta(minutes=2)
    assert (await rounds_of(live, clock).run()).sent == 1
    assert len(arrived(live)) == 1


async def test_a_crash_between_sending_and_confirming_shows_it_once(
    live, clock, subscription, monkeypatch
):
    async def die(_nonce):
        raise StateError("The disk is full.")

    with monkeypatch.context() as dying:
        dying.setattr(live.state.deliveries, "confirm", die)
        with pytest.raises(StateError):
            await rounds_of(live, clock).run()
    live.double.forget_nonces()
    assert (await rounds_of(live, clock).run()).sent == 1
    assert len(arrived(live)) == 1
    assert len(tries(live)) == 1


async def test_where_history_may_not_be_read_discord_s_own_look_at_the_nonce_must_do(
    live, clock, subscription
):
    live.double.lose_answer("POST", f"/channels/{OWNER}/messages")
    await rounds_of(live, clock).run()
    live.double.fail("GET", f"/channels/{OWNER}/messages", 403)
    clock.moment += timedelta(minutes=2)
    assert (await rounds_of(live, clock).run()).sent == 1
    assert len(arrived(live)) == 1


async def test_a_forbidden_channel_pauses_and_tells_its_owner(live, clock):
    added = await live.state.subscriptions.add(in_channel(live))
    live.double.fail("POST", f"/channels/{live.channel}/messages", 403)
    done = await rounds_of(live, clock).run()
    assert done.stopped == 1
    assert (await live.state.subscriptions.get(added.id)).paused == Pause.GONE
    (told,) = arrived(live)
    assert "A subscription is paused" in told
    await rounds_of(live, clock).run()
    assert len(arrived(live)) == 1
    assert all(message["author"] == ME for message in live.double.messages.values())


@pytest.fixture
async def waiting(services):
    """Somebody was due while the bot was down."""
    return await services.state.subscriptions.add(builders.subscription(owner=OWNER))


@pytest.mark.parametrize("shards", [1, 2])
async def test_the_bot_delivers_as_it_starts_and_once_for_all_shards(waiting, live, shards):
    await live.double.until(lambda: arrived(live))
    ledger = (await live.state.deliveries.ledgers())[waiting.id]
    await live.double.until(lambda: tries(live))
    assert len(live.double.identified) == shards
    assert len(tries(live)) == 1
    assert ledger.day is not None
    await live.bot.finish(1)
    assert live.bot.get_cog("Delivery") is None


async def test_panels_and_forms_keep_discord_s_published_rules(live):
    person = live.double.person()
    asked = await live.double.slash(live.channel, "subscribe", person, about="topic", what="heads")
    await live.double.all_answered(asked)
    for form in ("subwhen", "subwhat"):
        pressed = await live.double.press(asked.message, form, person)
        await live.double.until(lambda p=pressed: p.callback)
        assert pressed.callback["type"] == 9
    preview = await live.double.press(asked.message, "subtry", person)
    await live.double.all_answered(preview)
    listed = await live.double.slash(live.channel, "subscriptions", person)
    await live.double.all_answered(listed)
    assert "Papers on “heads”" in listed.text
