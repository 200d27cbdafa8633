"""Asking by command."""

from datetime import date

import pytest

from bot.conduct.errors import TooSoonError
from bot.core.errors import QuestionError
from bot.exts.errors import ReaderError
from tests.conversation.talk import buttons, text_of
from tests.discord_core import PAPERS


async def test_a_question_is_answered_with_its_sources(world):
    result = await world.ada.slash(world.channel, "ask", question="What are agents?")
    (embed,) = result.response.embeds
    assert "[1]" in embed.description
    assert PAPERS[0].title[:30] in text_of(result.response)
    assert "45 papers" in embed.footer.text
    assert "abstracts only" in embed.footer.text
    assert not result.ephemeral
    assert buttons(result.response) == [
        "Sources",
        "Similar papers",
        "Continue in a thread",
        "Keep asking",
        "Helpful",
        "Not helpful",
        "Delete",
    ]


async def test_what_the_papers_do_not_say_is_said(world):
    async def nothing(question):
        return world.answers.abstention(question)

    world.answers.script = nothing
    result = await world.ada.slash(world.channel, "ask", question="Who won the cup?")
    assert "do not say" in text_of(result.response)
    assert PAPERS[1].title[:30] in text_of(result.response)
    assert "Sources" not in buttons(result.response)


async def test_the_dates_and_the_paper_become_filters(world):
    await world.ada.slash(
        world.channel,
        "ask",
        question="What are agents?",
        since="2024-08",
        until="2024-08",
        paper=PAPERS[2].paper_id,
    )
    filters = world.answers.asked[-1].filters
    assert (filters.since, filters.until) == (date(2024, 8, 1), date(2024, 8, 31))
    assert filters.paper_ids == frozenset({PAPERS[2].paper_id})


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"since": "yesterday"}, "is not a date"),
        ({"until": "2024-13"}, "is not a date"),
        ({"since": "2024-09-01", "until": "2024-08-01"}, "exchange the two"),
        ({"paper": "no such paper"}, "There is no paper"),
    ],
)
async def test_what_cannot_be_meant_is_explained_to_the_person_alone(world, options, said):
    result = await world.ada.slash(world.channel, "ask", question="What?", **options)
    assert said in result.response.content
    assert result.response.ephemeral
    assert not world.answers.asked
    assert world.refusals() == [ReaderError]


async def test_titles_are_offered_while_typing(world):
    some = await world.ada.autocomplete(world.channel, "ask", "paper", "", question="What?")
    assert len(some) == 25
    (one,) = await world.ada.autocomplete(
        world.channel, "ask", "paper", PAPERS[3].title[:25].lower(), question="What?"
    )
    assert one["value"] == PAPERS[3].paper_id
    assert len(one["name"]) <= 100


async def test_one_person_s_follow_ups_remember_and_another_s_do_not(world):
    await world.ada.slash(world.channel, "ask", question="What are agents?")
    await world.ada.slash(world.channel, "ask", question="And since when?")
    assert [turn.question for turn in world.answers.asked[-1].history] == ["What are agents?"]
    await world.ben.slash(world.channel, "ask", question="What is this?")
    assert world.answers.asked[-1].history == ()


async def test_an_answer_that_fails_is_explained_with_a_number_that_is_logged(world, caplog):
    async def fail(_question):
        raise RuntimeError("the disk is on fire")

    world.answers.script = fail
    result = await world.ada.slash(world.channel, "ask", question="What?")
    assert "Something went wrong" in result.response.content
    number = result.response.content.partition("(error ")[2].removesuffix(")")
    assert len(number) == 8
    assert number in caplog.text
    assert "the disk is on fire" in caplog.text
    assert "fire" not in result.response.content


async def test_a_question_that_cannot_be_used_gets_its_sentence(world):
    async def refuse(_question):
        raise QuestionError("There is no question here: write one in a few words.")

    world.answers.script = refuse
    result = await world.ada.slash(world.channel, "ask", question="...")
    assert result.response.content == "There is no question here: write one in a few words."


async def test_too_many_questions_are_refused_for_a_while(world):
    for _ in range(10):
        await world.ada.slash(world.channel, "ask", question="What?")
    refused = await world.ada.slash(world.channel, "ask", question="What?")
    assert "try again in 6 seconds" in refused.response.content
    assert refused.response.ephemeral
    assert world.refusals() == [TooSoonError]
    assert (await world.ben.slash(world.channel, "ask", question="What?")).response.embeds
    world.clock.forward(seconds=7)
    assert (await world.ada.slash(world.channel, "ask", question="What?")).response.embeds


async def test_asking_about_a_message(world):
    message = await world.ben.send(world.channel, "Are agents any good at chess?")
    result = await world.ada.context_menu(world.channel, "Ask about this message", message)
    assert world.answers.asked[-1].text == "Are agents any good at chess?"
    assert result.response.embeds


async def test_checking_a_claim(world):
    message = await world.ben.send(world.channel, "Agents beat everyone at chess.")
    result = await world.ada.context_menu(world.channel, "Check this claim", message)
    assert "cannot judge" in text_of(result.response)
    assert "Sources" in buttons(result.response)


async def test_a_message_without_text_cannot_be_asked_about(world):
    message = await world.ben.send(world.channel, attachments=[("cat.png", b"png")])
    result = await world.ada.context_menu(world.channel, "Ask about this message", message)
    assert "no text" in result.response.content
    assert result.response.ephemeral
    assert world.refusals() == [ReaderError]


async def test_every_command_is_written_in_the_languages_of_its_readers(world):
    payload = next(r.json for r in world.env.http_requests if r.path.endswith("/commands"))
    for command in payload:
        if command["type"] == 1:
            ours = {"de", "fr", "es-ES", "es-419", "ja", "zh-CN", "zh-TW"}
            assert command["description_localizations"].keys() == ours
    (german,) = (
        command["name_localizations"]["de"]
        for command in payload
        if command["name"] == "Ask about this message"
    )
    assert german != "Ask about this message"


async def test_the_answer_speaks_the_language_of_the_server(world):
    await world.eve.slash(world.channel, "settings server", language="de")
    result = await world.ada.slash(world.channel, "ask", question="Was sind Agenten?")
    assert "Quellen" in buttons(result.response)
