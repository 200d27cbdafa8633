"""What was counted, in the language it was asked in: its window, its topic, its total. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.answering.calendar.forms import RANKED, Wanted
from bot.locales.catalog import Translate, translator
from bot.render.days import found, lists, window


@dataclass(frozen=True, slots=True)
class Tally:
    """What the database says of a question.

    ``unlisted`` of ``total`` papers are dated by their publication; ``shown`` papers follow, whose
    upvotes are ``votes``; ``newest`` is the day of the newest paper of all. ``lists`` are when the
    feed's lists of what is trending were fetched that the papers are from, the oldest first.
    """

    wanted: Wanted
    language: str
    zone: str
    topic: tuple[str, ...]
    since: date | None
    until: date | None
    total: int
    unlisted: int = 0
    shown: int = 0
    votes: tuple[int | None, ...] = ()
    authors: tuple[tuple[str, int], ...] = ()
    newest: date | None = None
    lists: tuple[datetime, ...] = ()


def tell(tally: Tally) -> str:
    """A sentence or a few; papers may follow it."""
    t = translator(tally.language)
    return " ".join(filter(None, (_found(tally, t), _notes(tally, t), _ranked(tally, t))))


def _found(tally: Tally, t: Translate) -> str:
    days = window(tally.since, tally.until, tally.zone, t)
    if tally.lists:
        days = lists(tally.lists, days, tally.zone, t)
    return found(tally.total, tally.topic, days, t)


def _notes(tally: Tally, t: Translate) -> str:
    if tally.lists:
        return ""
    notes = [t("calendar.no_trending")] if tally.wanted is Wanted.TRENDING else []
    dated = tally.since is not None or tally.until is not None
    if dated and tally.unlisted:
        notes.append(t("calendar.unlisted", count=tally.unlisted))
    if dated and not tally.total and tally.newest:
        notes.append(t("calendar.newest", day=tally.newest))
    return " ".join(notes)


def _ranked(tally: Tally, t: Translate) -> str:
    if tally.authors:
        names = ", ".join(f"{name} ({count})" for name, count in tally.authors)
        return t("calendar.authors", names=names)
    if not tally.shown:
        return ""
    if tally.lists:
        return t("calendar.first_of", count=tally.shown, total=tally.total)
    if tally.wanted in RANKED:
        votes = _numbers(tally.votes)
        return t("calendar.most_upvoted", count=tally.shown, total=tally.total, votes=votes)
    return t("calendar.newest_first", count=tally.shown, total=tally.total)


def _numbers(votes: Sequence[int | None]) -> str:
    return ", ".join("?" if number is None else str(number) for number in votes)
