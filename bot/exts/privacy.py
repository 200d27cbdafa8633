"""What is kept of a person: said, handed out and deleted on request, and deleted with time."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable
from datetime import datetime

import discord
from discord import app_commands
from discord.ext import commands, tasks

from bot.conduct.jobs import Ending
from bot.exts import errors
from bot.exts.desk import AnyInteraction, Desk
from bot.state.errors import StateError

_log = logging.getLogger(__name__)

_CANNOT_MESSAGE = 50007


class Privacy(commands.Cog):
    def __init__(self, desk: Desk, clock: Callable[[], datetime]) -> None:
        self._desk = desk
        self._privacy = desk.services.state.privacy
        self._clock = clock

    async def cog_load(self) -> None:
        self._sweep.start()

    async def cog_unload(self) -> None:
        self._sweep.cancel()

    @app_commands.command(description="What the bot keeps, and for how long")
    async def privacy(self, interaction: AnyInteraction) -> None:
        t = await self._desk.speak(interaction)
        text = t("privacy.text", days=self._desk.retention_days)
        await interaction.response.send_message(text, ephemeral=True)

    @app_commands.command(description="Get what the bot keeps about you, as a file")
    async def export(self, interaction: AnyInteraction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        t = await self._desk.speak(interaction)
        kept = await self._privacy.export(interaction.user.id)
        text = json.dumps(kept, ensure_ascii=False, indent=2)
        try:
            await interaction.user.send(t("privacy.file"), file=_file(text))
        except discord.Forbidden as error:
            if error.code != _CANNOT_MESSAGE:
                raise
            await interaction.followup.send(t("privacy.no_dm"), file=_file(text), ephemeral=True)
        else:
            await errors.tell(interaction, t("privacy.sent"))

    @app_commands.command(name="forget-me", description="Delete what the bot keeps about you")
    async def forget_me(self, interaction: AnyInteraction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        person = interaction.user.id
        t = await self._desk.speak(interaction)
        self._desk.jobs.end_where(lambda job: job.asker == person, Ending.WITHDRAWN)
        count = await self._privacy.forget(person)
        self._desk.zones.forget(person)
        await errors.tell(interaction, t("privacy.forgotten", count=count))

    @tasks.loop(hours=24)
    async def _sweep(self) -> None:
        try:
            count = await self._desk.services.state.retention.sweep(
                self._clock(), self._desk.retention_days
            )
        except StateError:
            # Tomorrow is soon enough; the loop must outlive a full disk.
            _log.exception("old questions could not be deleted")
            return
        _log.info("%d exchanges were older than %d days", count, self._desk.retention_days)


def _file(text: str) -> discord.File:
    return discord.File(io.BytesIO(text.encode()), "footnote-export.json")
