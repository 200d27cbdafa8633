"""``footnote digest``: what a subscription would be sent now."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import click

from bot.cli import context, terminal

if TYPE_CHECKING:
    from bot.cli.session import Session
    from bot.core.digest import Digest, Subscription
    from bot.digests.due import Window
    from config.settings import Settings

_MOST = 200
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("subscription", required=False)
@click.option("--topic", help="Papers on a topic, in plain words.")
@click.option("--author", help="Papers of an author.")
@click.option("--keyword", help="Papers that have a keyword, in any of its forms.")
@click.option("--question", help="Papers that answer a question.")
@click.option("--like", "neighbours", metavar="PAPER", help="Papers near to one, by its id.")
@click.option("--since", type=_DAY, help="The first day (a week before the last).")
@click.option("--until", type=_DAY, help="The last day (that of the newest paper).")
@click.option("-k", "at_most", type=click.IntRange(1, _MOST), help="How many papers (20).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@context.index_option
@click.pass_obj
def digest(
    index: str | None,
    /,
    subscription: str | None,
    since: datetime | None,
    until: datetime | None,
    at_most: int | None,
    as_json: bool,
    **subjects: str | None,
) -> int:
    """Print what SUBSCRIPTION (its id) would be sent now; nothing is sent or noted.

    Without one, what a subscription to all papers would be sent of these days, or to a topic,
    author, keyword, question or the papers near to one.
    """
    chosen = {scope: subject for scope, subject in subjects.items() if subject is not None}
    if len(chosen) + (subscription is not None) > 1:
        raise click.UsageError("Give one of SUBSCRIPTION, --topic, --author, --keyword, …")
    for scope, subject in chosen.items():
        if not any(character.isalnum() for character in subject):
            raise click.BadParameter("it must have a word.", param_hint=f"--{scope}")
    settings, index_dir = context.load(index)
    from bot.cli.session import session
    from bot.render.digest_text import digest_text

    with session(settings, index_dir) as opened:
        made = opened.run(
            _of_subscription(opened, settings, subscription)
            if subscription is not None
            else _of_days(opened, chosen, since, until, at_most)
        )
    if as_json:
        terminal.out_json(_object(made))
    else:
        terminal.out(digest_text(made))
    return 0


async def _of_subscription(opened: Session, settings: Settings, identity: str) -> Digest:
    from bot.digests.due import window
    from bot.state.database import sqlite_url
    from bot.state.deliveries import Ledger
    from bot.state.store import open_state

    now = datetime.now(UTC)
    async with open_state(sqlite_url(settings.state.dir), lambda: now) as state:
        to = await state.subscriptions.get(identity)
        if to is None:
            raise click.BadParameter(
                "there is no subscription with this id.", param_hint="SUBSCRIPTION"
            )
        ledger = (await state.deliveries.ledgers()).get(to.id, Ledger())
        covers = window(to, now, ledger.until)
        taken = await state.deliveries.papers(to.id)
        disliked = await state.subscriptions.disliked(to.id)
    return await _compose(opened, to, covers, taken, disliked)


async def _of_days(
    opened: Session,
    chosen: dict[str, str],
    since: datetime | None,
    until: datetime | None,
    at_most: int | None,
) -> Digest:
    from bot.core.digest import Rhythm, Scope, Subscription, Via
    from bot.digests.due import Window

    scope, subject = next(iter(chosen.items()), (Scope.ALL, ""))
    to = Subscription(
        id="",
        owner=0,
        guild=None,
        scope=Scope(scope),
        subject=subject,
        via=Via.DM,
        rhythm=Rhythm.DAILY,
        at=time(),
        zone=opened.zone,
        created_at=datetime.now(UTC),
        at_most=at_most or 20,
    )
    if scope == Scope.NEIGHBOURS and await opened.services.library.paper(subject) is None:
        raise click.BadParameter("there is no paper with this id.", param_hint="--like")
    last = until.date() if until else (await opened.services.library.status()).newest
    last = last or to.created_at.date()
    first = since.date() if since else last - timedelta(days=6)
    if first > last:
        raise click.BadParameter("it is after the last day.", param_hint="--since")
    return await _compose(opened, to, Window(first, first, last))


async def _compose(
    opened: Session,
    to: Subscription,
    covers: Window,
    taken: frozenset[str] = frozenset(),
    disliked: frozenset[str] = frozenset(),
) -> Digest:
    from bot.core.digest import Digest

    digests = opened.services.digests
    made = await digests.compose(
        to, covers.until, covers, digests.arrivals(), taken=taken, disliked=disliked
    )
    return made or Digest(to, covers.until, covers.since, covers.until, (), 0)


def _object(made: Digest) -> dict[str, Any]:
    from bot.render.contract import iso, item_object

    return {
        "since": iso(made.since),
        "until": iso(made.until),
        "total": made.total,
        "groups": [
            {
                "name": group.name,
                "papers": [{**item_object(item), "why": item.why} for item in group.items],
            }
            for group in made.groups
        ],
        "cut": list(made.cut),
    }
