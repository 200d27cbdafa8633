"""Asking by writing: mentions, replies, direct messages, threads, forum posts."""

import discord
import pytest

from config.settings import DiscordSettings, Settings
from tests.conversation.talk import buttons, custom_id, text_of
from tests.discord_core import PAPERS


async def test_a_mention_is_answered_with_a_reply_that_pings_nobody(world):
    asked = await world.ada.send(world.channel, f"{world.me} What are agents?")
    answer = world.channel.last_message
    assert PAPERS[0].title[:30] in text_of(answer)
    assert answer.reference.message_id == asked.id
    assert world.answers.asked[-1].text == "What are agents?"
    assert {str(body["allowed_mentions"]) for body in world.sent()} == {"{'parse': []}"}


@pytest.mark.parametrize("text", ["What are agents?", "@everyone look", "<@1> hello"])
async def test_what_is_not_for_the_bot_is_left_alone(world, text):
    await world.ada.send(world.channel, text)
    assert not world.answers.asked
    assert world.channel.last_message.author.id == world.ada.id


async def test_another_bot_is_left_alone(world):
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))
    await robot.send(world.channel, f"{world.me} What are agents?")
    assert not world.answers.asked


async def test_a_mention_without_a_question_is_told_how_to_ask(world):
    await world.ada.send(world.channel, world.me)
    assert "/ask" in world.channel.last_message.content
    assert not world.answers.asked


async def test_a_reply_chain_keeps_its_context_and_the_channel_does_not_share_it(world):
    await world.ada.send(world.channel, f"{world.me} What are agents?")
    first = world.channel.last_message
    await world.ben.send(world.channel, f"{world.me} And since when?", reply_to=first)
    assert [t.question for t in world.answers.asked[-1].history] == ["What are agents?"]
    second = world.channel.last_message
    await world.ada.send(world.channel, f"{world.me} Where?", reply_to=second)
    assert [t.question for t in world.answers.asked[-1].history] == [
        "What are agents?",
        "And since when?",
    ]
    await world.ben.send(world.channel, f"{world.me} Something else?")
    assert world.answers.asked[-1].history == ()


async def test_a_reply_whose_words_are_hidden_is_told_what_to_do(world):
    await world.ada.send(world.channel, f"{world.me} What are agents?")
    await world.ada.send(
        world.channel, "", reply_to=world.channel.last_message, attachments=[("a.txt", b"")]
    )
    assert "Write it after my name" in world.channel.last_message.content
    assert len(world.answers.asked) == 1


async def test_a_direct_message_is_a_conversation(world):
    await world.ada.send_dm("What are agents?")
    answer = world.ada.user.dm_channel.last_message
    assert PAPERS[0].title[:30] in text_of(answer)
    assert "Continue in a thread" not in buttons(answer)
    await world.ada.send_dm("And since when?")
    assert [t.question for t in world.answers.asked[-1].history] == ["What are agents?"]


async def test_a_thread_goes_on_from_its_answer(world):
    result = await world.ada.slash(world.channel, "ask", question="What are agents?")
    pressed = await world.ada.click(result.response, label="Continue in a thread")
    (thread,) = world.channel.threads
    assert thread.name == "What are agents?"
    assert thread.mention in pressed.response.content
    await world.ben.send(thread, f"{world.me} And since when?")
    assert [t.question for t in world.answers.asked[-1].history] == ["What are agents?"]
    await world.ada.send(thread, f"{world.me} Where?")
    assert len(world.answers.asked[-1].history) == 2
    assert "Continue in a thread" not in buttons(thread.last_message)


async def test_people_may_talk_to_each_other_in_a_thread(world):
    result = await world.ada.slash(world.channel, "ask", question="What are agents?")
    await world.ada.click(result.response, label="Continue in a thread")
    (thread,) = world.channel.threads
    await world.ben.send(thread, f"{world.ada.mention} is that so?")
    assert len(world.answers.asked) == 1


async def test_hidden_words_in_a_thread_are_explained_once(world):
    result = await world.ada.slash(world.channel, "ask", question="What are agents?")
    await world.ada.click(result.response, label="Continue in a thread")
    (thread,) = world.channel.threads
    for _ in range(2):
        await world.ada.send(thread, "", attachments=[("a.txt", b"")])
    told = [m for m in thread.history() if "Write it after my name" in m.content]
    assert len(told) == 1


