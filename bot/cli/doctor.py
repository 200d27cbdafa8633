"""``footnote doctor``: what is wrong, and what to do."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.cli import context, terminal


@click.command()
@context.index_option
@click.pass_obj
def doctor(index: str | None) -> int:
    """Check Python, settings, folders, embedding model and index; say what to do."""
    from bot.doctor import examine
    from config.errors import SettingsError
    from config.loader import apply_provider_keys

    with suppress(SettingsError):  # which is one of the findings
        apply_provider_keys(os.environ, context.ENV_FILE)
    chosen = Path(index).expanduser() if index else None
    wrong = 0
    for finding in examine(os.environ, context.ENV_FILE, chosen, datetime.now(UTC)):
        terminal.out(f"{'ok   ' if finding.ok else 'wrong'}  {finding.what}")
        if finding.fix:
            terminal.out(f"       → {finding.fix[0].upper()}{finding.fix[1:]}.")
        wrong += not finding.ok
    if wrong:
        return terminal.problem(f"{wrong} thing{'s' if wrong > 1 else ''} to put right, see above.")
    return 0
