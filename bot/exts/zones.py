"""Time zones: whose "today" is meant, and /zone, where a person chooses."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from discord import app_commands
from discord.ext import commands

from bot.exts.choices import Choices
from bot.exts.errors import ReaderError
from bot.state.people import People

if TYPE_CHECKING:
    from bot.exts.desk import AnyInteraction, Desk

_KEPT = 2048
MOST_CHOICES = 25
DEFAULT = "default"


class Zones:
    """A person's zone, else their server's, else ``otherwise``. Each person is read once."""

    def __init__(self, people: People, choices: Choices, otherwise: str) -> None:
        self._people = people
        self._choices = choices
        self._otherwise = otherwise
        self._known: OrderedDict[int, str | None] = OrderedDict()

    async def of(self, person: int, guild: int | None) -> str:
        return await self.own(person) or await self.default(guild)

    async def own(self, person: int) -> str | None:
        """What the person chose. Raises StateError."""
        if person not in self._known:
            self._known[person] = await self._people.zone(person)
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return self._known[person]

    async def default(self, guild: int | None) -> str:
        """What holds there for those who chose nothing."""
        return (await self._choices.get(guild, None)).zone or self._otherwise

    async def choose(self, person: int, zone: str | None) -> None:
        await self._people.set_zone(person, zone)
        self._known[person] = zone

    def forget(self, person: int) -> None:
        """What was kept of the person has been deleted."""
        self._known.pop(person, None)


class ZoneCommand(commands.Cog):
    """``now`` gives aware moments."""

    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        self._desk = desk
        self._now = now

    @app_commands.command(description="Choose the time zone in which your “today” is meant")
    @app_commands.describe(zone="Begin to type a city, such as Berlin; leave it empty to see yours")
    async def zone(self, interaction: AnyInteraction, zone: str | None = None) -> None:
        zones, person = self._desk.zones, interaction.user.id
        t = await self._desk.speak(interaction)
        if zone is not None:
            await zones.choose(person, None if zone == DEFAULT else await known_zone(zone))
        own = await zones.own(person)
        name = own or await zones.default(interaction.guild_id)
        here = f"{self._now().astimezone(ZoneInfo(name)):%Y-%m-%d %H:%M}"
        text = t("zone.own" if own else "zone.default", zone=name, now=here)
        await interaction.response.send_message(text, ephemeral=True)

    @zone.autocomplete("zone")
    async def _names(
        self, interaction: AnyInteraction, current: str
    ) -> list[app_commands.Choice[str]]:
        offered = await complete_zones(current, self._now())
        if current.strip():
            return offered
        t = await self._desk.speak(interaction)
        return [
            app_commands.Choice(name=t("zone.take_back"), value=DEFAULT),
            *offered[: MOST_CHOICES - 1],
        ]


async def complete_zones(typed: str, now: datetime) -> list[app_commands.Choice[str]]:
    """Up to 25 zones with their time of day."""
    names = await asyncio.to_thread(_zone_names)
    wanted = "_".join(typed.casefold().split())
    found = [name for key, name in names.items() if wanted in key]
    found.sort(key=lambda name: (not name.casefold().rpartition("/")[2].startswith(wanted), name))
    return [
        app_commands.Choice(name=f"{name} ({now.astimezone(ZoneInfo(name)):%H:%M})", value=name)
        for name in found[:MOST_CHOICES]
    ]


async def known_zone(typed: str) -> str:
    """The IANA name that was typed, or the only one that it may be. Raises ReaderError."""
    names = await asyncio.to_thread(_zone_names)
    wanted = "_".join(typed.casefold().split())
    if wanted in names:
        return names[wanted]
    of_city = [name for key, name in names.items() if key.rpartition("/")[2] == wanted]
    if len(of_city) == 1:
        return of_city[0]
    raise ReaderError("error.no_zone", text=typed[:40])


@cache
def _zone_names() -> dict[str, str]:
    """Every zone by its name in small letters. Looks through folders: not for the event loop."""
    places = (name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return {name.casefold(): name for name in sorted([*places, "UTC"])}
