"""/settings: what a server, and each of its channels, wants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.exts.desk import AnyInteraction, Desk, language
from bot.exts.known import known
from bot.exts.zones import complete_zones, known_zone
from bot.locales.catalog import LANGUAGES, Translate
from bot.state.records import Changes, Effective

_LANGUAGE_NAMES = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "ja": "日本語",
    "zh": "中文",
}
_LANGUAGE_CHOICES = [
    app_commands.Choice(name=_LANGUAGE_NAMES[code], value=code) for code in LANGUAGES
]


@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.default_permissions(manage_guild=True)
class Settings(
    commands.GroupCog,
    group_name="settings",
    group_description="What this server wants of the bot",
):
    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._desk = desk
        self._now = now
        self._choices = desk.choices

    async def interaction_check(self, interaction: AnyInteraction) -> bool:
        if not interaction.permissions.manage_guild:
            raise app_commands.MissingPermissions(["manage_guild"])
        return True

    @app_commands.command(description="Show what is set here")
    async def show(self, interaction: AnyInteraction) -> None:
        effective = await self._desk.effective(interaction)
        await self._say(interaction, effective, "settings.here")

    @app_commands.command(description="Change what holds in the whole server")
    @app_commands.describe(
        mentions="Answer when the bot is mentioned",
        threads="Answer in a thread of its own",
        ephemeral="Show answers to commands only to the person who asked",
        add_role="The role that may add papers, besides managers",
        language="The language of the interface; papers are quoted as they are",
        zone="The time zone of those who chose none",
        club_role="The role that may open journal clubs, besides moderators",
    )
    @app_commands.choices(language=_LANGUAGE_CHOICES)
    async def server(
        self,
        interaction: AnyInteraction,
        mentions: bool | None = None,
        threads: bool | None = None,
        ephemeral: bool | None = None,
        add_role: discord.Role | None = None,
        language: str | None = None,
        zone: str | None = None,
        club_role: discord.Role | None = None,
    ) -> None:
        changes = _given(
            answer_mentions=mentions,
            in_threads=threads,
            ephemeral=ephemeral,
            add_role=add_role.id if add_role else None,
            language=language,
            zone=await known_zone(zone) if zone else None,
            club_role=club_role.id if club_role else None,
        )
        await self._change(interaction, None, changes)

    @server.autocomplete("zone")
    async def _zones(
        self, _interaction: AnyInteraction, current: str
    ) -> list[app_commands.Choice[str]]:
        return await complete_zones(current, self._now())

    @app_commands.command(description="Change what holds in one channel")
    @app_commands.describe(
        channel="The channel",
        mentions="Answer when the bot is mentioned",
        threads="Answer in a thread of its own",
        ephemeral="Show answers to commands only to the person who asked",
        posts="Answer new posts, if it is a forum and the bot may read messages",
        language="The language of the interface; papers are quoted as they are",
    )
    @app_commands.choices(language=_LANGUAGE_CHOICES)
    async def channel(
        self,
        interaction: AnyInteraction,
        channel: discord.TextChannel | discord.ForumChannel | discord.VoiceChannel,
        mentions: bool | None = None,
        threads: bool | None = None,
        ephemeral: bool | None = None,
        posts: bool | None = None,
        language: str | None = None,
    ) -> None:
        changes = _given(
            answer_mentions=mentions,
            in_threads=threads,
            ephemeral=ephemeral,
            answer_posts=posts,
            language=language,
        )
        await self._change(interaction, channel.id, changes)

    @app_commands.command(description="Take back what was set for the server or one channel")
    @app_commands.describe(channel="Only for this channel")
    async def reset(
        self,
        interaction: AnyInteraction,
        channel: discord.TextChannel | discord.ForumChannel | discord.VoiceChannel | None = None,
    ) -> None:
        nothing = Changes(
            answer_mentions=None,
            in_threads=None,
            ephemeral=None,
            add_role=None,
            language=None,
            answer_posts=None,
            zone=None,
            club_role=None,
        )
        await self._change(interaction, channel.id if channel else None, nothing)

    async def _change(
        self, interaction: AnyInteraction, channel: int | None, changes: Changes
    ) -> None:
        guild = known(interaction.guild_id)
        effective = await self._choices.change(guild, channel, changes)
        await self._say(interaction, effective, "settings.changed" if changes else "settings.here")

    async def _say(self, interaction: AnyInteraction, effective: Effective, heading: str) -> None:
        t = language(effective, interaction.locale)
        lines = [f"**{t(heading)}**", *_lines(effective, t)]
        channels = await self._choices.channels(known(interaction.guild_id))
        if channels:
            names = " ".join(f"<#{channel}>" for channel in list(channels)[:40])
            lines += ("", t("settings.channels", channels=names))
        await interaction.response.send_message("\n".join(lines), ephemeral=True)


def _given(**changes: Any) -> Changes:
    """Only what was given."""
    given = {name: value for name, value in changes.items() if value is not None}
    return cast(Changes, given)


def _lines(effective: Effective, t: Translate) -> list[str]:
    adds = f"<@&{effective.add_role}>" if effective.add_role else t("settings.managers")
    opens = f"<@&{effective.club_role}>" if effective.club_role else t("settings.moderators")
    spoken = _LANGUAGE_NAMES.get(effective.language or "", t("settings.own_language"))
    switches = (
        ("settings.mentions", effective.answer_mentions),
        ("settings.threads", effective.in_threads),
        ("settings.ephemeral", effective.ephemeral),
        ("settings.posts", effective.answer_posts),
    )
    return [
        *(f"- {t(key)}: {t('settings.on' if on else 'settings.off')}" for key, on in switches),
        f"- {t('settings.add_role')}: {adds}",
        f"- {t('settings.club_role')}: {opens}",
        f"- {t('settings.language')}: {spoken}",
        f"- {t('settings.zone')}: {effective.zone or t('settings.default_zone')}",
    ]
