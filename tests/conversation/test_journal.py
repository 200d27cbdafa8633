"""A journal club: voted for, closed, talked about, looked back at.

It is Friday, 21 August 2026, 9:30 in UTC. Eve is a moderator.
"""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import date, timedelta

import discord
import pytest

from bot.core.club import Stage
from bot.exts.errors import ReaderError
from bot.state.records import ConversationKey
from config.settings import DiscordSettings, Settings
from tests import discord_core
from tests.conversation.talk import buttons, text_of
from tests.conversation.test_messages import channel_without
from tests.discord_core import PAPERS

SOON = 0.1
"""Seconds until what is due is done."""

FIRST, SECOND, THIRD = PAPERS[:3]


async def opened(world, person=None, channel=None, **options):
    """A vote of five minutes, if nothing else is said."""
    options = {"closes": "5m"} | options
    result = await (person or world.eve).slash(channel or world.channel, "journal-club", **options)
    return result.response


async def vote(world, person, message, number):
    return (await person.click(message, label=str(number))).response.content


async def pass_time(world, **by):
    """The clock of the bot, and the one that its loops wait on."""
    world.clock.forward(**by)
    await world.env.advance_time(timedelta(**by).total_seconds() + SOON)


async def test_the_week_s_most_upvoted_papers_are_put_to_the_vote(world):
    message = (await world.eve.slash(world.channel, "journal-club")).response
    said = text_of(message)
    assert "45 papers, from 2024-08-14 to 2024-08-20 (UTC)." in said
    assert "10 candidates, most upvoted (▲) first:" in said
    assert [label for label in buttons(message) if label.isdigit()] == [
        str(n) for n in range(1, 11)
    ]
    assert buttons(message)[10:] == ["Close now", "Cancel the vote"]
    assert f"<t:{int(world.clock.seconds()) + 24 * 3600}:f>" in said
    assert FIRST.title[:40] in said
    assert said.count("0 votes") == 10


async def test_from_the_vote_to_the_talk_to_the_recap(world):
    message = await opened(world, closes="10 min")
    assert "You voted for 1" in await vote(world, world.ada, message, 1)
    assert "You voted for 2" in await vote(world, world.ada, message, 2)
    await vote(world, world.ben, message, 2)
    await vote(world, world.eve, message, 3)
    await pass_time(world, seconds=1)
    shown = text_of(message)
    assert re.search(r"\*\*2\.\*\*.*\*\*2 votes\*\*", shown)
    assert re.search(r"\*\*1\.\*\*.*\*\*0 votes\*\*", shown)
    assert not world.channel.threads

    await pass_time(world, minutes=10)

    (thread,) = world.channel.threads
    assert thread.name == SECOND.title[:100]
    assert f"We read **{SECOND.title}**, with 2 votes of 3." in text_of(message)
    assert buttons(message) == ["Recap"]
    (first,) = own(world, thread)
    prompts = text_of(first)
    quotes = re.findall(r"^> (.+) \[(\d)\]$", prompts, re.MULTILINE)
    assert 3 <= len(quotes) <= 5
    assert all(quote.replace("\\", "") in SECOND.abstract for quote, _ in quotes)
    assert SECOND.title[:40] in prompts

    await world.ada.send(thread, f"{world.me} And since when?")
    assert world.answers.asked[-1].history[0].paper_ids == (SECOND.paper_id,)
    recap = await world.ben.click(message, label="Recap")
    assert not recap.ephemeral
    said = text_of(recap.response)
    assert SECOND.title[:40] in said
    assert "2 votes" in said
    assert "1 vote\n" in said
    assert "1 question asked in the thread" in said
    assert "And since when?" in said
    assert "[1]" in said
    answer = own(world, thread)[-1]
    assert f"https://discord.com/channels/{world.guild.id}/{thread.id}/{answer.id}" in said


async def test_a_recap_may_be_asked_for_in_the_thread_before_anybody_asked_anything(world):
    message = await opened(world)
    await vote(world, world.ada, message, 1)
    await world.eve.click(message, label="Close now")
    (thread,) = world.channel.threads
    recap = await world.ada.click(own(world, thread)[0], label="Recap")
    assert "I was asked nothing in the thread so far." in text_of(recap.response)


async def test_a_tie_goes_to_the_paper_higher_in_the_list(world):
    message = await opened(world)
    assert "On a tie, the paper higher in the list wins." in text_of(message)
    await vote(world, world.ada, message, 3)
    await vote(world, world.ben, message, 2)
    await world.eve.click(message, label="Close now")
    said = text_of(message)
    assert f"We read **{SECOND.title}**, with 1 vote of 2." in said
    assert "It was a tie between 2, 3" in said
    assert world.channel.threads[0].name == SECOND.title[:100]


