"""``footnote feed``: papers as a feed, for whatever reads feeds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli import context, terminal

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.digest import Subscription
    from config.settings import Settings

_FORMATS = ("atom", "rss", "json")


@click.command()
@click.argument("subscription", required=False)
@click.option("--topic", help="Papers on a topic, in your own words.")
@click.option("--author", help="Papers of an author.")
@click.option("--keyword", help="Papers that have these words one after the other.")
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), default="atom", help="Which kind (atom)."
)
@click.option(
    "--days", type=click.IntRange(1, 366), default=14, help="How many of the newest days (14)."
)
@click.option("-k", type=click.IntRange(1, 500), default=100, help="How many papers at most (100).")
@click.option("-o", "--output", help="The file; without one, standard output.")
@context.index_option
@click.pass_obj
def feed(
    index: str | None,
    subscription: str | None,
    topic: str | None,
    author: str | None,
    keyword: str | None,
    form: str,
    days: int,
    k: int,
    output: str | None,
) -> int:
    """Write new papers as Atom, RSS or JSON: all, or those of a SUBSCRIPTION or of an option."""
    given = {"topic": topic, "author": author, "keyword": keyword}
    asked = {scope: text for scope, text in given.items() if text is not None}
    if len(asked) + (subscription is not None) > 1:
        raise click.UsageError("Choose one of SUBSCRIPTION, --topic, --author and --keyword.")
    for scope, text in asked.items():
        if not any(character.isalnum() for character in text):
            raise click.BadParameter("it must have a word.", param_hint=f"--{scope}")
    settings, index_dir = context.load(index)
    from datetime import UTC, datetime

    from bot.cli.session import session
    from bot.digests.feeds import feed_of
    from bot.locales.catalog import translator
    from bot.render.feeds import Format, write

    now = datetime.now(UTC)
    with session(settings, index_dir) as opened:
        if subscription is None:
            wanted, disliked = _wanted(asked, settings, now), frozenset[str]()
        else:
            wanted, disliked = opened.run(_kept(settings, subscription))
        saved = opened.run(opened.services.library.paper(wanted.subject))
        found = opened.run(
            feed_of(
                opened.services.digests,
                wanted,
                now,
                days=days,
                most=k,
                disliked=disliked,
                titles={saved.paper_id: saved.title} if saved else {},
            )
        )
    if not found.items:
        terminal.note(f"None of the papers of the newest {days} days: try more --days.")
    body = write(found, Format(form), translator(wanted.language))
    if output is None:
        terminal.out(body.decode().rstrip("\n"))
        return 0
    _replace(Path(output), body)
    count = len(found.items)
    terminal.note(f"The feed is in {output}: {count} paper{'' if count == 1 else 's'}.")
    return 0


def _wanted(asked: dict[str, str], settings: Settings, now: datetime) -> Subscription:
    """What a subscription to it would be."""
    from datetime import time

    from bot.core.digest import Rhythm, Scope, Subscription, Via

    scope, subject = next(iter(asked.items()), ("all", ""))
    return Subscription(
        id="",
        owner=0,
        guild=None,
        scope=Scope(scope),
        subject=" ".join(subject.split()),
        via=Via.EMAIL,
        rhythm=Rhythm.DAILY,
        at=time(),
        zone=settings.time.zone,
        created_at=now,
    )


async def _kept(settings: Settings, subscription: str) -> tuple[Subscription, frozenset[str]]:
    """A subscription of somebody, and the papers of which they want less."""
    from datetime import UTC, datetime

    from bot.state.database import sqlite_url
    from bot.state.store import open_state

    async with open_state(sqlite_url(settings.state.dir), lambda: datetime.now(UTC)) as state:
        kept = await state.subscriptions.get(subscription)
        if kept is None:
            raise click.BadParameter(
                "there is no subscription with this id.", param_hint="SUBSCRIPTION"
            )
        return kept, await state.subscriptions.disliked(subscription)


def _replace(file: Path, body: bytes) -> None:
    """Whoever reads the file meanwhile gets the old feed or the new one, never a part."""
    beside = file.with_name(f".{file.name}.new")
    beside.write_bytes(body)
    beside.replace(file)
