"""What is under a digest. Each custom id names the delivery, by which it is found again in its
channel, and what is needed to do it, so that everything works after a restart."""

from __future__ import annotations

import discord

from bot.core.digest import Digest
from bot.exts.present import shorten
from bot.exts.presses import button, view_of
from bot.locales.catalog import Translate
from bot.render import digest as pages

WHY = "why"
LESS = "less"
LESS_OF = "lessof"
PAUSE = "dpause"
STOP = "dstop"
PAGE = "dpage"
GROUP = "dgroup"

_MOST_OPTIONS = 25


def under(digest: Digest, nonce: str, number: int, t: Translate) -> discord.ui.View:
    """What may be done with page ``number`` (from 0) of what was delivered under ``nonce``."""
    here, whole = f"{nonce}:{number}", f"{nonce}:{digest.subscription.id}"
    items: list[discord.ui.Item[discord.ui.View]] = []
    if digest.groups:
        items.append(button(WHY, here, t("button.why")))
        items.append(button(LESS, here, t("button.less")))
    items.append(button(PAUSE, whole, t("button.pause")))
    items.append(button(STOP, whole, t("button.unsubscribe")))
    last = len(pages.split(digest)) - 1
    if last:
        items.append(_to(nonce, number - 1, last, t("button.previous")))
        items.append(_to(nonce, number + 1, last, t("button.next")))
        if len(digest.groups) > 1:
            items.append(_groups(digest, nonce, t))
    return view_of(*items)


def less(digest: Digest, nonce: str, number: int, t: Translate) -> discord.ui.View:
    """Choose the paper of the page of which less is wanted; its place in the digest is sent."""
    menu: discord.ui.Select[discord.ui.View] = discord.ui.Select(
        custom_id=f"{LESS_OF}:{nonce}", placeholder=shorten(t("digest.choose"))
    )
    for place, item in pages.items(digest, number):
        menu.add_option(label=shorten(item.paper.title), value=str(place))
    return view_of(menu)


def _to(nonce: str, page: int, last: int, label: str) -> discord.ui.Button[discord.ui.View]:
    return button(PAGE, f"{nonce}:{page}", label, row=1, disabled=not 0 <= page <= last)


def _groups(digest: Digest, nonce: str, t: Translate) -> discord.ui.Select[discord.ui.View]:
    """Straight to a topic; the number of its group is sent."""
    menu: discord.ui.Select[discord.ui.View] = discord.ui.Select(
        custom_id=f"{GROUP}:{nonce}", placeholder=shorten(t("digest.go_to")), row=2
    )
    for number, group in enumerate(digest.groups[:_MOST_OPTIONS]):
        menu.add_option(label=shorten(f"{group.name} ({len(group.items)})"), value=str(number))
    return menu
