"""What only the wire shows: failures of Discord, lost connections, slowness, many at once."""

import asyncio

import pytest

from config.settings import LimitSettings
from tests.discord_core import PAPERS
from tests.wire.double import EPHEMERAL, ME, Refusal, words

TITLE = PAPERS[0].title[:30]


async def test_a_command_is_acknowledged_and_answered(live):
    asked = await live.double.slash(live.channel, "ask", question="What are agents?")
    await live.double.all_answered(asked)
    assert asked.acknowledged < 1
    assert TITLE in asked.text


async def test_a_slow_answer_is_acknowledged_at_once_and_comes_in_the_end(live):
    async def ten_seconds(question):
        await asyncio.sleep(10)
        return live.answers.answer(question)

    live.answers.script = ten_seconds
    asked = await live.double.slash(live.channel, "ask", question="What are agents?")
    await live.double.until(lambda: asked.edits)
    assert asked.acknowledged < 1
    assert "Reading the papers" in asked.text
    await live.double.all_answered(asked)
    assert asked.edits[-1] >= 10
    assert asked.message["content"] == ""


async def test_a_rate_limit_is_waited_for(live):
    live.double.fail("PATCH", "/webhooks/*", 429, 429)
    live.double.fail("POST", "/channels/*/messages", 429)
    asked = await live.double.slash(live.channel, "ask", question="What are agents?")
    await live.double.say(live.channel, f"<@{ME['id']}> Since when?", live.double.person())
    await live.double.all_answered(asked)
    await live.double.until(
        lambda: any(TITLE in words(m) for m in live.double.from_bot(live.channel))
    )


@pytest.mark.parametrize("failure", [500, 502, 0])
async def test_a_failing_discord_is_asked_again_and_nothing_is_posted_twice(live, failure):
    person = live.double.person()
    live.double.fail("PATCH", "/webhooks/*", failure)
    live.double.fail("POST", "/channels/*/messages", failure)
    asked = await live.double.slash(live.channel, "ask", question="What are agents?")
    await live.double.say(live.channel, f"<@{ME['id']}> Since when?", person)
    await live.double.all_answered(asked)
    await live.double.until(lambda: len(live.double.from_bot(live.channel)) == 2)
    nonces = [
        body["nonce"]
        for method, path, body in live.double.requests
        if method == "POST" and path.endswith("/messages")
    ]
    assert len(nonces) == 2
    assert len(set(nonces)) == 1


async def test_a_lost_acknowledgement_does_not_lose_the_answer(live):
    """Discord took the deferral, but its answer was an error: the retry is told 40060."""
    take = live.double._callback

    def lose(request, token, body):
        live.double._callback = take
        take(request, token, body)
        raise Refusal(502, 0, "Bad Gateway")

    live.double._callback = lose
    asked = await live.double.slash(live.channel, "ask", question="What are agents?")
    await live.double.all_answered(asked)
    assert TITLE in asked.text


async def test_an_interaction_that_discord_gave_up_is_told_in_the_channel(live):
    live.double.gives_up = True
    asked_by = live.double.person()
    await live.double.slash(live.channel, "ask", asked_by, question="What are agents?")
    await live.double.until(lambda: live.double.from_bot(live.channel))
    (told,) = live.double.from_bot(live.channel)
    assert asked_by["id"] in told["content"]


async def test_a_missing_right_is_told_in_private(live):
    live.double.fail("POST", f"/channels/{live.channel}/messages", 403, 403)
    await live.double.say(live.channel, f"<@{ME['id']}> What are agents?", live.double.person())
    await live.double.until(lambda: any(c["type"] == 1 for c in live.double.channels.values()))
    (private,) = (c for c in live.double.channels.values() if c["type"] == 1)
    await live.double.until(lambda: live.double.from_bot(int(private["id"])))
    assert "not allowed to write" in live.double.from_bot(int(private["id"]))[0]["content"]