async def test_without_votes_there_is_no_thread(world):
    message = await opened(world)
    await pass_time(world, minutes=5)
    assert "Nobody voted, so there is no thread." in text_of(message)
    assert buttons(message) == []
    assert not world.channel.threads


async def test_many_votes_at_once_are_shown_in_few_edits_and_all_of_them(world):
    people = [world.person() for _ in range(12)]
    message = await opened(world)
    before = edits(world, message)
    for person in people:
        await vote(world, person, message, 1)
    assert edits(world, message) == before + 1
    await pass_time(world, seconds=1)
    assert edits(world, message) == before + 2
    assert "**12 votes**" in text_of(message)


async def test_votes_after_the_time_do_not_count(world):
    message = await opened(world, closes="5m")
    await vote(world, world.ada, message, 1)
    world.clock.forward(minutes=5)
    assert "is over" in await vote(world, world.ben, message, 2)
    await pass_time(world, seconds=300)
    assert "with 1 vote of 1" in text_of(message)


class TestEnding:
    async def test_the_opener_or_a_moderator_may_close_or_cancel_and_nobody_else(self, world):
        role = await let_members_open(world)
        cat = world.person("cat", roles=[role])
        message = await opened(world, cat)
        for label in ("Close now", "Cancel the vote"):
            refused = await world.ben.click(message, label=label)
            assert "Only the person who opened" in refused.response.content
        await cat.click(message, label="Cancel the vote")
        assert "This vote was cancelled." in text_of(message)
        again = await opened(world, cat)
        await vote(world, world.ada, again, 1)
        await world.eve.click(again, label="Close now")
        assert "We read" in text_of(again)

    async def test_a_cancelled_vote_opens_no_thread_and_makes_room_for_another(self, world):
        message = await opened(world)
        await vote(world, world.ada, message, 1)
        await world.eve.click(message, label="Cancel the vote")
        assert buttons(message) == []
        await pass_time(world, minutes=5)
        assert not world.channel.threads
        assert "10 candidates" in text_of(await opened(world))

    async def test_who_deletes_the_message_cancels_the_vote(self, world):
        message = await opened(world)
        await vote(world, world.ada, message, 1)
        await world.eve.delete(message)
        await pass_time(world, minutes=5)
        assert not world.channel.threads
        assert "10 candidates" in text_of(await opened(world))


class TestOpening:
    async def test_a_second_vote_in_the_channel_is_led_to_the_first(self, world):
        message = await opened(world)
        refused = await opened(world)
        assert f"/{world.channel.id}/{message.id}" in refused.content
        other = world.guild.create_text_channel("other")
        assert "10 candidates" in text_of(await opened(world, channel=other))
        assert world.refusals() == [ReaderError]

    async def test_members_may_open_one_with_the_role_that_the_server_chose(self, world):
        assert "Only moderators" in (await opened(world, world.ada)).content
        role = await let_members_open(world)
        cat = world.person("cat", roles=[role])
        assert "10 candidates" in text_of(await opened(world, cat))
        shown = await world.eve.slash(world.channel, "settings show")
        assert f"May open journal clubs: <@&{role.id}>" in shown.response.content
        assert world.refusals() == [ReaderError]

    async def test_on_a_topic(self, world):
        message = await opened(world, topic="talking")
        said = text_of(message)
        assert "with the words “talking” in title or abstract" in said
        assert world.library.browsed[-1].topic == "talking"

    async def test_a_time_is_meant_in_the_person_s_zone(self, world):
        await world.eve.slash(world.channel, "zone", zone="Asia/Tokyo")
        message = await opened(world, closes="19:00")
        assert f"<t:{int(world.clock.seconds()) + 30 * 60}:f>" in text_of(message)

    async def test_times_are_offered_while_typing(self, world):
        offered = await world.eve.autocomplete(world.channel, "journal-club", "closes", "")
        assert [one["value"] for one in offered] == ["1h", "3h", "24h", "48h", "72h", "168h"]
        assert offered[2]["name"] == "in 1 day (2026-08-22 09:30 UTC)"
        (typed,) = await world.eve.autocomplete(world.channel, "journal-club", "closes", "18:00")
        assert typed["name"] == "18:00 (2026-08-21 18:00 UTC)"

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ({"closes": "when the cows come home"}, "names no time"),
            ({"closes": "8d"}, "at most 7 days"),
            ({"closes": "2026-08-20 18:00"}, "later than now"),
            ({"topic": "!?"}, "no word in this topic"),
            ({"topic": "zanzibar"}, "There is nothing to vote on: 0 papers"),
        ],
    )
    async def test_what_cannot_be_put_to_the_vote_is_explained(self, world, options, said):
        assert said in (await opened(world, **options)).content
        assert world.refusals() == [ReaderError]
        assert await world.state.journal.unfinished() == ()
        assert "10 candidates" in text_of(await opened(world))

    @pytest.mark.parametrize("right", ["create_public_threads", "send_messages_in_threads"])
    async def test_without_the_rights_for_a_thread_there_is_no_vote(self, world, right):
        channel = channel_without(world, "flat", right)
        assert "Create Public Threads" in (await opened(world, channel=channel)).content
        assert world.refusals() == [ReaderError]

    async def test_a_thread_and_a_voice_channel_have_no_threads(self, world):
        message = await opened(world)
        await vote(world, world.ada, message, 1)
        await world.eve.click(message, label="Close now")
        voice = world.guild.create_voice_channel("talk")
        for place in (world.channel.threads[0], voice):
            assert "needs a text channel" in (await opened(world, channel=place)).content
        assert world.refusals() == [ReaderError, ReaderError]

    def test_there_is_none_in_private(self, world):
        assert "journal-club" in world.ada.available_commands(world.channel)
        assert "journal-club" not in world.ada.user.available_commands()

    async def test_in_the_server_s_language(self, world):
        await world.eve.slash(world.channel, "settings server", language="de")
        message = await opened(world)
        assert "Lesekreis: Welches Paper lesen wir?" in text_of(message)
        await vote(world, world.ada, message, 1)
        await pass_time(world, minutes=5)
        (first,) = own(world, world.channel.threads[0])
        assert "Die Fragen sind von mir" in text_of(first)


