"""``footnote run``: the bot in Discord, until it is stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.cli import context, terminal

if TYPE_CHECKING:
    from pathlib import Path

    from config.settings import Settings


@click.command()
@context.index_option
@click.pass_obj
def run(index: str | None) -> int:
    """Serve the bot in Discord until it is stopped."""
    settings, index_dir = context.load(index)
    from bot.runner import NO_TOKEN

    # Said before the model is loaded and papers are indexed for nothing.
    if settings.discord.token is None:
        return terminal.problem(NO_TOKEN)
    import asyncio

    from bot.cli import sample

    sample.ensure(settings, index_dir)
    return asyncio.run(_serve(settings, index_dir))


async def _serve(settings: Settings, index_dir: Path) -> int:
    from bot.bootstrap import open_discord_services
    from bot.runner import run_bot

    async with open_discord_services(settings, index_dir) as services:
        return await run_bot(settings, services, say=terminal.note)
