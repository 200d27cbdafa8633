"""Digests as they arrive, and their buttons. It is Friday, 21 August 2026, 9:30 in UTC."""

from __future__ import annotations

from dataclasses import replace

from bot.core.digest import Group, Item, Pause, Scope
from bot.state.errors import StateError
from tests import builders
from tests.conversation.talk import buttons, text_of
from tests.discord_core import PAPERS

FORBIDDEN, MISSING_PERMISSIONS, UNKNOWN_CHANNEL, NO_DIRECT_MESSAGES = 403, 50013, 10003, 50007


async def subscribe(world, person=None, **options):
    options = options or {"about": "all"}
    await (person or world.ada).slash(world.channel, "subscribe", **options)


async def delivered(world, person=None, **options):
    """The first digest of a new subscription, the morning after."""
    await subscribe(world, person, **options)
    await world.wait(hours=23)
    channel = options.get("channel") or (person or world.ada).user.dm_channel
    return channel.last_message


async def kept(world, person=None):
    (one,) = await world.state.subscriptions.of((person or world.ada).id)
    return one


def sent_to(channel):
    return [message for message in channel.history() if message.author.bot]


async def test_a_digest_comes_by_direct_message_when_it_is_due_and_once(world):
    await subscribe(world)
    await world.wait(hours=22)
    assert world.ada.user.dm_channel.last_message is None
    await world.wait(hours=1)
    message = world.ada.user.dm_channel.last_message
    said = text_of(message)
    assert "Daily digest: New papers" in said
    assert "3 new papers, from 2026-08-21 to 2026-08-22 (UTC)." in said
    assert all(paper.title[:30] in said for paper in PAPERS[:3])
    assert buttons(message) == ["Why this?", "Less like this", "Pause", "Unsubscribe"]
    await world.wait(hours=24)
    assert len(sent_to(world.ada.user.dm_channel)) == 1


async def test_every_sentence_is_verbatim_and_every_link_ours(world):
    message = await delivered(world)
    (body,) = [body for body in world.sent() if body.get("nonce")]
    text = "\n".join(embed.get("description", "") for embed in body["embeds"])
    for paper in PAPERS[:3]:
        assert f"https://huggingface.co/papers?q={paper.title.split()[0]}"[:40] in text
    assert body["enforce_nonce"]
    assert body["allowed_mentions"] == {"parse": []}
    assert message.content == ""


async def test_a_channel_s_digest(world):
    message = await delivered(world, world.eve, about="all", channel=world.channel)
    assert "3 new papers" in text_of(message)
    assert world.eve.user.dm_channel.last_message is None


async def test_a_quiet_day_is_told_by_choice(world):
    world.digests.papers = ()
    await subscribe(world)
    one = await kept(world)
    await world.wait(hours=23)
    assert world.ada.user.dm_channel.last_message is None
    await world.state.subscriptions.change(replace(one, quiet_day=True))
    await world.wait(hours=24)
    message = world.ada.user.dm_channel.last_message
    assert "A quiet day: no new papers" in text_of(message)
    assert buttons(message) == ["Pause", "Unsubscribe"]


async def test_a_preview_shows_what_would_be_sent_and_takes_nothing(world):
    result = await world.ada.slash(world.channel, "subscribe", about="all")
    preview = await world.ada.click(result.response, label="Preview")
    assert preview.ephemeral
    assert "this would be sent" in preview.response.content
    assert PAPERS[0].title[:30] in text_of(preview.response)
    await world.wait(hours=23)
    assert PAPERS[0].title[:30] in text_of(world.ada.user.dm_channel.last_message)


async def test_why_this_is_told_to_anybody_alone_after_a_restart(world):
    message = await delivered(world, world.eve, about="all", channel=world.channel)
    await world.restart()
    why = await world.ben.click(message, label="Why this?")
    assert why.ephemeral
    assert "This subscription is for all new papers" in text_of(why.response)


async def test_less_like_this_is_kept_for_the_next_digest(world):
    message = await delivered(world)
    await world.restart()
    asked = await world.ada.user.click(message, label="Less like this")
    assert "Of which paper do you want less?" in asked.response.content
    await world.ada.user.select(asked.response, ["1"])
    assert f"near to “{PAPERS[1].title[:20]}" in asked.response.content
    disliked = await world.state.subscriptions.disliked((await kept(world)).id)
    assert disliked == {PAPERS[1].paper_id}


async def test_pause_under_a_digest_stops_the_next_and_can_be_taken_back(world):
    message = await delivered(world)
    paused = await world.ada.user.click(message, label="Pause")
    assert paused.ephemeral
    assert "Paused" in text_of(paused.response)
    world.digests.papers = PAPERS[3:5]
    await world.wait(hours=24)
    assert world.ada.user.dm_channel.last_message.id == message.id
    await world.ada.user.click(paused.response, label="Go on")
    await world.wait(hours=24)
    assert PAPERS[3].title[:30] in text_of(world.ada.user.dm_channel.last_message)


async def test_unsubscribe_under_a_digest_asks_first(world):
    message = await delivered(world)
    asked = await world.ada.user.click(message, label="Unsubscribe")
    assert "Remove this subscription: New papers?" in asked.response.content
    assert (await kept(world)).paused is None
    await world.ada.user.click(asked.response, label="Unsubscribe")
    assert await world.state.subscriptions.of(world.ada.id) == ()
    why = await world.ada.user.click(message, label="Why this?")
    assert "its subscription was removed" in why.response.content


async def test_only_managers_change_what_a_channel_is_sent(world):
    message = await delivered(world, world.eve, about="all", channel=world.channel)
    for label in ("Less like this", "Pause", "Unsubscribe"):
        refused = await world.ada.click(message, label=label)
        assert "Only people who may manage this server" in refused.response.content
    assert (await kept(world, world.eve)).paused is None
    other = world.person("gus", roles=[world.managers])
    await other.click(message, label="Pause")
    assert (await kept(world, world.eve)).paused == Pause.ASKED