class TestRestart:
    async def test_votes_and_buttons_outlive_it_and_a_time_that_passed_closes_at_the_start(
        self, world
    ):
        message = await opened(world)
        await vote(world, world.ada, message, 2)
        await world.restart()
        await vote(world, world.ben, message, 2)
        world.clock.forward(days=3)
        await world.restart()
        await world.env.settle()
        assert "with 2 votes of 2" in text_of(message)
        (thread,) = world.channel.threads
        assert len(own(world, thread)) == 1

    @pytest.mark.parametrize("step", ["threaded", "begun", "at_stage"])
    async def test_what_a_crash_came_between_is_completed_and_nothing_twice(
        self, world, step, monkeypatch
    ):
        """The bot dies just before it notes each step that Discord has seen already."""
        message = await opened(world)
        await vote(world, world.ada, message, 1)

        class DeadError(Exception):
            pass

        async def die(*_given):
            raise DeadError

        with monkeypatch.context() as crash:
            crash.setattr(type(world.state.journal), step, die)
            await pass_time(world, minutes=5)
        (thread,) = world.channel.threads
        club = await world.state.journal.by_message(message.id)
        assert club.stage is Stage.CLOSED
        await world.restart()
        club = await world.state.journal.by_message(message.id)
        assert club.stage is Stage.DONE
        assert [one.id for one in world.channel.threads] == [thread.id]
        (first,) = own(world, thread)
        assert club.opening == first.id
        assert "with 1 vote of 1" in text_of(message)
        await world.ben.send(thread, f"{world.me} Since when?")
        assert world.answers.asked[-1].history[0].paper_ids == (FIRST.paper_id,)

    async def test_an_error_of_discord_s_is_tried_again(self, world):
        message = await opened(world)
        await vote(world, world.ada, message, 1)
        world.env.inject_error("POST", "/channels/*/messages/*/threads", status=500)
        await pass_time(world, minutes=5)
        assert not world.channel.threads
        await pass_time(world, seconds=16)
        assert len(world.channel.threads) == 1

    async def test_what_was_never_shown_is_not_in_the_way(self, world):
        world.env.inject_error("PATCH", "/webhooks/*/*/messages/*", status=500)
        failed = await opened(world)
        assert "Something went wrong" in failed.content
        assert world.refusals() == [discord.HTTPException]
        assert "10 candidates" in text_of(await opened(world))


class TestRights:
    async def test_rights_lost_meanwhile_are_told_and_the_thread_is_opened_once_they_are_back(
        self, world
    ):
        message = await opened(world)
        await vote(world, world.ada, message, 1)
        world.env.inject_error("POST", "/channels/*/messages/*/threads", status=403, code=50013)
        await pass_time(world, minutes=5)
        assert not world.channel.threads
        assert "I may not open a thread for it here." in text_of(message)
        assert buttons(message) == ["Open the thread", "Recap"]
        await pass_time(world, minutes=5)
        assert not world.channel.threads
        world.env.inject_error("POST", "/channels/*/messages/*/threads", status=403, code=50013)
        refused = await world.ben.click(message, label="Open the thread")
        assert "Create Public Threads" in refused.followups[0].content
        await world.ben.click(message, label="Open the thread")
        assert len(world.channel.threads) == 1
        assert buttons(message) == ["Recap"]

    async def test_a_channel_that_is_gone_ends_it(self, world):
        message = await opened(world)
        await vote(world, world.ada, message, 1)
        world.env.inject_error("POST", "/channels/*/messages/*/threads", status=404, code=10003)
        await pass_time(world, minutes=5)
        club = await world.state.journal.by_message(message.id)
        assert club.stage is Stage.DONE


