"""``footnote search``: the papers nearest to a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli import batch, context, terminal

if TYPE_CHECKING:
    from bot.cli.session import Session
    from vectorstore.models import Hit

MOST = 300


@click.command()
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("-k", type=click.IntRange(1, MOST), default=10, help="How many papers (10).")
@batch.batch_option
@context.index_option
@click.pass_obj
def search(
    index: str | None, question: str | None, as_json: bool, k: int, batch_file: str | None
) -> int:
    """List the papers nearest to QUESTION, best first."""
    batch.require_one(question, batch_file)
    settings, index_dir = context.load(index)
    from bot.cli import show
    from bot.cli.session import session
    from bot.render.contract import search_object

    if batch_file is not None:
        with batch.opened(batch_file) as file, session(settings, index_dir) as opened:
            return batch.run(file, lambda asked: _object(opened, asked, k))
    with session(settings, index_dir) as opened:
        hits = _hits(opened, question or "", k)
        if as_json:
            terminal.out_json(search_object(hits))
        else:
            terminal.out(show.hits(hits, opened.status()))
        opened.report_trouble()
    return 0


def _object(opened: Session, asked: batch.Asked, k: int) -> dict[str, Any]:
    from bot.render.contract import search_object

    return search_object(_hits(opened, asked.turns[-1], k))


def _hits(opened: Session, question: str, k: int) -> tuple[Hit, ...]:
    return opened.run(opened.services.library.search(batch.clean(question), k))
