"""A page of papers to leaf through, as an embed. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.digest import Item
from bot.locales.catalog import Translate
from bot.render import words
from bot.render.embed_data import DESCRIPTION_LIMIT, TITLE_LIMIT, EmbedData, Message
from bot.render.embeds import BLUE, GREY
from bot.render.escape import escape, escaped_within
from bot.render.measure import size

_GIST_LIMIT = 300
_LINE_LIMIT = 500


def page(
    title: str, said: str, items: Sequence[Item], number: int, pages: int, first: int, t: Translate
) -> Message:
    """Page ``number`` (from 0) of ``pages``; ``said`` is what was counted, ``first`` the rank of
    the first of ``items``."""
    heading = escaped_within(title, TITLE_LIMIT)
    opening = escape(said)
    if not items:
        return (EmbedData(title=heading, description=opening, color=GREY),)
    share = (DESCRIPTION_LIMIT - size(opening)) // len(items) - 2
    listed = (_entry(item, rank, share, t) for rank, item in enumerate(items, first))
    return (
        EmbedData(
            title=heading,
            description="\n\n".join([opening, *listed]),
            color=BLUE,
            footer=t("search.page", page=number + 1, pages=pages),
        ),
    )


def _entry(item: Item, rank: int, limit: int, t: Translate) -> str:
    votes = item.paper.upvotes
    suffix = "" if votes is None else words.SEPARATOR + t("papers.votes", count=votes)
    number = f"**{rank}.** "
    line = words.paper_line(item.paper, min(limit - size(number) - size(suffix), _LINE_LIMIT))
    room = min(limit - size(number + line + suffix) - 3, _GIST_LIMIT)
    if not item.sentence or room < _GIST_LIMIT // 4:
        return number + line + suffix
    return f"{number}{line}{suffix}\n> {escaped_within(item.sentence, room)}"
