"""``footnote papers``: the papers of a day, week, month or any days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli import context, terminal

if TYPE_CHECKING:
    from bot.answering.browsing import Browse, Browsed
    from bot.cli.session import Session
    from bot.core.digest import Item

MOST = 300
_SORTS = ("trending", "upvotes", "newest")


@click.command()
@click.argument("when", required=False)
@click.option("--topic", default="", help="Only papers that have all these words.")
@click.option("--sort", type=click.Choice(_SORTS), default="newest", help="What comes first.")
@click.option("-k", type=click.IntRange(1, MOST), default=10, help="How many papers (10).")
@click.option("--page", type=click.IntRange(1, 100_000), default=1, help="Which page of them (1).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@context.index_option
@click.pass_obj
def papers(
    index: str | None, when: str | None, topic: str, sort: str, k: int, page: int, as_json: bool
) -> int:
    """List the papers of WHEN: day, week, month, "since March", 2026-08-20 … (all days)."""
    settings, index_dir = context.load(index)
    from bot.answering.browsing import tell
    from bot.cli.session import session
    from bot.locales.catalog import translator

    zone = settings.time.zone
    wanted = _wanted(when, topic, sort, zone)
    with session(settings, index_dir) as opened:
        found = _found(opened, wanted, (page - 1) * k, k)
        if as_json:
            terminal.out_json(_object(found))
            return 0
        said = tell(wanted, found, translator("en"))
        listed = [_entry(item, n) for n, item in enumerate(found.items, (page - 1) * k + 1)]
        terminal.out("\n\n".join([said, *listed]))
    return 0


def _wanted(when: str | None, topic: str, sort: str, zone: str) -> Browse:
    from bot.answering.browsing import Browse, Sort
    from bot.cli.choosing import days

    if topic and not any(character.isalnum() for character in topic):
        raise click.BadParameter("it must have a word.", param_hint="--topic")
    since, until = days(when, zone, "WHEN")
    return Browse(since, until, topic, Sort(sort), zone)


def _found(opened: Session, wanted: Browse, first: int, most: int) -> Browsed:
    return opened.run(opened.services.library.browse(wanted, first, most))


def _entry(item: Item, rank: int) -> str:
    from vectorstore.papers import paper_url

    paper = item.paper
    day = f"  ({paper.date.isoformat()})" if paper.date else ""
    votes = "" if paper.upvotes is None else f"  {paper.upvotes} upvotes"
    lines = [f"{rank:>2}. {paper.title}{day}{votes}", f"    {paper_url(paper)}"]
    if item.sentence:
        lines.append(f"    “{item.sentence}”")
    return "\n".join(lines)


def _object(found: Browsed) -> dict[str, Any]:
    from bot.render.contract import iso, item_object

    answered = found.answered
    return {
        "since": iso(answered.since),
        "until": iso(answered.until),
        "zone": answered.zone,
        "words": list(found.topic),
        "sort": str(answered.sort),
        "trending_lists": [at.isoformat() for at in found.lists],
        "total": found.total,
        "papers": list(map(item_object, found.items)),
    }
