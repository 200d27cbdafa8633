"""Who may do what with a subscription."""

from __future__ import annotations

from bot.core.digest import Subscription, Via
from bot.exts.desk import AnyInteraction
from bot.exts.errors import ReaderError


def manages(interaction: AnyInteraction) -> bool:
    return interaction.guild_id is not None and interaction.permissions.manage_guild


def check_may_end(interaction: AnyInteraction, subscription: Subscription) -> None:
    """Its owner may, and for a channel's who manages the server. Raises ReaderError."""
    if interaction.user.id != subscription.owner and not _manages_its(interaction, subscription):
        raise ReaderError(f"error.not_yours_{_kind(subscription)}")


def check_may_change(interaction: AnyInteraction, subscription: Subscription) -> None:
    """What a channel is sent is for who manages the server now. Raises ReaderError."""
    if subscription.via is not Via.CHANNEL:
        check_may_end(interaction, subscription)
    elif not _manages_its(interaction, subscription):
        raise ReaderError(f"error.not_yours_{_kind(subscription)}")


def _manages_its(interaction: AnyInteraction, subscription: Subscription) -> bool:
    return (
        subscription.via is Via.CHANNEL
        and interaction.guild_id == subscription.guild
        and manages(interaction)
    )


def _kind(subscription: Subscription) -> str:
    return "channel" if subscription.via is Via.CHANNEL else "own"
