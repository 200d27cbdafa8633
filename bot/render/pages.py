"""Paragraphs and fields → embeds → messages, within every limit and with nothing cut off. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.render.embed_data import (
    DESCRIPTION_LIMIT,
    EMBEDS_LIMIT,
    FIELD_VALUE_LIMIT,
    FIELDS_LIMIT,
    MESSAGE_LIMIT,
    EmbedData,
    FieldData,
    Message,
)
from bot.render.measure import size
from bot.render.split import split


def fill(blocks: Iterable[str], separator: str, limit: int) -> tuple[str, ...]:
    """The blocks, joined into as few texts of at most ``limit`` as their order allows."""
    texts: list[str] = []
    for block in blocks:
        for piece in split(block, limit):
            joined = texts[-1] + separator + piece if texts else piece
            if texts and size(joined) <= limit:
                texts[-1] = joined
            else:
                texts.append(piece)
    return tuple(texts)


def list_fields(name: str, continued: str, lines: Iterable[str]) -> tuple[FieldData, ...]:
    """A list as one field, or as several where it is long."""
    values = fill(lines, "\n", FIELD_VALUE_LIMIT)
    return tuple(
        FieldData(continued if number else name, value) for number, value in enumerate(values)
    )


def embeds(
    paragraphs: Iterable[str],
    *,
    title: str | None = None,
    url: str | None = None,
    color: int | None = None,
    fields: Sequence[FieldData] = (),
    footer: str | None = None,
) -> Message:
    """As many embeds as the text needs: the title on the first, fields and footer on the last.

    They may be too many for one message: ``messages`` sees to that.
    """
    descriptions = fill(paragraphs, "\n\n", DESCRIPTION_LIMIT) or (None,)
    made = [EmbedData(description=text, color=color) for text in descriptions]
    made[0] = replace(made[0], title=title, url=url)
    for field in fields:
        last = made[-1]
        room = MESSAGE_LIMIT - size(footer or "") - last.size
        if field.size > room or len(last.fields) == FIELDS_LIMIT:
            made.append(EmbedData(color=color, fields=(field,)))
        else:
            made[-1] = replace(last, fields=(*last.fields, field))
    if footer and made[-1].size + size(footer) > MESSAGE_LIMIT:
        made.append(EmbedData(color=color))
    made[-1] = replace(made[-1], footer=footer)
    return tuple(made)


def messages(made: Iterable[EmbedData]) -> tuple[Message, ...]:
    """The embeds in as few messages as their order and Discord's limits allow."""
    packed: list[Message] = []
    for embed in made:
        fits = (
            packed
            and len(packed[-1]) < EMBEDS_LIMIT
            and sum(other.size for other in packed[-1]) + embed.size <= MESSAGE_LIMIT
        )
        if fits:
            packed[-1] = (*packed[-1], embed)
        else:
            packed.append((embed,))
    return tuple(packed)
