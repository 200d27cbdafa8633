"""Charts and maps in Discord. It is Friday, 21 August 2026."""

from __future__ import annotations

from datetime import date

import pytest

from bot.exts.errors import ReaderError
from bot.pictures.studio import Picture, PictureError
from tests.conversation.talk import text_of


@pytest.fixture
def studio(world):
    return world.pictures


async def test_a_chart_has_its_facts_beside_it_and_as_its_alt_text(world, studio):
    result = await world.ada.slash(
        world.channel, "trends", topics="agents,  video diffusion、 agents,", when="since March"
    )
    assert studio.asked == [(("agents", "video diffusion"), date(2026, 3, 1), None)]
    (file,) = result.response.attachments
    assert file.filename == "trends.png"
    assert file.description == studio.picture.facts
    assert "- “agents”: 3 papers of \\*note\\*" in text_of(result.response)


async def test_a_map(world, studio):
    result = await world.ada.slash(world.channel, "map", topic=" talking  heads ")
    assert studio.asked == [("talking heads", None, None, "UTC")]
    assert [file.filename for file in result.response.attachments] == ["map.png"]


async def test_nothing_to_draw_is_a_sentence(world, studio):
    studio.picture = Picture(None, "That is too few for a map.")
    result = await world.ada.slash(world.channel, "map", topic="zebras")
    assert text_of(result.response) == "That is too few for a map."
    assert not result.response.attachments


async def test_long_facts_fit_their_alt_text(world, studio):
    studio.picture = Picture(b"png", "\n".join(f"{n}. group {'x' * 150}" for n in range(40)))
    result = await world.ada.slash(world.channel, "map", topic="agents")
    (file,) = result.response.attachments
    assert len(file.description) <= 1024
    assert len(result.response.embeds[0].description) <= 4096


@pytest.mark.parametrize(
    ("command", "options", "said"),
    [
        ("trends", {"topics": "a,b,c,d,e,f"}, "at most 5"),
        ("trends", {"topics": " , "}, "no word in this topic"),
        ("trends", {"topics": "a, !"}, "no word in this topic"),
        ("trends", {"topics": "a", "when": "some day"}, "names no days"),
        ("map", {"topic": "?"}, "no word in this topic"),
        ("map", {"topic": "a", "when": "some day"}, "names no days"),
    ],
)
async def test_what_cannot_be_meant_is_explained_to_the_person_alone(
    world, studio, command, options, said
):
    result = await world.ada.slash(world.channel, command, **options)
    assert said in result.response.content
    assert result.response.ephemeral
    assert not studio.asked
    assert world.refusals() == [ReaderError]


async def test_a_picture_that_cannot_be_drawn_is_explained(world, studio, monkeypatch):
    async def fail(*_):
        raise PictureError("The picture could not be drawn: try again, or with another topic.")

    monkeypatch.setattr(studio, "map", fail)
    result = await world.ada.slash(world.channel, "map", topic="agents")
    assert result.response.content.startswith("The picture could not be drawn")
    assert world.refusals() == [PictureError]
