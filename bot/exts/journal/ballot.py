"""What is put to the vote: the most upvoted papers of the week."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.answering.browsing import Browse, Browsed, Sort
from bot.answering.calendar.windows import trending_days
from bot.core.club import Candidate, Club
from bot.core.digest import Item
from bot.exts.desk import AnyInteraction, language
from bot.exts.errors import ReaderError
from bot.exts.known import known
from bot.locales.catalog import our_language
from bot.render import days as said_days
from bot.state.records import Effective
from vectorstore.papers import paper_url

if TYPE_CHECKING:
    from bot.answering.library import LibraryService

MOST = 10
"""Candidates: as many as a poll of Discord's own holds."""


async def ballot(
    library: LibraryService,
    interaction: AnyInteraction,
    effective: Effective,
    topic: str,
    zone: str,
    now: datetime,
    closes_at: datetime,
) -> Club:
    """The club that a person opens. Raises ReaderError where there is nothing to vote on."""
    wanted, browsed = await _week(library, topic, zone, now)
    if not browsed.items:
        t = language(effective, interaction.locale)
        window = said_days.window(wanted.since, wanted.until, zone, t)
        raise ReaderError("error.no_candidates", found=said_days.found(0, browsed.topic, window, t))
    return Club(
        id=secrets.token_hex(8),
        guild=known(interaction.guild_id),
        channel=known(interaction.channel_id),
        opened_by=interaction.user.id,
        opened_at=now,
        closes_at=closes_at,
        language=our_language(effective.language or interaction.locale.value),
        zone=zone,
        topic=" ".join(browsed.topic),
        since=wanted.since,
        until=wanted.until,
        total=browsed.total,
        candidates=tuple(_candidate(n, item) for n, item in enumerate(browsed.items, 1)),
    )


async def _week(
    library: LibraryService, topic: str, zone: str, now: datetime
) -> tuple[Browse, Browsed]:
    """The last seven days; where these have no papers at all, the seven days up to the newest one;
    all days where no paper has a day."""
    today = now.astimezone(ZoneInfo(zone)).date()
    since, until = trending_days(today)
    wanted = Browse(since, until, topic, Sort.UPVOTES)
    browsed = await library.browse(wanted, 0, MOST)
    newest = browsed.newest
    if browsed.items or (newest is not None and newest >= since):
        return wanted, browsed
    days = (None, None) if newest is None else trending_days(newest)
    wanted = Browse(days[0], days[1], topic, Sort.UPVOTES)
    return wanted, await library.browse(wanted, 0, MOST)


def _candidate(n: int, item: Item) -> Candidate:
    paper = item.paper
    return Candidate(n, paper.paper_id, paper.title, paper_url(paper), paper.upvotes, item.sentence)
