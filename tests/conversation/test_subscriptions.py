"""Subscribing, and looking after it. It is Friday, 21 August 2026, 9:30 in the morning in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, time

import discord
import pytest

from bot.core.digest import Pause, Rhythm, Scope, Via
from bot.exts.errors import ReaderError
from bot.locales.catalog import translator
from tests.conversation.talk import buttons, text_of
from tests.discord_core import PAPERS


async def subscribe(world, person=None, place=None, **options):
    options = {"about": "topic", "what": "talking heads"} | options
    return await (person or world.ada).slash(place or world.channel, "subscribe", **options)


async def kept(world, person=None):
    return await world.state.subscriptions.of((person or world.ada).id)


def stamp(*moment):
    return f"<t:{int(datetime(*moment, tzinfo=UTC).timestamp())}:F>"


async def test_it_answers_with_what_was_understood_and_when_it_comes_next(world):
    result = await subscribe(world)
    assert result.ephemeral
    said = text_of(result.response)
    assert "Papers on “talking heads”" in said
    assert "Daily at 08:00 (UTC)" in said
    assert "By direct message" in said
    assert f"Next: {stamp(2026, 8, 22, 8)}" in said
    assert "By e-mail …" not in buttons(result.response)
    (one,) = await kept(world)
    assert (one.scope, one.subject, one.via, one.at) == (
        Scope.TOPIC,
        "talking heads",
        Via.DM,
        time(8),
    )
    assert (one.rhythm, one.owner, one.language) == (Rhythm.DAILY, world.ada.id, "en")


async def test_time_zone_and_rhythm_may_be_chosen(world):
    await world.ada.slash(world.channel, "zone", zone="Asia/Tokyo")
    daily = await subscribe(world, at="8:30 pm")
    assert "Daily at 20:30 (Asia/Tokyo)" in text_of(daily.response)
    weekly = await subscribe(world, rhythm="weekly", zone="berlin", at="7")
    assert "Weekly, Monday at 07:00 (Europe/Berlin)" in text_of(weekly.response)
    assert stamp(2026, 8, 24, 5) in text_of(weekly.response)


@pytest.mark.parametrize(
    ("about", "what", "said"),
    [
        ("all", None, "New papers"),
        ("author", "Wenhao Wu", "Papers by Wenhao Wu"),
        ("keyword", "mamba", "Papers with “mamba”"),
        ("question", "What is attention?", "Papers that answer “What is attention?”"),
        ("neighbours", PAPERS[0].paper_id, PAPERS[0].title[:30]),
    ],
)
async def test_every_scope(world, about, what, said):
    options = {"what": what} if what else {}
    result = await world.ada.slash(world.channel, "subscribe", about=about, **options)
    assert said in text_of(result.response)
    (one,) = await kept(world)
    assert (one.scope, one.subject) == (about, what or "")


async def test_titles_are_offered_for_neighbours_alone(world):
    offer = world.ada.autocomplete
    near = await offer(world.channel, "subscribe", "what", "talk", about="neighbours")
    assert near
    assert all("talk" in one["name"].casefold() for one in near)
    assert await offer(world.channel, "subscribe", "what", "talk", about="topic") == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"at": "25:00"}, "“25:00” is not a time of day"),
        ({"at": "noonish"}, "is not a time of day"),
        ({"zone": "Mars/Olympus"}, "There is no time zone “Mars/Olympus”"),
        ({"what": "!?"}, "Which topic?"),
        ({"about": "all"}, "takes no words"),
        ({"about": "neighbours", "what": "no such paper"}, "There is no paper “no such paper”"),
    ],
)
async def test_what_cannot_be_meant_is_explained_and_nothing_is_kept(world, options, said):
    result = await subscribe(world, **options)
    assert said in result.response.content
    assert result.ephemeral
    assert world.refusals() == [ReaderError]
    assert await kept(world) == ()


async def test_nobody_has_more_than_the_most_nor_one_twice(world):
    world.clock.forward(seconds=1)
    for number in range(25):
        await subscribe(world, what=f"topic {number}")
        world.clock.forward(minutes=1)
    again = await subscribe(world, what="topic 3")
    assert "There is such a subscription already" in again.response.content
    more = await subscribe(world, what="one more")
    assert "You have 25 subscriptions, which is the most" in more.response.content
    assert world.refusals() == [ReaderError, ReaderError]


async def test_a_channel_is_for_who_manages_the_server(world):
    refused = await subscribe(world, channel=world.channel)
    assert "Only people who may manage this server" in refused.response.content
    result = await subscribe(world, world.eve, channel=world.channel)
    assert f"In {world.channel.mention}" in text_of(result.response)
    (one,) = await kept(world, world.eve)
    assert (one.via, one.channel, one.guild) == (Via.CHANNEL, world.channel.id, world.guild.id)
    assert world.refusals() == [ReaderError]


async def test_a_channel_where_the_bot_may_not_write_is_refused_at_once(world):
    silent = world.guild.create_text_channel(
        "silent",
        overwrites={world.guild.default_role: discord.PermissionOverwrite(send_messages=False)},
    )
    result = await subscribe(world, world.eve, channel=silent)
    assert "I am not allowed to write there" in result.response.content
    assert world.refusals() == [ReaderError]


async def test_a_channel_reads_its_own_language(world):
    await world.eve.slash(world.channel, "settings channel", channel=world.channel, language="de")
    await subscribe(world, world.eve, channel=world.channel)
    (one,) = await kept(world, world.eve)
    assert one.language == "de"


async def test_it_works_in_private(world):
    result = await world.ada.user.slash("subscribe", about="all")
    assert "New papers" in text_of(result.response)


async def test_the_time_is_changed_in_a_form_after_a_restart(world):
    result = await subscribe(world)
    await world.restart()
    form = await world.ada.click(result.response, label="When …")
    await world.ada.submit_modal(
        form,
        {
            "rhythm": ["daily"],
            "at": "7:15",
            "zone": "europe/berlin",
            "weekdays": ["0", "1", "2", "3", "4"],
            "quiet": "22:00 - 7:00",
        },
    )
    said = text_of(result.response)
    assert "Monday to Friday at 07:15 (Europe/Berlin)" in said
    assert "Nothing between 22:00 and 07:00" in said
    assert "Changed" in said
    (one,) = await kept(world)
    assert one.quiet == (time(22), time(7))
    assert stamp(2026, 8, 24, 5, 15) in said


async def test_what_comes_is_changed_in_a_form(world):
    result = await subscribe(world)
    form = await world.ada.click(result.response, label="What …")
    await world.ada.submit_modal(
        form, {"subject": "singing  heads", "at_most": "5", "quiet_day": ["told"]}
    )
    said = text_of(result.response)
    assert "Papers on “singing heads”" in said
    assert "At most 5 papers at a time" in said
    assert "Days without papers are told, too" in said


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"at": "never"}, "“never” is not a time of day"),
        ({"zone": "Mars"}, "There is no time zone “Mars”"),
        ({"quiet": "at night"}, "“at night” are no quiet hours"),
        ({"quiet": "8:00-8:00"}, "are no quiet hours"),
    ],
)
async def test_a_form_with_something_wrong_changes_nothing(world, values, said):
    result = await subscribe(world)
    before = await kept(world)
    form = await world.ada.click(result.response, label="When …")
    right = {"rhythm": ["daily"], "at": "8:00", "zone": "UTC", "weekdays": ["0"], "quiet": ""}
    answer = await world.ada.submit_modal(form, right | values)
    assert said in answer.response.content
    assert await kept(world) == before


async def test_a_question_may_be_asked_on_after_a_restart(world):
    asked = await world.ada.slash(world.channel, "ask", question="What are agents?")
    await world.restart()
    kept_asking = await world.ben.click(asked.response, label="Keep asking")
    assert kept_asking.ephemeral
    assert "Papers that answer “What are agents?”" in text_of(kept_asking.response)
    (one,) = await kept(world, world.ben)
    assert (one.scope, one.subject) == (Scope.QUESTION, "What are agents?")


async def test_pausing_resuming_and_removing(world):
    result = await subscribe(world)
    await world.ada.click(result.response, label="Pause")
    assert "Paused" in text_of(result.response)
    assert (await kept(world))[0].paused == Pause.ASKED
    await world.ada.click(result.response, label="Go on")
    assert (await kept(world))[0].paused is None
    await world.ada.click(result.response, label="Unsubscribe")
    assert "Remove this subscription: Papers on “talking heads”?" in result.response.content
    assert buttons(result.response) == ["Unsubscribe", "Pause instead"]
    await world.ada.click(result.response, label="Unsubscribe")
    assert "Removed" in result.response.content
    assert await kept(world) == ()


async def test_what_was_removed_meanwhile_is_told(world):
    result = await subscribe(world)
    (one,) = await kept(world)
    await world.state.subscriptions.remove(one.id)
    told = await world.ada.click(result.response, label="Pause")
    assert "This subscription was removed" in told.followups[0].content


async def test_the_list_has_pages_and_opens_each_after_a_restart(world):
    for number in range(12):
        await subscribe(world, what=f"topic {number}")
        world.clock.forward(minutes=1)
    result = await world.ada.slash(world.channel, "subscriptions")
    assert result.ephemeral
    assert "**1.** Papers on “topic 0”" in text_of(result.response)
    assert "Page 1 of 3" in text_of(result.response)
    await world.restart()
    await world.ada.click(result.response, label="Next")
    assert "**10.** Papers on “topic 9”" in text_of(result.response)
    await world.ada.select(result.response, [(await kept(world))[9].id])
    assert "Papers on “topic 9”" in text_of(result.response)
    await world.ada.click(result.response, label="All subscriptions")
    assert "Page 1 of 3" in text_of(result.response)


async def test_nobody_sees_the_subscriptions_of_others(world):
    await subscribe(world)
    result = await world.ben.slash(world.channel, "subscriptions")
    assert "There are no subscriptions yet" in text_of(result.response)


async def test_who_manages_the_server_sees_and_changes_those_of_its_channels(world):
    await subscribe(world, world.eve, channel=world.channel)
    world.clock.forward(minutes=1)
    await subscribe(world, world.eve, what="in private")
    gus = world.person("gus", roles=[world.managers])
    listed = await gus.slash(world.channel, "subscriptions")
    assert "talking heads" in text_of(listed.response)
    assert "in private" not in text_of(listed.response)
    (one, _) = await kept(world, world.eve)
    await gus.select(listed.response, [one.id])
    await gus.click(listed.response, label="Pause")
    assert (await kept(world, world.eve))[0].paused


async def test_all_of_it_speaks_the_language_of_the_place(world):
    await world.eve.slash(world.channel, "settings server", language="ja")
    result = await subscribe(world)
    assert translator("ja")("subscription.added") in text_of(result.response)
    (one,) = await kept(world)
    assert one.language == "ja"
