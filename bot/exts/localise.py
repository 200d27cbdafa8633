"""Command names and descriptions in Discord's languages, from the catalogue."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Location

from bot.locales.catalog import translator

_ENGLISH = (discord.Locale.american_english, discord.Locale.british_english)


class CatalogTranslator(app_commands.Translator):
    """The English texts stand in the commands; the catalogue has the other languages."""

    async def translate(
        self,
        _string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        if locale in _ENGLISH:
            return None
        key = catalog_key(context)
        text = translator(locale.value)(key)
        return None if text == translator("en")(key) else text


def catalog_key(context: app_commands.TranslationContextTypes) -> str:
    """Where the catalogue keeps a text of a command, such as ``command.ask.description``."""
    data: Any = context.data
    match context.location:
        case Location.command_name | Location.group_name:
            return f"{_path(data)}.name"
        case Location.command_description | Location.group_description:
            return f"{_path(data)}.description"
        case Location.parameter_name:
            return f"{_path(data.command)}.option.{data.name}.name"
        case Location.parameter_description:
            return f"{_path(data.command)}.option.{data.name}.description"
        case _:
            return f"choice.{data.value}"


def _path(command: Any) -> str:
    if isinstance(command, app_commands.ContextMenu):
        return f"menu.{command.extras['key']}"
    qualified: str = command.qualified_name
    return "command." + qualified.replace(" ", ".")
