"""What can be pressed under an answer, while it is written and long after."""

import pytest

from bot.conduct.errors import BusyError, ClosingError
from config.settings import LimitSettings, Settings
from tests.conversation.talk import buttons, text_of
from tests.discord_core import PAPERS, first_sentence


@pytest.fixture
async def answer(world):
    return (await world.ada.slash(world.channel, "ask", question="What are agents?")).response


async def test_sources_shows_the_quotes_to_the_person_alone(world, answer):
    pressed = await world.ben.click(answer, label="Sources")
    assert pressed.ephemeral
    assert f"**{first_sentence(PAPERS[0])[:20]}" in text_of(pressed.response)


async def test_similar_papers(world, answer):
    pressed = await world.ben.click(answer, label="Similar papers")
    assert pressed.ephemeral
    assert PAPERS[1].title[:30] in text_of(pressed.response)


async def test_helpful_is_kept(world, answer):
    pressed = await world.ben.click(answer, label="Helpful")
    assert "Thank you" in pressed.response.content
    (vote,) = (await world.state.privacy.export(world.ben.id))["feedback"]
    assert vote["helpful"]


async def test_not_helpful_is_kept_at_once_and_what_was_wrong_with_it(world, answer):
    pressed = await world.ben.click(answer, label="Not helpful")
    assert pressed.modal["title"] == "Thank you for telling us"
    (vote,) = (await world.state.privacy.export(world.ben.id))["feedback"]
    assert not vote["helpful"]
    told = await world.ben.submit_modal(pressed, {"comment": "Agents are not people."})
    assert "Thank you" in told.response.content
    (vote,) = (await world.state.privacy.export(world.ben.id))["feedback"]
    assert vote["comment"] == "Agents are not people."


async def test_the_asker_may_delete_an_answer(world, answer):
    refused = await world.ben.click(answer, label="Delete")
    assert "Only the person who asked" in refused.response.content
    assert refused.ephemeral
    await world.ada.click(answer, label="Delete")
    assert world.channel.last_message is None


async def test_a_moderator_may_delete_an_answer(world, answer):
    await world.eve.click(answer, label="Delete")
    assert world.channel.last_message is None


async def test_every_button_works_after_a_restart(world, answer):
    await world.restart()
    for label in ("Sources", "Similar papers", "Helpful", "Continue in a thread"):
        pressed = await world.ada.click(answer, label=label)
        assert pressed.acknowledged
        assert text_of(pressed.response)
    modal = await world.ada.click(answer, label="Not helpful")
    await world.restart()
    told = await world.ada.submit_modal(modal, {"comment": "Late, but still."})
    assert "Thank you" in told.response.content
    await world.ada.click(answer, label="Delete")
    assert all(m.id != answer.id for m in world.channel.history())


async def test_the_commands_are_sent_once_and_not_at_every_start(world):
    await world.restart()
    sent = [r for r in world.env.http_requests if r.method == "PUT" and "commands" in r.path]
    assert len(sent) == 1


async def test_the_buttons_of_a_forgotten_answer_say_so(world, answer):
    await world.ada.slash(world.channel, "forget-me")
    for label in ("Sources", "Similar papers", "Helpful", "Not helpful", "Continue in a thread"):
        pressed = await world.ben.click(answer, label=label)
        assert "no longer kept" in pressed.response.content
        assert pressed.ephemeral


async def test_a_slow_answer_can_be_stopped_by_who_asked(world):
    world.slow()
    result = await world.ada.slash(world.channel, "ask", question="What are agents?")
    assert buttons(result.response) == ["Stop"]
    refused = await world.ben.click(result.response, label="Stop")
    assert "Only the person who asked" in refused.response.content
    await world.ada.click(result.response, label="Stop")
    assert result.response.content == "Stopped."
    assert not buttons(result.response)


async def test_a_slow_answer_takes_the_place_of_the_word_that_it_is_slow(world):
    gate = world.slow()
    asked = await world.ada.send(world.channel, f"{world.me} What are agents?")
    waiting = world.channel.last_message
    assert waiting.reference.message_id == asked.id
    assert buttons(waiting) == ["Stop"]
    gate.set()
    await world.env.settle()
    (answer,) = (m for m in world.channel.history() if m.author.id == world.bot.user.id)
    assert answer.id == waiting.id
    assert PAPERS[0].title[:30] in text_of(answer)
    assert not answer.content


async def test_a_stop_button_that_outlived_its_bot_says_what_happened(world):
    world.slow()
    result = await world.ada.slash(world.channel, "ask", question="What are agents?")
    await world.restart()
    await world.ada.click(result.response, label="Stop")
    assert "restarted while it worked" in result.response.content
    assert not buttons(result.response)


async def test_a_deleted_question_is_not_answered(world):
    gate = world.slow()
    asked = await world.ada.send(world.channel, f"{world.me} What are agents?")
    await world.ada.delete(asked)
    gate.set()
    await world.env.settle()
    assert world.channel.last_message is None


async def test_a_moderator_who_deletes_the_waiting_word_ends_it(world):
    gate = world.slow()
    await world.ada.send(world.channel, f"{world.me} What are agents?")
    await world.eve.delete(world.channel.last_message)
    gate.set()
    await world.env.settle()
    assert [m.author.id for m in world.channel.history()] == [world.ada.id]


async def test_a_bot_that_is_stopped_finishes_or_tells(world):
    world.slow()
    result = await world.ada.slash(world.channel, "ask", question="What are agents?")
    await world.bot.finish(grace=0)
    await world.env.settle()
    assert "restarted" in result.response.content
    refused = await world.ben.slash(world.channel, "ask", question="And this?")
    assert "restarting" in refused.response.content
    assert world.refusals() == [ClosingError]


class TestABusyBot:
    @pytest.fixture
    def settings(self):
        return Settings(limits=LimitSettings(at_once=1, waiting=4))

    async def test_a_full_queue_refuses_politely_and_serves_the_others_in_turn(self, world):
        gate = world.slow()
        people = [world.person() for _ in range(5)]
        results = [
            await person.slash(world.channel, "ask", question=f"What is {n}?")
            for n, person in enumerate(people)
        ]
        assert [r.ephemeral for r in results] == [False, False, False, True, True]
        assert "Many questions are waiting" in results[-1].response.content
        assert world.refusals() == [BusyError, BusyError]
        in_private = await world.ben.user.slash("ask", question="What is this?")
        gate.set()
        await world.env.settle()
        assert all(r.response.embeds for r in (*results[:3], in_private))
        assert [q.text for q in world.answers.asked] == [
            "What is 0?",
            "What is 1?",
            "What is this?",
            "What is 2?",
        ]
