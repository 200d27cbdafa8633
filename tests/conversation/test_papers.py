"""Leafing through papers by days and topic. It is Friday, 21 August 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.answering.browsing import Browse, Sort
from bot.exts.errors import ReaderError
from tests.conversation.talk import buttons, custom_id, text_of
from tests.discord_core import PAPERS


async def test_pages_can_be_turned_after_a_restart(world):
    result = await world.ada.slash(world.channel, "papers")
    first = text_of(result.response)
    assert "45 papers, over all days." in first
    assert "Page 1 of 9" in first
    assert PAPERS[0].title[:30] in first
    await world.restart()
    await world.ada.click(result.response, label="Next")
    assert "Page 2 of 9" in text_of(result.response)
    assert "**6.**" in text_of(result.response)
    await world.ada.click(result.response, label="Previous")
    assert text_of(result.response) == first


async def test_somebody_else_gets_pages_of_their_own(world):
    result = await world.ada.slash(world.channel, "papers")
    copy = await world.ben.click(result.response, label="Next")
    assert copy.ephemeral
    assert "Page 1 of 9" in text_of(result.response)


async def test_a_window_a_topic_and_an_order(world):
    result = await world.ada.slash(
        world.channel, "papers", when="August 2024", topic="talking", sort="upvotes"
    )
    assert world.library.browsed[-1] == Browse(
        date(2024, 8, 1), date(2024, 8, 31), "talking", Sort.UPVOTES
    )
    said = text_of(result.response)
    assert "Most upvoted papers" in said
    assert "with the words “talking” in title or abstract" in said
    assert "from 2024-08-01 to 2024-08-31 (UTC)" in said


@pytest.mark.parametrize(
    ("when", "since", "until"),
    [
        ("day", date(2026, 8, 21), date(2026, 8, 21)),
        ("Week", date(2026, 8, 17), date(2026, 8, 23)),
        ("month", date(2026, 8, 1), date(2026, 8, 31)),
        ("yesterday", date(2026, 8, 20), date(2026, 8, 20)),
        ("since March", date(2026, 3, 1), None),
        ("March 2026", date(2026, 3, 1), date(2026, 3, 31)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("letzte Woche", date(2026, 8, 10), date(2026, 8, 16)),
    ],
)
async def test_ways_to_say_when(world, when, since, until):
    await world.ada.slash(world.channel, "papers", when=when)
    assert (world.library.browsed[-1].since, world.library.browsed[-1].until) == (since, until)


async def test_what_trends_is_of_the_feed_s_list_in_the_person_s_zone(world):
    world.library.lists = (datetime(2026, 8, 20, 22, 30, tzinfo=UTC),)
    await world.ada.slash(world.channel, "zone", zone="Europe/Berlin")
    result = await world.ada.slash(world.channel, "papers", sort="trending")
    assert world.library.browsed[-1] == Browse(sort=Sort.TRENDING, zone="Europe/Berlin")
    said = text_of(result.response)
    assert "Trending papers" in said
    assert "45 papers, on the feed's own trending list of 2026-08-21 00:30 (Europe/Berlin)" in said
    await world.ada.click(result.response, label="Next")
    assert world.library.browsed[-1] == Browse(sort=Sort.TRENDING, zone="Europe/Berlin")
    assert "of 2026-08-21 00:30 (Europe/Berlin)" in text_of(result.response)


async def test_what_trended_on_days_is_of_all_their_lists(world):
    world.library.papers = {}
    world.library.lists = tuple(datetime(2026, 8, day, 9, tzinfo=UTC) for day in (10, 12, 14))
    result = await world.ada.slash(world.channel, "papers", when="last week", sort="trending")
    assert (
        "0 papers, on the feed's 3 trending lists fetched from 2026-08-10 to 2026-08-16 (UTC), the "
        "last one of 2026-08-14 09:00, ordered by their best place on any of them."
    ) in text_of(result.response)
    assert buttons(result.response) == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"when": "when the moon is full"}, "names no days"),
        ({"when": "papers of this week"}, "names no days"),
        ({"topic": "!?"}, "no word in this topic"),
    ],
)
async def test_what_cannot_be_meant_is_explained_to_the_person_alone(world, options, said):
    result = await world.ada.slash(world.channel, "papers", **options)
    assert said in result.response.content
    assert result.response.ephemeral
    assert world.refusals() == [ReaderError]


async def test_windows_are_offered_while_typing(world):
    offered = await world.ada.autocomplete(world.channel, "papers", "when", "")
    assert [one["value"] for one in offered][:2] == ["today", "yesterday"]
    typed = await world.ada.autocomplete(world.channel, "papers", "when", "since May")
    assert [one["value"] for one in typed] == ["since May"]


async def test_the_longest_topic_still_fits_its_buttons(world):
    topic = ("a " + "語" * 65)[:65]
    world.library.papers = {p.paper_id: p for p in PAPERS}
    result = await world.ada.slash(
        world.channel, "papers", when="between 2020-01-01 and 2029-12-31"
    )
    longest = custom_id(result.response, "Next")
    assert len(longest) + len(topic) <= 100


async def test_a_paper_of_the_page_can_be_opened(world):
    result = await world.ada.slash(world.channel, "papers")
    opened = await world.ben.select(result.response, [PAPERS[0].paper_id])
    assert opened.ephemeral
    assert PAPERS[0].title[:30] in text_of(opened.response)
