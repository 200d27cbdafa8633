"""Rendered messages as the answer to a deferred interaction."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.exts.desk import AnyInteraction
from bot.exts.present import to_embeds
from bot.render.embed_data import Message


async def reply(
    interaction: AnyInteraction,
    messages: Sequence[Message],
    *,
    view: discord.ui.View | None = None,
    text: str | None = None,
    ephemeral: bool = True,
) -> None:
    """The first message fills the deferred response, the others follow; ``view`` on the first."""
    first, *rest = messages
    await interaction.edit_original_response(content=text, embeds=to_embeds(first), view=view)
    for message in rest:
        await interaction.followup.send(embeds=to_embeds(message), ephemeral=ephemeral)
