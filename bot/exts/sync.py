"""Sending the command definitions to Discord, only when they changed: it counts how often."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import Any

import discord
from discord import app_commands

from bot.exts.known import known
from bot.state.commands import Commands

_log = logging.getLogger(__name__)


async def sync_if_changed(
    tree: app_commands.CommandTree[Any], sent: Commands, application_id: int
) -> bool:
    """Whether the definitions were sent. A refusal is logged: the old commands go on working."""
    digest = await _digest(tree)
    if await sent.digest(application_id) == digest:
        return False
    try:
        await tree.sync()
    except discord.HTTPException as error:
        _log.error("Discord refused the command definitions: %s", error)
        return False
    await sent.remember(application_id, digest)
    return True


async def _digest(tree: app_commands.CommandTree[Any]) -> str:
    translator = known(tree.translator)
    payload = [
        await command.get_translated_payload(tree, translator) for command in tree.get_commands()
    ]
    payload.sort(key=lambda command: (command["type"], command["name"]))
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