class TestLostConnections:
    async def asked(self, live):
        """A question that is being answered."""
        gate = asyncio.Event()

        async def wait(question):
            await gate.wait()
            return live.answers.answer(question)

        live.answers.script = wait
        asked = await live.double.slash(live.channel, "ask", question="What are agents?")
        await live.double.until(lambda: live.answers.asked)
        return asked, gate

    async def test_a_dropped_socket_in_the_middle_of_an_answer(self, live):
        asked, gate = await self.asked(live)
        await live.double.drop()
        gate.set()
        await live.double.all_answered(asked)
        await live.double.until(lambda: live.double.resumed == 1)
        assert len(live.answers.asked) == 1
        assert len(live.double.identified) == 1

    async def test_what_was_asked_meanwhile_is_answered_after_the_resume_and_only_once(self, live):
        person = live.double.person()
        await live.double.drop()
        await live.double.say(live.channel, f"<@{ME['id']}> What are agents?", person)
        await live.double.until(lambda: live.double.from_bot(live.channel))
        assert live.double.resumed == 1
        # A gateway that delivers the same event once more after the next RESUME.
        live.double._sessions[0].history[-1]["s"] = 10_000
        await live.double.drop()
        await live.double.until(lambda: live.double.resumed == 2)
        again = await live.double.slash(live.channel, "ask", question="And now?")
        await live.double.all_answered(again)
        assert [q.text for q in live.answers.asked] == ["What are agents?", "And now?"]

    async def test_op_7_reconnects_and_resumes(self, live):
        asked, gate = await self.asked(live)
        await live.double.command(7)
        await live.double.until(lambda: live.double.resumed == 1)
        gate.set()
        await live.double.all_answered(asked)

    async def test_op_9_begins_a_new_session_at_the_same_address(self, live):
        asked, gate = await self.asked(live)
        await live.double.command(9, False)
        gate.set()
        await live.double.all_answered(asked)
        await live.double.until(lambda: len(live.double.identified) == 2)
        live.answers.script = None
        again = await live.double.slash(live.channel, "ask", question="And now?")
        await live.double.all_answered(again)

    async def test_a_close_that_can_be_resumed(self, live):
        await live.double.drop(code=4000)
        await live.double.until(lambda: live.double.resumed == 1)


class TestManyAtOnce:
    @pytest.fixture
    def limits(self):
        return LimitSettings(per_server=10_000)

    async def test_two_hundred_questions_are_all_answered_or_politely_refused(self, live):
        async def a_moment(question):
            await asyncio.sleep(0.01)
            return live.answers.answer(question)

        live.answers.script = a_moment
        # Checking every body takes longer than answering it, on the same event loop.
        live.double.strict = False
        asked = await asyncio.gather(
            *(
                live.double.slash(live.channel, "ask", question=f"What is agent {n}?")
                for n in range(200)
            )
        )
        await live.double.until(lambda: all(a.answered or refused(a) for a in asked), seconds=60)
        answered = [a for a in asked if a.answered]
        assert len(answered) >= 100
        assert len({a.message["id"] for a in asked}) == 200
        assert max(a.acknowledged for a in asked) < 3


def refused(interaction):
    return (
        interaction.message is not None
        and interaction.message["flags"] & EPHEMERAL
        and "waiting" in interaction.text
    )


class TestTwoShards:
    @pytest.fixture
    def shards(self):
        return 2

    async def test_each_server_is_served_by_its_shard(self, live):
        assert sorted(live.double.identified) == [(0, 2), (1, 2)]
        asked = [
            await live.double.slash(channel, "ask", question="What are agents?")
            for channel in live.channels
        ]
        await live.double.all_answered(*asked)
        await live.double.drop(shard=1)
        await live.double.until(lambda: live.double.resumed == 1)
        again = await live.double.slash(live.channels[1], "ask", question="And now?")
        await live.double.all_answered(again)


async def test_a_forum_post_is_answered_where_that_is_wanted(live):
    (guild,) = live.double.guilds
    forum = live.double.add_channel(guild, 15, name="questions")
    await live.double.emit("CHANNEL_CREATE", live.double.channels[forum], guild)
    await live.state.settings.set(guild, forum, answer_posts=True)
    person = live.double.person()
    post = live.double.add_channel(
        guild,
        11,
        name="Agents",
        parent_id=str(forum),
        owner_id=person["id"],
        thread_metadata={
            "archived": False,
            "auto_archive_duration": 1440,
            "archive_timestamp": "2026-08-21T09:30:00+00:00",
            "locked": False,
        },
        message_count=0,
        member_count=1,
    )
    await live.double.emit("THREAD_CREATE", live.double.channels[post], guild)
    await live.double.say(post, "What are agents?", person, id=str(post))
    await live.double.until(lambda: live.double.from_bot(post))
    await live.double.say(post, "And since when?", person)
    await live.double.until(lambda: len(live.double.from_bot(post)) == 2)
    assert [t.question for t in live.answers.asked[-1].history] == ["What are agents?"]


async def test_only_the_intents_that_are_needed_are_asked_for(live):
    guilds, guild_messages, direct_messages, message_content = 1, 1 << 9, 1 << 12, 1 << 15
    assert live.double.intents == guilds | guild_messages | direct_messages | message_content


async def test_buttons_over_the_wire(live):
    person = live.double.person()
    asked = await live.double.slash(live.channel, "ask", person, question="What are agents?")
    await live.double.all_answered(asked)
    for action in ("sources", "similar", "up"):
        pressed = await live.double.press(asked.message, action, person)
        await live.double.until(lambda p=pressed: p.message and p.text)
    await live.double.press(asked.message, "thread", person)
    await live.double.until(lambda: int(asked.message["id"]) in live.double.channels)
    modal = await live.double.press(asked.message, "down", person)
    await live.double.until(lambda: modal.callback)
    assert modal.callback["type"] == 9
