"""The one place where errors become sentences: the person is always told, the cause is logged."""

from __future__ import annotations

import logging
import secrets
from typing import Any

import discord
from discord import app_commands

from bot.adding import AddingError
from bot.conduct.errors import BusyError, ClosingError, TooSoonError
from bot.core.errors import FootnoteError, NotNowError, QuestionError
from bot.locales.catalog import Translate
from bot.pictures.studio import PictureError
from bot.state.errors import BadAddressError, NoSuchAddressError, TooManyRequestsError

_log = logging.getLogger(__name__)

_UNKNOWN_MESSAGE = 10008
_UNKNOWN_INTERACTION = 10062
_ALREADY_ACKNOWLEDGED = 40060


class ReaderError(FootnoteError):
    """Something the person can put right; ``key`` names the sentence in the catalogue."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def sentence(error: BaseException, t: Translate) -> str:
    """What the person reads. What they cannot put right is logged under an id, which they see."""
    error = unwrapped(error)
    match error:
        case ReaderError():
            return t(error.key, **error.values)
        case TooSoonError(shared=True):
            return t("error.too_soon_server", count=error.seconds)
        case TooSoonError():
            return t("error.too_soon", count=error.seconds)
        case BusyError():
            return t("error.busy")
        case ClosingError():
            return t("error.closing")
        case QuestionError() | AddingError() | PictureError():
            return str(error)
        case BadAddressError():
            return t("error.no_address")
        case NoSuchAddressError():
            return t("error.address_refused")
        case TooManyRequestsError():
            return t("error.too_many_confirmations")
        case NotNowError():
            return t("error.not_now")
        case app_commands.TransformerError():
            # Of all that is typed or chosen, only channels may be unknown to us.
            return t("error.no_channel")
        case app_commands.CheckFailure():
            return t("error.managers_only")
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return t("error.outdated")
        case TimeoutError():
            text = t("error.too_slow")
        case discord.Forbidden():
            text = t("error.forbidden")
        case _:
            text = t("error.unexpected")
    error_id = secrets.token_hex(4)
    _log.error("error %s: %s", error_id, error, exc_info=error)
    return f"{text} {t('error.id', id=error_id)}"


def unwrapped(error: BaseException) -> BaseException:
    if isinstance(error, app_commands.CommandInvokeError | app_commands.TransformerError):
        return error.__cause__ or error
    return error


def is_gone(error: BaseException) -> bool:
    """The message we work on was deleted: there is nobody left to tell."""
    return isinstance(error, discord.NotFound) and error.code == _UNKNOWN_MESSAGE


def is_answered_elsewhere(error: BaseException) -> bool:
    """The interaction was acknowledged already, by a retry or by another process of this bot."""
    if isinstance(error, discord.InteractionResponded):
        return True
    return isinstance(error, discord.HTTPException) and error.code == _ALREADY_ACKNOWLEDGED


async def tell(interaction: discord.Interaction[Any], text: str) -> None:
    """Say ``text`` to the person alone, whatever became of the interaction so far."""
    try:
        await _tell_privately(interaction, text)
    except discord.HTTPException as error:
        _log.warning("an interaction cannot be answered: %s", error)
        if isinstance(error, discord.NotFound) and error.code == _UNKNOWN_INTERACTION:
            await _tell_in_channel(interaction, text)


async def _tell_privately(interaction: discord.Interaction[Any], text: str) -> None:
    if not interaction.response.is_done():
        await interaction.response.send_message(text, ephemeral=True)
    elif interaction.response.type is discord.InteractionResponseType.deferred_channel_message:
        await interaction.edit_original_response(content=text, embeds=[], view=None)
    else:
        await interaction.followup.send(text, ephemeral=True)


async def _tell_in_channel(interaction: discord.Interaction[Any], text: str) -> None:
    """Discord gave up waiting for us: a plain message is what is left."""
    if not isinstance(interaction.channel, discord.abc.Messageable):
        return
    try:
        await interaction.channel.send(f"{interaction.user.mention} {text}")
    except discord.HTTPException as error:
        _log.warning("nor can its channel be written to: %s", error)