class TestPrivacy:
    async def test_votes_are_exported_and_forgotten_while_the_vote_is_open(self, world):
        message = await opened(world, topic="talking")
        await vote(world, world.ada, message, 1)
        await vote(world, world.ben, message, 2)
        kept = await world.state.privacy.export(world.ada.id)
        assert len(kept["journal_club_votes"]) == 1
        (club,) = (await world.state.privacy.export(world.eve.id))["journal_clubs"]
        assert club["topic"] == "talking"
        await world.ada.slash(world.channel, "forget-me")
        await world.eve.slash(world.channel, "forget-me")
        assert (await world.state.privacy.export(world.ada.id))["journal_club_votes"] == []
        assert (await world.state.privacy.export(world.eve.id))["journal_clubs"] == []
        await pass_time(world, minutes=5)
        assert "with 1 vote of 1" in text_of(message)
        assert "with the words" not in text_of(message)

    async def test_closing_turns_votes_into_sums(self, world, tmp_path):
        message = await opened(world)
        await vote(world, world.ada, message, 1)
        await world.eve.click(message, label="Close now")
        kept = json.dumps(await world.state.privacy.export(world.ada.id))
        assert FIRST.title not in kept
        recap = await world.ada.click(message, label="Recap")
        assert "1 vote" in text_of(recap.response)

    async def test_a_recap_has_nothing_of_whom_it_was_told_to_forget(self, world):
        message = await opened(world)
        await vote(world, world.ada, message, 1)
        await world.eve.click(message, label="Close now")
        (thread,) = world.channel.threads
        await world.ada.send(thread, f"{world.me} Where is the zanzibar?")
        await world.ben.send(thread, f"{world.me} Since when?")
        await world.ada.slash(world.channel, "forget-me")
        said = text_of((await world.ben.click(message, label="Recap")).response)
        assert "zanzibar" not in said
        assert "1 question asked in the thread" in said
        assert "Since when?" in said

    async def test_private_answers_in_the_thread_stay_private(self, world):
        await world.eve.slash(world.channel, "settings server", ephemeral=True)
        message = await opened(world)
        assert not message.flags.ephemeral
        await vote(world, world.ada, message, 1)
        await world.eve.click(message, label="Close now")
        (thread,) = world.channel.threads
        await world.ada.slash(thread, "ask", question="Where is the zanzibar?")
        assert world.answers.asked[-1].history[0].paper_ids == (FIRST.paper_id,)
        said = text_of((await world.ben.click(message, label="Recap")).response)
        assert "zanzibar" not in said
        assert await world.state.conversations.history(ConversationKey.thread(thread.id))


class TestWithMessageContent:
    @pytest.fixture
    def settings(self):
        return Settings(discord=DiscordSettings(message_content=True))

    async def test_in_the_thread_nobody_needs_to_mention_the_bot(self, world):
        message = await opened(world)
        await vote(world, world.ada, message, 3)
        await world.eve.click(message, label="Close now")
        (thread,) = world.channel.threads
        await world.ben.send(thread, "What data do they use?")
        assert world.answers.asked[-1].history[0].paper_ids == (THIRD.paper_id,)


async def let_members_open(world):
    role = world.guild.create_role("Readers", permissions=discord.Permissions.none())
    await world.eve.slash(world.channel, "settings server", club_role=role)
    return role


def own(world, channel):
    """What the bot wrote there, oldest first."""
    wrote = [
        message
        for message in channel.history()
        if message.author.id == world.bot.user.id
        and message.type is not discord.MessageType.thread_starter_message
    ]
    return sorted(wrote, key=lambda message: message.id)


def edits(world, message):
    path = f"/messages/{message.id}"
    return sum(
        request.method == "PATCH" and request.path.endswith(path)
        for request in world.env.http_requests
    )


class TestTheWeek:
    async def test_is_the_last_seven_days_where_these_have_papers(self, world):
        fresh = dataclasses.replace(FIRST, listed=(date(2026, 8, 20),), upvotes=7)
        world.library.papers[FIRST.paper_id] = fresh
        said = text_of(await opened(world))
        assert "1 paper, from 2026-08-15 to 2026-08-21 (UTC)." in said
        assert "▲ 7" in said

    async def test_is_all_days_where_no_paper_has_a_day(self, world, monkeypatch):
        monkeypatch.setattr(discord_core, "TODAY", None)
        for paper in PAPERS:
            world.library.papers[paper.paper_id] = dataclasses.replace(
                paper, listed=(), published=None
            )
        assert "45 papers, over all days." in text_of(await opened(world))
