"""Days that a command was given, in words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import click

from bot.answering.calendar.windows import chosen


def days(when: str | None, zone: str, where: str) -> tuple[date | None, date | None]:
    """The first and last day of ``when``, None where it is open; both for None.

    Raises BadParameter, which names ``where`` it was given.
    """
    if when is None:
        return None, None
    window = chosen(when, zone, datetime.now(UTC))
    if window is None:
        raise click.BadParameter(
            f"“{when}” names no days: write day, week, month, “last 3 days”, “since March” or "
            "2026-08-20.",
            param_hint=where,
        )
    return window.since, window.until
