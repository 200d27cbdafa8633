"""Whose "today" is meant. It is Friday, 21 August 2026, 9:30 in the morning in UTC."""

from __future__ import annotations

import pytest

from bot.exts.errors import ReaderError
from config.settings import Settings, TimeSettings
from tests.conversation.talk import text_of


async def asked_in(world, person):
    await person.slash(world.channel, "ask", question="What came out today?")
    return world.answers.asked[-1].zone


async def test_a_person_s_zone_goes_before_the_server_s_and_that_before_the_bot_s(world):
    assert await asked_in(world, world.ada) == "UTC"
    await world.eve.slash(world.channel, "settings server", zone="Asia/Tokyo")
    assert await asked_in(world, world.ada) == "Asia/Tokyo"
    result = await world.ada.slash(world.channel, "zone", zone="Europe/Berlin")
    assert result.ephemeral
    assert "Your time zone is Europe/Berlin; there it is 2026-08-21 11:30." in (
        result.response.content
    )
    assert await asked_in(world, world.ada) == "Europe/Berlin"
    assert await asked_in(world, world.ben) == "Asia/Tokyo"
    taken_back = await world.ada.slash(world.channel, "zone", zone="default")
    assert "You chose no time zone, so Asia/Tokyo holds" in taken_back.response.content
    assert await asked_in(world, world.ada) == "Asia/Tokyo"


async def test_it_is_remembered_after_a_restart_and_in_messages(world):
    await world.ada.slash(world.channel, "zone", zone="Asia/Kolkata")
    await world.restart()
    await world.ada.send(world.channel, f"{world.me} what came out today?")
    assert world.answers.asked[-1].zone == "Asia/Kolkata"
    shown = await world.ada.slash(world.channel, "zone")
    assert "Asia/Kolkata; there it is 2026-08-21 15:00" in shown.response.content


async def test_pages_are_of_the_person_s_days(world):
    await world.ada.slash(world.channel, "zone", zone="Pacific/Kiritimati")
    world.clock.forward(hours=3)
    result = await world.ada.slash(world.channel, "papers", when="today")
    assert "on 2026-08-22 (Pacific/Kiritimati)" in text_of(result.response)


async def test_zones_are_offered_while_typing(world):
    first = await world.ada.autocomplete(world.channel, "zone", "zone", "")
    assert first[0]["value"] == "default"
    assert len(first) == 25
    typed = await world.ada.autocomplete(world.channel, "zone", "zone", "new yo")
    assert [one["value"] for one in typed] == ["America/New_York"]
    assert typed[0]["name"] == "America/New_York (05:30)"
    servers = await world.eve.autocomplete(world.channel, "settings server", "zone", "berlin")
    assert [one["value"] for one in servers] == ["Europe/Berlin"]


@pytest.mark.parametrize("typed", ["berlin", "europe/berlin", " Europe/Berlin "])
async def test_a_zone_may_be_typed_in_any_case_or_by_its_city(world, typed):
    result = await world.ada.slash(world.channel, "zone", zone=typed)
    assert "Europe/Berlin" in result.response.content


@pytest.mark.parametrize("typed", ["Middle Earth", "../etc/passwd", "GMT+1", "é"])
async def test_what_is_no_zone_is_explained(world, typed):
    result = await world.ada.slash(world.channel, "zone", zone=typed)
    assert "There is no time zone" in result.response.content
    assert result.response.ephemeral
    refused = await world.eve.slash(world.channel, "settings server", zone=typed)
    assert "There is no time zone" in refused.response.content
    assert world.refusals() == [ReaderError, ReaderError]


async def test_settings_show_the_server_s_zone_and_reset_takes_it_back(world):
    changed = await world.eve.slash(world.channel, "settings server", zone="Europe/Paris")
    assert "Time zone of those who chose none: Europe/Paris" in changed.response.content
    reset = await world.eve.slash(world.channel, "settings reset")
    assert "Time zone of those who chose none: the bot's own" in reset.response.content


async def test_forget_me_forgets_the_zone_too(world):
    await world.ada.slash(world.channel, "zone", zone="Asia/Tokyo")
    await world.ada.slash(world.channel, "forget-me")
    assert await asked_in(world, world.ada) == "UTC"


class TestElsewhere:
    @pytest.fixture
    def settings(self):
        return Settings(time=TimeSettings(zone="Europe/Madrid"))

    async def test_whoever_runs_the_bot_says_what_holds_for_the_others(self, world):
        assert await asked_in(world, world.ada) == "Europe/Madrid"