async def test_many_papers_are_pages_and_a_channel_s_first_page_stays(world):
    world.digests.papers = PAPERS[:25]
    message = await delivered(world, world.eve, about="all", channel=world.channel)
    first = text_of(message)
    assert "Page 1 of 3" in first
    await world.restart()
    copy = await world.ada.click(message, label="Next")
    assert copy.ephemeral
    assert "Page 2 of 3" in text_of(copy.response)
    assert PAPERS[10].title[:30] in text_of(copy.response)
    await world.ada.click(copy.response, label="Next")
    assert "Page 3 of 3" in text_of(copy.response)
    assert text_of(message) == first


async def test_the_pages_of_a_direct_message_turn_in_place_and_topics_are_at_hand(world):
    async def compose(to, day, window, new, *, taken, disliked):
        groups = tuple(
            Group(name, tuple(Item(p, p.abstract[:80], 0, 80) for p in papers))
            for name, papers in (("video", PAPERS[:9]), ("agents", PAPERS[9:20]))
        )
        made = builders.digest(to, day=day, since=window.since, until=window.until)
        return None if taken else replace(made, groups=groups, total=20)

    world.digests.compose = compose
    message = await delivered(world)
    assert "video (9) · agents (11)" in text_of(message)
    await world.ada.user.click(message, label="Next")
    assert "agents (continued)" in text_of(world.ada.user.dm_channel.last_message)
    await world.ada.user.select(message, ["0"])
    assert "Page 1 of 2" in text_of(world.ada.user.dm_channel.last_message)


async def test_a_standing_question_comes_with_the_quote_that_answers(world):
    paper = PAPERS[0]
    quote = paper.abstract[:90]

    async def compose(to, day, window, new, *, taken, disliked):
        item = Item(paper, paper.abstract[90:200], 90, 200, quote)
        made = builders.digest(to, day=day, since=window.since, until=window.until)
        return None if taken else replace(made, groups=(Group("", (item,)),), total=1)

    world.digests.compose = compose
    message = await delivered(world, about="question", what="What is new?")
    assert (await kept(world)).scope is Scope.QUESTION
    assert "Papers that answer “What is new?”" in text_of(message)
    assert quote[:40] in text_of(message)
    why = await world.ada.user.click(message, label="Why this?")
    assert quote[:40] in text_of(why.response)


async def test_a_channel_that_is_forbidden_pauses_and_its_owner_is_told_once(world):
    await subscribe(world, world.eve, about="all", channel=world.channel)
    world.env.inject_error(
        "POST",
        f"/channels/{world.channel.id}/messages",
        status=FORBIDDEN,
        code=MISSING_PERMISSIONS,
        times=None,
    )
    await world.wait(hours=23)
    assert (await kept(world, world.eve)).paused == Pause.GONE
    (told,) = sent_to(world.eve.user.dm_channel)
    assert "A subscription is paused: New papers, in <#" in told.content
    assert "The channel is gone, or I may not write there" in told.content
    await world.wait(hours=24)
    await world.restart()
    await world.wait(hours=24)
    assert len(sent_to(world.eve.user.dm_channel)) == 1


async def test_a_deleted_channel_pauses_too(world):
    other = world.guild.create_text_channel("other")
    await subscribe(world, world.eve, about="all", channel=other)
    world.env.inject_error(
        "POST", f"/channels/{other.id}/messages", status=404, code=UNKNOWN_CHANNEL, times=None
    )
    await world.wait(hours=23)
    assert (await kept(world, world.eve)).paused == Pause.GONE


async def test_who_takes_no_direct_messages_reads_it_in_the_list(world):
    await subscribe(world)
    world.env.inject_error(
        "POST", "/channels/*/messages", status=FORBIDDEN, code=NO_DIRECT_MESSAGES, times=None
    )
    await world.wait(hours=23)
    listed = await world.ada.slash(world.channel, "subscriptions")
    assert "Direct messages from me are not accepted" in text_of(listed.response)
    assert "Paused:" in text_of(listed.response)


async def test_a_proxy_s_refusal_pauses_nobody_and_is_tried_again(world):
    await subscribe(world)
    world.env.inject_error("POST", "/channels/*/messages", status=FORBIDDEN, code=0, times=1)
    await world.wait(hours=23)
    assert (await kept(world)).paused is None
    assert sent_to(world.ada.user.dm_channel) == []
    await world.wait(minutes=2)
    assert len(sent_to(world.ada.user.dm_channel)) == 1


async def test_what_arrived_and_was_not_written_down_is_not_sent_again(world, monkeypatch):
    """The bot dies between sending a digest and confirming it."""

    async def die(_nonce):
        raise StateError("The disk is full.")

    with monkeypatch.context() as dying:
        dying.setattr(world.state.deliveries, "confirm", die)
        message = await delivered(world)
    await world.restart()
    await world.wait(minutes=2)
    assert [one.id for one in sent_to(world.ada.user.dm_channel)] == [message.id]
    assert await world.state.deliveries.open_claims() == ()
    await world.ada.user.click(message, label="Why this?")


async def test_a_digest_goes_to_a_thread(world):
    await world.ada.send(world.channel, f"{world.me} What are agents?")
    answer = world.channel.last_message
    await world.ada.click(answer, label="Continue in a thread")
    (thread,) = world.channel.threads
    result = await world.eve.slash(world.channel, "subscribe", about="all", channel=thread)
    assert f"In {thread.mention}" in text_of(result.response)
    await world.wait(hours=23)
    assert "3 new papers" in text_of(thread.last_message)
