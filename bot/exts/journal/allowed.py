"""Who may do what about a journal club, and where there can be one. Raises ReaderError."""

from __future__ import annotations

import discord

from bot.core.club import Club
from bot.exts.desk import AnyInteraction
from bot.exts.errors import ReaderError
from bot.state.records import Effective

_NEEDED = (
    "view_channel",
    "create_public_threads",
    "send_messages_in_threads",
    "embed_links",
    "read_message_history",
)


def check_place(interaction: AnyInteraction) -> None:
    """A text channel of a server that the bot is in, with the rights for a thread in it."""
    guild = interaction.guild_id and interaction.client.get_guild(interaction.guild_id)
    if not guild or not isinstance(interaction.channel, discord.TextChannel):
        raise ReaderError("error.club_place")
    if not all(getattr(interaction.app_permissions, right) for right in _NEEDED):
        raise ReaderError("error.club_rights")


def check_may_open(interaction: AnyInteraction, effective: Effective) -> None:
    """Moderators, and the role that the server chose."""
    may = interaction.permissions
    role = effective.club_role
    if may.manage_messages or may.manage_guild:
        return
    if role and isinstance(interaction.user, discord.Member) and interaction.user.get_role(role):
        return
    raise ReaderError("error.may_not_open_club")


def check_may_end(interaction: AnyInteraction, club: Club) -> None:
    """The opener, and moderators."""
    may = interaction.permissions
    if not (interaction.user.id == club.opened_by or may.manage_messages or may.manage_guild):
        raise ReaderError("error.club_not_yours")
