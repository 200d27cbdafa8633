"""The buttons of a journal club; each custom id carries the club's id."""

from __future__ import annotations

import discord

from bot.core.club import Club, Stage
from bot.exts.presses import button, view_of
from bot.locales.catalog import Translate

VOTE = "club-vote"
CLOSE = "club-close"
CANCEL = "club-cancel"
THREAD = "club-thread"
RECAP = "club-recap"

_IN_A_ROW = 5


def under(club: Club, t: Translate) -> discord.ui.View | None:
    """What can be done about a club where its vote is shown."""
    if club.stage is Stage.OPEN:
        return _voting(club, t)
    if club.winner is None:
        return None
    items = [recap(club, t)]
    if club.stage is Stage.BLOCKED:
        items.insert(0, button(THREAD, club.id, t("button.club_thread")))
    return view_of(*items)


def in_thread(club: Club, t: Translate) -> discord.ui.View:
    return view_of(recap(club, t))


def recap(club: Club, t: Translate) -> discord.ui.Button[discord.ui.View]:
    return button(RECAP, club.id, t("button.club_recap"))


def _voting(club: Club, t: Translate) -> discord.ui.View:
    numbers = [
        button(
            VOTE,
            f"{club.id}:{candidate.n}",
            str(candidate.n),
            style=discord.ButtonStyle.primary,
            row=place // _IN_A_ROW,
        )
        for place, candidate in enumerate(club.candidates)
    ]
    last = -(-len(numbers) // _IN_A_ROW)
    return view_of(
        *numbers,
        button(CLOSE, club.id, t("button.club_close"), row=last),
        button(CANCEL, club.id, t("button.club_cancel"), row=last),
    )
