"""What questions about the calendar of papers look like, in any language. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.answering.calendar.speech import Speech


class Wanted(Enum):
    """What is asked for."""

    COUNT = "count"
    NEW = "new"
    TRENDING = "trending"
    UPVOTED = "upvoted"
    AUTHORS = "authors"
    SUMMARY = "summary"


RANKED = frozenset({Wanted.TRENDING, Wanted.UPVOTED, Wanted.SUMMARY})
"""The most upvoted first."""


@dataclass(frozen=True, slots=True)
class Form:
    """``pattern`` must match the whole question without its window and punctuation."""

    wanted: Wanted
    pattern: str
    needs_window: bool = False


@dataclass(frozen=True, slots=True)
class Forms:
    """One language. ``parts`` fill ``{…}`` in patterns; a question without ``sign`` is none of
    these."""

    speech: Speech
    sign: str
    parts: tuple[tuple[str, str], ...]
    forms: tuple[Form, ...]

    def fill(self, pattern: str) -> str:
        filled = pattern
        for name, part in self.parts:
            filled = filled.replace(f"{{{name}}}", part)
        return filled
