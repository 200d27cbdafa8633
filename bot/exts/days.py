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
    return _day(text, year, month or 1, day or 1)


def last_day(text: str) -> date:
    """Raises ReaderError."""
    year, month, day = _parts(text)
    month = month or 12
    if not day and 1 <= month <= 12 and year:
        day = calendar.monthrange(year, month)[1]
    return _day(text, year, month, day or 1)


class Since(app_commands.Transformer):
    async def transform(self, _interaction: discord.Interaction[Any], value: str) -> date:
        return first_day(value)


class Until(app_commands.Transformer):
    async def transform(self, _interaction: discord.Interaction[Any], value: str) -> date:
        return last_day(value)


def _parts(text: str) -> tuple[int, int, int]:
    """Year, month and day; 0 for what was left out."""
    written = _WRITTEN.fullmatch(text.strip())
    if written is None:
        raise ReaderError("error.no_day", text=text[:40])
    year, month, day = (int(part or 0) for part in written.groups())
    return year, month, day


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ReaderError("error.no_day", text=text[:40]) from None
