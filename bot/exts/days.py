"""Days that people type: 2024-08-20, or a month or year of which the first or last day is meant."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Any

import discord
from discord import app_commands

from bot.exts.errors import ReaderError

_WRITTEN = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")


def first_day(text: str) -> date:
    """Raises ReaderError."""
    year, month, day = _parts(text)
    return _day(text, year, 1 if month is None else month, 1 if day is None else day)


def last_day(text: str) -> date:
    """Raises ReaderError."""
    year, month, day = _parts(text)
    month = 12 if month is None else month
    if day is None:
        first = _day(text, year, month, 1)
        day = calendar.monthrange(first.year, first.month)[1]
    return _day(text, year, month, day)


class Since(app_commands.Transformer):
    async def transform(self, _interaction: discord.Interaction[Any], value: str) -> date:
        return first_day(value)


class Until(app_commands.Transformer):
    async def transform(self, _interaction: discord.Interaction[Any], value: str) -> date:
        return last_day(value)


def _parts(text: str) -> tuple[int, int | None, int | None]:
    """Year, month and day; None for what was left out."""
    written = _WRITTEN.fullmatch(text.strip())
    if written is None:
        raise ReaderError("error.no_day", text=text[:40])
    year, month, day = (int(part) if part else None for part in written.groups())
    return year or 0, month, day


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ReaderError("error.no_day", text=text[:40]) from None
