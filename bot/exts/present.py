"""Rendered answers → what discord.py sends, as embeds or, where those are not allowed, as text."""

from __future__ import annotations

import discord

from bot.render.embed_data import EmbedData, Message
from bot.render.split import split

NAME_LIMIT = 100
"""Of threads and of autocomplete choices, in characters."""


def to_embeds(message: Message) -> list[discord.Embed]:
    return [_to_embed(data) for data in message]


def to_texts(message: Message) -> tuple[str, ...]:
    """The same words without embeds, each text within a message's limit."""
    return split("\n\n".join(_to_text(data) for data in message))


def shorten(text: str, limit: int = NAME_LIMIT) -> str:
    """``text`` in one line of at most ``limit`` characters, cut between words."""
    folded = " ".join(text.split())
    if len(folded) <= limit:
        return folded
    cut = folded[: limit - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"


def _to_embed(data: EmbedData) -> discord.Embed:
    embed = discord.Embed(
        title=data.title, description=data.description, url=data.url, color=data.color
    )
    for field in data.fields:
        embed.add_field(name=field.name, value=field.value, inline=field.inline)
    if data.footer:
        embed.set_footer(text=data.footer)
    return embed


def _to_text(data: EmbedData) -> str:
    title = f"**{data.title}**" if data.title else None
    if title and data.url:
        title = f"{title}\n<{data.url}>"
    fields = (f"**{field.name}**\n{field.value}" for field in data.fields)
    footer = f"-# {data.footer}" if data.footer else None
    return "\n\n".join(filter(None, (title, data.description, *fields, footer)))
