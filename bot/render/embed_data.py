"""What an embed holds, without discord.py; the adapter at the edge turns it into discord.Embed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.render.measure import size

TITLE_LIMIT = 256
DESCRIPTION_LIMIT = 4096
FIELD_NAME_LIMIT = 256
FIELD_VALUE_LIMIT = 1024
FIELDS_LIMIT = 25
EMBEDS_LIMIT = 10
MESSAGE_LIMIT = 6000
"""Over all embeds of a message."""


@dataclass(frozen=True, slots=True)
class FieldData:
    name: str
    value: str
    inline: bool = False

    @property
    def size(self) -> int:
        return size(self.name) + size(self.value)


@dataclass(frozen=True, slots=True)
class EmbedData:
    """One embed; every text is Markdown that Discord shows, but the footer, which is plain."""

    title: str | None = None
    description: str | None = None
    url: str | None = None
    color: int | None = None
    fields: tuple[FieldData, ...] = ()
    footer: str | None = None

    @property
    def size(self) -> int:
        """What counts towards a message's 6,000."""
        texts = (self.title, self.description, self.footer)
        return sum(size(text or "") for text in texts) + sum(field.size for field in self.fields)


Message = tuple[EmbedData, ...]
"""The embeds of one message, within all of Discord's limits."""


@dataclass(frozen=True, slots=True)
class CorpusFacts:
    """What a footer says of the corpus: how many papers, the newest one's day, and the day (UTC) of
    the last sync with the feed."""

    papers: int
    newest: date | None
    synced: date | None = None
