"""What can be read from a message."""

from __future__ import annotations

import discord


def buttons(message):
    """The labels of a message's buttons, in order."""
    return [item["label"] for item in _items(message) if item["type"] == 2]


def custom_id(message, label):
    return next(item["custom_id"] for item in _items(message) if item.get("label") == label)


def text_of(message):
    """Every word of a message, its embeds included."""
    words = [message.content]
    for embed in message.embeds:
        words += (embed.title, embed.description, embed.footer.text)
        for field in embed.fields:
            words += (field.name, field.value)
    return "\n".join(word for word in words if word)


def _items(message):
    rows = message.components
    if isinstance(message, discord.Message):
        rows = [row.to_dict() for row in rows]
    return [item for row in rows for item in row["components"]]
