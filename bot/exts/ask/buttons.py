"""The buttons under an answer; each custom id carries the id of the exchange."""

from __future__ import annotations

import discord

from bot.core.models import Abstention, Answer
from bot.exts.ask.places import Offers
from bot.exts.presses import button, view_of
from bot.exts.subscriptions.controls import KEEP, SUBJECT_LIMIT
from bot.locales.catalog import Translate
from bot.render.leaves import Leaf

SOURCES = "sources"
SIMILAR = "similar"
LEAF = "leaf"
CSV = "csv"
THREAD = "thread"
UP = "up"
DOWN = "down"
DELETE = "delete"
STOP = "stop"
WRONG = "wrong"
"""The modal that asks what was wrong."""

COMMENT = "comment"
COMMENT_LIMIT = 1000


def answer(
    result: Answer | Abstention, leaf: Leaf, offers: Offers, t: Translate
) -> discord.ui.View:
    """What can be done with an answer of which ``leaf`` is shown."""
    items = []
    if isinstance(result, Answer) and result.citations:
        items.append(button(SOURCES, leaf_of(result.id, leaf.number), t("button.sources")))
    if result.paper_ids or result.nearest:
        items.append(button(SIMILAR, result.id, t("button.similar")))
    if isinstance(result, Answer) and result.table:
        items.append(button(CSV, result.id, t("button.csv")))
    if offers.thread:
        items.append(button(THREAD, result.id, t("button.thread")))
    if len(result.standalone) <= SUBJECT_LIMIT:
        items.append(button(KEEP, result.id, t("button.keep")))
    items.append(button(UP, result.id, t("button.up"), emoji="👍", row=1))
    items.append(button(DOWN, result.id, t("button.down"), emoji="👎", row=1))
    if offers.delete:
        items.append(
            button(DELETE, result.id, t("button.delete"), style=discord.ButtonStyle.danger, row=1)
        )
    if leaf.count > 1:
        items.append(_to(result, leaf.number - 1, leaf.count, t("button.previous")))
        items.append(_to(result, leaf.number + 1, leaf.count, t("button.next")))
    return view_of(*items)


def leaf_of(exchange: str, number: int) -> str:
    """What a button carries that belongs to one leaf of an answer."""
    return f"{exchange}:{number}"


def read_leaf(argument: str) -> tuple[str, int]:
    """The exchange and the number of ``leaf_of``; buttons without a number mean the first."""
    exchange, _, number = argument.partition(":")
    return exchange, int(number or 0)


def _to(
    result: Answer | Abstention, number: int, count: int, label: str
) -> discord.ui.Button[discord.ui.View]:
    there = 0 <= number < count
    return button(LEAF, leaf_of(result.id, number), label, row=2, disabled=not there)


def stop(job_id: str, t: Translate) -> discord.ui.View:
    return view_of(button(STOP, job_id, t("button.stop")))


def what_was_wrong(exchange_id: str, t: Translate) -> discord.ui.Modal:
    """The optional question after 👎. Its answer arrives as a press, also after a restart."""
    modal = discord.ui.Modal(
        title=t("feedback.title"), custom_id=f"{WRONG}:{exchange_id}", timeout=None
    )
    comment: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
        custom_id=COMMENT,
        style=discord.TextStyle.paragraph,
        max_length=COMMENT_LIMIT,
        required=False,
    )
    modal.add_item(
        discord.ui.Label(
            text=t("feedback.label"), description=t("feedback.description"), component=comment
        )
    )
    modal.stop()
    return modal