async def test_a_second_continue_leads_to_the_same_thread(world):
    result = await world.ada.slash(world.channel, "ask", question="What are agents?")
    await world.ada.click(result.response, label="Continue in a thread")
    again = await world.ben.click(result.response, label="Continue in a thread")
    (thread,) = world.channel.threads
    assert thread.mention in again.response.content


async def test_a_server_may_want_answers_in_threads(world):
    await world.eve.slash(world.channel, "settings server", threads=True)
    await world.ada.send(world.channel, f"{world.me} What are agents?")
    (thread,) = world.channel.threads
    assert thread.name == "What are agents?"
    assert PAPERS[0].title[:30] in text_of(thread.last_message)
    await world.ada.send(thread, f"{world.me} And since when?")
    assert [t.question for t in world.answers.asked[-1].history] == ["What are agents?"]


async def test_a_channel_may_want_no_answers_to_mentions(world):
    other = world.guild.create_text_channel("other")
    await world.eve.slash(world.channel, "settings channel", channel=other, mentions=False)
    await world.ada.send(other, f"{world.me} What are agents?")
    assert not world.answers.asked
    await world.ada.send(world.channel, f"{world.me} What are agents?")
    assert world.answers.asked


async def test_without_the_right_to_write_the_person_is_told_in_private(world):
    quiet = channel_without(world, "quiet", "send_messages")
    await world.ada.send(quiet, f"{world.me} What are agents?")
    told = world.ada.user.dm_channel.last_message
    assert "not allowed to write there" in told.content
    assert str(quiet.id) in told.content


async def test_without_the_right_to_embed_the_answer_is_plain_text(world):
    plain = channel_without(world, "plain", "embed_links")
    await world.ada.send(plain, f"{world.me} What are agents?")
    answer = plain.last_message
    assert not answer.embeds
    assert "[1]" in answer.content
    assert "45 papers" in answer.content
    assert "Sources" in buttons(answer)


async def test_without_the_right_to_read_history_there_is_no_reply_but_an_answer(world):
    blind = channel_without(world, "blind", "read_message_history")
    await world.ada.send(blind, f"{world.me} What are agents?")
    assert blind.last_message.reference is None
    assert PAPERS[0].title[:30] in text_of(blind.last_message)


async def test_without_the_right_to_open_threads_the_person_is_told(world):
    flat = channel_without(world, "flat", "create_public_threads")
    result = await world.ada.slash(flat, "ask", question="What are agents?")
    pressed = await world.ada.click(result.response, label="Continue in a thread")
    assert "Create Public Threads" in pressed.response.content
    assert pressed.ephemeral
    await world.eve.slash(world.channel, "settings server", threads=True)
    await world.ada.send(flat, f"{world.me} What are agents?")
    assert PAPERS[0].title[:30] in text_of(flat.last_message)


async def test_an_event_that_comes_twice_is_answered_once(world):
    message = await world.ada.send(world.channel, f"{world.me} What are agents?")
    await world.happen("message", message)
    assert len(world.answers.asked) == 1


async def test_a_long_answer_is_split_and_never_cut(world):
    long = [p for p in PAPERS for _ in range(2)][:40]

    async def much(question):
        return world.answers.answer(question, *long)

    world.answers.script = much
    await world.ada.send(world.channel, f"{world.me} Tell me everything")
    messages = [m for m in world.channel.history() if m.author.id == world.bot.user.id]
    words = "\n".join(map(text_of, messages))
    assert all(f"[{n}]" in words for n in range(1, 41))
    assert [bool(buttons(m)) for m in messages] == [False] * (len(messages) - 1) + [True]
    await world.ada.click(messages[-1], custom_id=custom_id(messages[-1], "Delete"))
    assert not [m for m in world.channel.history() if m.author.id == world.bot.user.id]


class TestWithMessageContent:
    @pytest.fixture
    def settings(self):
        return Settings(discord=DiscordSettings(message_content=True))

    async def test_every_message_of_a_thread_is_read(self, world):
        result = await world.ada.slash(world.channel, "ask", question="What are agents?")
        await world.ada.click(result.response, label="Continue in a thread")
        (thread,) = world.channel.threads
        await world.ben.send(thread, "And since when?")
        assert [t.question for t in world.answers.asked[-1].history] == ["What are agents?"]


def channel_without(world, name, *rights):
    """A channel in which the bot lacks these rights."""
    denied = discord.PermissionOverwrite(**dict.fromkeys(rights, False))
    return world.guild.create_text_channel(name, overwrites={world.bot.user: denied})
