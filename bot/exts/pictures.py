"""/trends and /map: pictures of what the papers are about, with the same facts in words."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, datetime

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.calendar.windows import chosen
from bot.exts.desk import AnyInteraction, Desk, language
from bot.exts.errors import ReaderError
from bot.exts.present import NAME_LIMIT
from bot.locales.catalog import Translate
from bot.pictures.studio import Picture
from bot.pictures.trends import MOST_TOPICS
from bot.render import pages
from bot.render.embed_data import DESCRIPTION_LIMIT
from bot.render.embeds import BLUE, GREY
from bot.render.escape import escape
from bot.render.measure import shorten

TOPIC_LIMIT = 100
_ALT_LIMIT = 1024
_BETWEEN_TOPICS = re.compile(r"[,;，、；\n]")


class Pictures(commands.Cog):
    """``now`` gives aware moments."""

    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        self._desk = desk
        self._studio = desk.services.pictures
        self._now = now

    @app_commands.command(description="A chart of the papers per week on one or several topics")
    @app_commands.describe(
        topics="Up to 5 topics, with commas between them",
        when="Such as: since March, 2025, last 6 months",
    )
    async def trends(
        self,
        interaction: AnyInteraction,
        topics: app_commands.Range[str, 1, MOST_TOPICS * TOPIC_LIMIT],
        when: app_commands.Range[str, 1, NAME_LIMIT] | None = None,
    ) -> None:
        asked = _topics(topics)
        since, until = self._days(when, await self._zone(interaction))
        t = await self._begin(interaction)
        await _show(interaction, await self._studio.trends(asked, since, until, t), "trends.png")

    @app_commands.command(description="A map of the papers on a topic, in groups")
    @app_commands.describe(
        topic="Words that every paper on the map has",
        when="Such as: since March, 2025, last 6 months",
    )
    async def map(
        self,
        interaction: AnyInteraction,
        topic: app_commands.Range[str, 1, TOPIC_LIMIT],
        when: app_commands.Range[str, 1, NAME_LIMIT] | None = None,
    ) -> None:
        asked = _topic(topic)
        zone = await self._zone(interaction)
        since, until = self._days(when, zone)
        t = await self._begin(interaction)
        await _show(interaction, await self._studio.map(asked, since, until, zone, t), "map.png")

    async def _zone(self, interaction: AnyInteraction) -> str:
        return await self._desk.zones.of(interaction.user.id, interaction.guild_id)

    def _days(self, when: str | None, zone: str) -> tuple[date | None, date | None]:
        if when is None:
            return None, None
        window = chosen(when, zone, self._now())
        if window is None:
            raise ReaderError("error.no_window", text=when[:40])
        return window.since, window.until

    async def _begin(self, interaction: AnyInteraction) -> Translate:
        """Acknowledges; raises ConductError before that."""
        self._desk.count(interaction)
        effective = await self._desk.effective(interaction)
        await interaction.response.defer(ephemeral=effective.ephemeral, thinking=True)
        return language(effective, interaction.locale)


def _topics(text: str) -> tuple[str, ...]:
    found = tuple(
        dict.fromkeys(_topic(part) for part in _BETWEEN_TOPICS.split(text) if part.strip())
    )
    if len(found) > MOST_TOPICS:
        raise ReaderError("error.too_many_topics", most=MOST_TOPICS)
    if not found:
        raise ReaderError("error.no_topic")
    return found


def _topic(text: str) -> str:
    if not any(character.isalnum() for character in text):
        raise ReaderError("error.no_topic")
    return " ".join(text.split())


async def _show(interaction: AnyInteraction, picture: Picture, name: str) -> None:
    (said, *_) = pages.fill(map(_line, picture.facts.splitlines()), "\n", DESCRIPTION_LIMIT)
    embed = discord.Embed(description=said, color=BLUE if picture.png else GREY)
    if picture.png is None:
        await interaction.edit_original_response(embed=embed)
        return
    embed.set_image(url=f"attachment://{name}")
    alt = shorten(picture.facts, _ALT_LIMIT)
    file = discord.File(io.BytesIO(picture.png), name, description=alt)
    await interaction.edit_original_response(embed=embed, attachments=[file])


def _line(text: str) -> str:
    """A line of facts: the mark of its list stays, titles and topics in it are only shown."""
    mark = re.match(r"(?:- |\d+\. )?", text)
    length = mark.end() if mark else 0
    return text[:length] + escape(text[length:])
