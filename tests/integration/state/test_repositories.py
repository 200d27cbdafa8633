"""What the bot remembers, in a real SQLite file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.models import Turn
from bot.state.database import sqlite_url
from bot.state.errors import StateError
from bot.state.records import ConversationKey, Effective
from bot.state.store import State, open_state
from tests.integration.state.samples import ADA, BEN, CHANNEL, GUILD, abstention, answer

HERE = ConversationKey.channel(CHANNEL, ADA)


async def store(state: State, identity: str, **values: object) -> None:
    defaults = {"conversation": HERE, "asker": ADA, "guild": GUILD, "channel": CHANNEL}
    question = str(values.pop("question", f"What about {identity}?"))
    await state.exchanges.store(answer(identity, question), **(defaults | values))  # type: ignore[arg-type]


async def test_an_exchange_comes_back_as_it_was_shown_after_a_restart(folder, clock):
    shown = answer("a1", "Which heads find facts?")
    async with open_state(sqlite_url(folder), clock) as state:
        stored = await state.exchanges.store(
            shown, conversation=HERE, asker=ADA, guild=GUILD, channel=CHANNEL, message=900
        )
    async with open_state(sqlite_url(folder), clock) as state:
        assert await state.exchanges.by_message(900) == stored
        assert await state.exchanges.get("a1") == stored
    assert stored.result == shown
    assert stored.asked_at == clock.moment


async def test_an_abstention_comes_back_as_an_abstention(state):
    shown = abstention("a1", "Who won the match?")
    await state.exchanges.store(
        shown, conversation=ConversationKey.dm(7), asker=ADA, guild=None, channel=7
    )
    found = await state.exchanges.get("a1")
    assert found.result == shown
    assert found.guild is None
    assert await state.conversations.history(ConversationKey.dm(7)) == (
        Turn("Who won the match?", "Who won the match?", ()),
    )


async def test_history_is_the_last_turns_oldest_first(state, clock):
    for number in range(5):
        await store(state, f"a{number}")
        clock.forward(seconds=1)
    turns = await state.conversations.history(HERE, limit=3)
    assert [turn.question for turn in turns] == [f"What about a{n}?" for n in (2, 3, 4)]
    assert turns[0].paper_ids == ("2501.00001", "2501.00002")


async def test_two_people_in_one_channel_do_not_share_a_conversation(state):
    await store(state, "a1")
    assert await state.conversations.history(ConversationKey.channel(CHANNEL, BEN)) == ()


async def test_a_chain_of_replies_branches(state):
    await store(state, "root", message=1)
    await store(state, "left", parent="root", message=2, conversation=ConversationKey.chain(1))
    await store(state, "right", parent="root", message=3, conversation=ConversationKey.chain(1))
    await store(state, "leaf", parent="right", message=4, conversation=ConversationKey.chain(1))
    turns = await state.conversations.chain(4)
    assert [turn.question for turn in turns] == [
        "What about root?",
        "What about right?",
        "What about leaf?",
    ]
    assert len(await state.conversations.chain(4, limit=2)) == 2
    assert await state.conversations.chain(999) == ()


async def test_a_reply_starts_a_chain_in_a_channel_and_stays_in_a_thread(state):
    await store(state, "a1", message=5)
    await store(state, "a2", message=6, conversation=ConversationKey.thread(77))
    assert (await state.exchanges.by_message(5)).reply_key == ConversationKey.chain(5)
    assert (await state.exchanges.by_message(6)).reply_key == ConversationKey.thread(77)


async def test_a_thread_goes_on_from_the_answer_it_was_opened_for(state):
    await store(state, "a1", message=5)
    await state.threads.opened(77, guild=GUILD, channel=CHANNEL, person=ADA, exchange="a1")
    thread = ConversationKey.thread(77)
    assert [turn.question for turn in await state.conversations.history(thread)] == [
        "What about a1?"
    ]
    await store(state, "a2", conversation=thread)
    assert [turn.question for turn in await state.conversations.history(thread)] == [
        "What about a1?",
        "What about a2?",
    ]
    assert await state.threads.ours(77)
    assert not await state.threads.ours(78)


async def test_several_messages_show_one_exchange_and_a_deleted_one_shows_none(state):
    await store(state, "a1", message=5)
    await state.exchanges.attach("a1", CHANNEL, 6)
    await state.exchanges.attach("unknown", CHANNEL, 7)
    assert (await state.exchanges.by_message(6)).message == 5
    assert await state.exchanges.messages("a1") == ((CHANNEL, 5), (CHANNEL, 6))
    await state.exchanges.detach(5)
    assert await state.exchanges.by_message(5) is None
    assert (await state.exchanges.by_message(6)).message == 6
    assert await state.exchanges.by_message(7) is None


async def test_the_same_answer_is_not_stored_twice_and_a_lost_parent_is_left_out(state):
    await store(state, "a1", parent="forgotten")
    assert (await state.exchanges.get("a1")).parent is None
    with pytest.raises(StateError, match="IntegrityError"):
        await store(state, "a1")
    with pytest.raises(StateError, match="at most 64"):
        await store(state, "x" * 65)


async def test_the_last_verdict_of_a_person_counts(state):
    await store(state, "a1")
    assert await state.feedback.record("a1", BEN, up=True)
    assert await state.feedback.record("a1", BEN, up=False, comment="wrong paper, <@42>")
    assert not await state.feedback.record("unknown", BEN, up=True)
    (said,) = (await state.privacy.export(BEN))["feedback"]
    assert (said["helpful"], said["comment"]) == (False, "wrong paper, @user")


async def test_a_channel_goes_before_its_server_and_none_takes_a_choice_back(state):
    assert await state.settings.get(GUILD, CHANNEL) == Effective()
    assert await state.settings.get(None, 5) == Effective()
    await state.settings.set(GUILD, None, in_threads=True, language="de", add_role=31)
    there = await state.settings.set(GUILD, CHANNEL, in_threads=False, answer_posts=True)
    assert there == Effective(language="de", add_role=31, answer_posts=True)
    assert await state.settings.channels(GUILD) == {
        CHANNEL: {"in_threads": False, "answer_posts": True}
    }
    assert (await state.settings.get(GUILD, CHANNEL + 1)).in_threads
    back = await state.settings.set(GUILD, CHANNEL, in_threads=None, answer_posts=None)
    assert back == replace(Effective(), in_threads=True, language="de", add_role=31)
    assert await state.settings.channels(GUILD) == {}
    assert await state.settings.get(GUILD + 1, CHANNEL) == Effective()


async def test_an_unknown_setting_is_refused_by_name(state):
    with pytest.raises(StateError, match="no setting colour: choose from answer_mentions"):
        await state.settings.set(GUILD, None, colour="red")


async def test_the_digest_of_the_synced_commands_is_remembered(state):
    assert await state.commands.digest(1) is None
    await state.commands.remember(1, "abc")
    await state.commands.remember(1, "def")
    assert await state.commands.digest(1) == "def"
