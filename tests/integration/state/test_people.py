"""What people chose for themselves."""

from __future__ import annotations

from dataclasses import replace

from bot.state.records import Effective
from tests.integration.state.samples import ADA, BEN, CHANNEL, GUILD
from tests.integration.state.test_forgetting import traces


async def test_a_zone_is_kept_for_one_person_and_taken_back(state, folder):
    assert await state.people.zone(ADA) is None
    await state.people.set_zone(ADA, "Europe/Berlin")
    await state.people.set_zone(ADA, "Asia/Tokyo")
    assert await state.people.zone(ADA) == "Asia/Tokyo"
    assert await state.people.zone(BEN) is None
    await state.people.set_zone(ADA, None)
    assert await state.people.zone(ADA) is None


async def test_it_is_exported_and_forgotten_without_a_trace(state, folder):
    await state.people.set_zone(ADA, "Europe/Berlin")
    await state.people.set_zone(BEN, "Asia/Tokyo")
    assert (await state.privacy.export(ADA))["time_zone"] == "Europe/Berlin"
    assert traces(folder, ADA, "Europe/Berlin")
    await state.privacy.forget(ADA)
    assert traces(folder, ADA, "Europe/Berlin") == []
    assert (await state.privacy.export(ADA))["time_zone"] is None
    assert await state.people.zone(BEN) == "Asia/Tokyo"


async def test_a_server_has_a_zone_for_those_who_chose_none(state):
    await state.settings.set(GUILD, None, zone="Europe/Paris")
    assert await state.settings.get(GUILD, CHANNEL) == replace(Effective(), zone="Europe/Paris")
