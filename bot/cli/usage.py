"""``footnote usage``: what chat models took."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from bot.cli import context, terminal

if TYPE_CHECKING:
    from bot.state.usage import Taken
    from config.settings import Settings

Table = tuple[str, "tuple[Taken, ...]"]


@click.command()
@click.option(
    "--days", type=click.IntRange(1, 3650), default=30, show_default=True, help="How far back."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@context.index_option
@click.pass_obj
def usage(index: str | None, days: int, as_json: bool) -> None:
    """What chat models took: tokens and US dollars, by day (UTC), model, person and server."""
    settings, _ = context.load(index)
    tables = asyncio.run(_look(settings, days))
    if as_json:
        terminal.out_json({name: [asdict(row) for row in rows] for name, rows in tables})
    elif not tables[0][1]:
        terminal.out(f"No chat model was asked in the last {days} days.")
    else:
        terminal.out("\n\n".join(_table(name, rows) for name, rows in tables))
        terminal.out(f"\n{_caps(settings)}")


async def _look(settings: Settings, days: int) -> Sequence[Table]:
    from bot.state.database import sqlite_url
    from bot.state.store import open_state

    async with open_state(sqlite_url(settings.state.dir), lambda: datetime.now(UTC)) as state:
        since = state.usage.today - timedelta(days=days - 1)
        return (
            ("day", await state.usage.by_day(since)),
            ("model", await state.usage.by_model(since)),
            ("person", await state.usage.by_person(since)),
            ("server", await state.usage.by_server(since)),
        )


def _table(name: str, rows: Sequence[Taken]) -> str:
    head = (name, "answers", "tokens read", "written", "US dollars", "without a price")
    cells = [
        (
            row.name,
            f"{row.answers:,}",
            f"{row.input_tokens:,}",
            f"{row.output_tokens:,}",
            f"{row.cost:.4f}",
            str(row.unpriced or ""),
        )
        for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
    return "\n".join(
        "  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]).rstrip()
        for line in (head, *cells)
    )


def _caps(settings: Settings) -> str:
    caps = {
        "in all": settings.cost.per_day,
        "for each person": settings.cost.per_person,
        "for each server": settings.cost.per_server,
    }
    given = [f"${cap:g} {whose}" for whose, cap in caps.items() if cap is not None]
    return f"Caps a day: {', '.join(given) or 'none (FOOTNOTE_COST_PER_DAY sets one)'}."
