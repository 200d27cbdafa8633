"""Forgetting a person, and letting old things go: the files afterwards hold no trace."""

from __future__ import annotations

import json
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from bot.state import database as database_module
from bot.state.database import sqlite_url
from bot.state.errors import StateError
from bot.state.records import ConversationKey
from bot.state.store import State, open_state
from tests.integration.state.samples import ADA, BEN, CHANNEL, GUILD, answer

WORD = "zanzibar"
HERE = ConversationKey.channel(CHANNEL, ADA)
THREAD = ConversationKey.thread(77)


def traces(folder: Path, person: int, word: str = WORD) -> list[str]:
    """Files of the folder that hold the word, or the person's id as text or as SQLite keeps it."""
    needles = (word.encode(), str(person).encode(), person.to_bytes(8, "big"))
    return [
        path.name
        for path in sorted(folder.iterdir())
        if any(needle in path.read_bytes() for needle in needles)
    ]


async def ask(state: State, identity: str, question: str, person: int, **values: object) -> None:
    standalone = str(values.pop("standalone", question))
    place = {"conversation": HERE, "guild": GUILD, "channel": CHANNEL} | values
    await state.exchanges.store(answer(identity, question, standalone), asker=person, **place)  # type: ignore[arg-type]


async def test_a_person_is_forgotten_without_a_trace_while_the_bot_runs(state, folder):
    for number in range(100):
        await ask(state, f"a{number}", f"{WORD} {number} " * 40, ADA, message=1000 + number)
        await ask(
            state,
            f"b{number}",
            "Which heads? " * 30,
            BEN,
            conversation=ConversationKey.channel(CHANNEL, BEN),
        )
    await state.feedback.record("b1", ADA, up=False, comment=f"{WORD}!")
    await state.threads.opened(77, guild=GUILD, channel=CHANNEL, person=ADA, exchange="a1")
    assert traces(folder, ADA)

    assert await state.privacy.forget(ADA) == 100

    assert traces(folder, ADA) == []
    assert await state.exchanges.by_message(1001) is None
    assert not await state.feedback.record("a1", BEN, up=True)
    assert len((await state.privacy.export(BEN))["exchanges"]) == 100
    assert await state.threads.ours(77)
    assert await state.privacy.forget(ADA) == 0


async def test_follow_ups_by_others_lose_the_words_they_took_over(state, folder):
    await ask(state, "a1", f"What about {WORD}?", ADA, message=1)
    await state.threads.opened(77, guild=GUILD, channel=CHANNEL, person=BEN, exchange="a1")
    taken_over = f"its data, in {WORD}?"
    await ask(state, "b1", "its data?", BEN, conversation=THREAD, standalone=taken_over, message=2)
    await ask(
        state,
        "b2",
        "its code?",
        BEN,
        conversation=ConversationKey.chain(2),
        parent="b1",
        standalone=taken_over,
    )
    await state.privacy.forget(ADA)
    assert traces(folder, ADA) == []
    kept = await state.exchanges.get("b2")
    assert (kept.result.question, kept.result.standalone) == ("its code?", "its code?")
    assert [turn.standalone for turn in await state.conversations.history(THREAD)] == ["its data?"]


async def test_the_author_of_a_message_that_others_asked_about_is_forgotten_too(state):
    await ask(state, "b1", f"I claim {WORD}", BEN, author=ADA)
    await ask(state, "b2", "Is <@!111111111111111111> right?", BEN)
    exported = await state.privacy.export(ADA)
    assert exported["exchanges"] == []
    assert [quoted["text"] for quoted in exported["messages_others_asked_about"]] == [
        f"I claim {WORD}"
    ]
    assert await state.privacy.forget(ADA) == 1
    assert (await state.exchanges.get("b2")).result.question == "Is @user right?"


async def test_the_export_holds_everything_and_is_json(state):
    await ask(state, "a1", "Which heads?", ADA)
    await state.feedback.record("a1", ADA, up=True)
    await state.threads.opened(77, guild=GUILD, channel=CHANNEL, person=ADA)
    exported = json.loads(json.dumps(await state.privacy.export(ADA)))
    assert exported["person"] == str(ADA)
    (asked,) = exported["exchanges"]
    assert (asked["question"], asked["kind"], asked["channel"]) == (
        "Which heads?",
        "answer",
        str(CHANNEL),
    )
    assert asked["citations"][0]["quote"] == "heads find"
    assert exported["feedback"][0]["helpful"] is True
    assert exported["threads"][0]["thread"] == "77"
    nobody = await state.privacy.export(5)
    assert (nobody["exchanges"], nobody["feedback"], nobody["threads"]) == ([], [], [])


async def test_old_exchanges_go_without_a_trace_and_young_ones_stay(state, folder, clock):
    await ask(state, "a1", f"{WORD}?", ADA)
    await state.threads.opened(77, guild=GUILD, channel=CHANNEL, person=ADA)
    await state.threads.opened(78, guild=GUILD, channel=CHANNEL, person=BEN)
    clock.forward(days=20)
    await ask(state, "b1", "Still there?", BEN, conversation=ConversationKey.thread(78))
    clock.forward(days=11)
    assert await state.retention.sweep(clock(), days=30) == 1
    assert traces(folder, ADA) == []
    assert await state.exchanges.get("b1") is not None
    assert not await state.threads.ours(77)
    assert await state.threads.ours(78)
    assert await state.retention.sweep(clock(), days=30) == 0


async def test_an_exchange_exactly_as_old_as_the_limit_stays(state, clock):
    await ask(state, "a1", "Young enough?", ADA)
    assert await state.retention.sweep(clock() + timedelta(days=30), days=30) == 0


async def test_a_reader_elsewhere_that_keeps_old_copies_alive_is_reported(
    folder, clock, monkeypatch
):
    monkeypatch.setattr(database_module, "BUSY_SECONDS", 0.1)
    async with open_state(sqlite_url(folder), clock) as state:
        await ask(state, "a1", f"{WORD}?", ADA)
        reader = sqlite3.connect(folder / "state.db")
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM exchanges").fetchone()
        with pytest.raises(StateError, match="close that program and ask again"):
            await state.privacy.forget(ADA)
        reader.close()
        assert await state.exchanges.get("a1") is None
        await state.privacy.forget(ADA)
        assert traces(folder, ADA) == []
