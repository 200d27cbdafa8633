"""``footnote sync``: new papers, and news of the stored ones, from Daily Papers and from arXiv."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from bot.cli import context, terminal
from bot.cli.wishes import WishError, wished, wished_days

if TYPE_CHECKING:
    from vectorstore.ingest import Report
    from vectorstore.sync import Outcome


@click.group(invoke_without_command=True)
@click.option("--since", metavar="DAY", help="The first day, such as 2026-08-01.")
@click.option("--until", metavar="DAY", help="The last day (today).")
@click.option("--week", metavar="WEEK", help="A week, such as 2026-W34.")
@click.option("--month", metavar="MONTH", help="A month, such as 2026-08.")
@click.option("--trending", is_flag=True, help="What is trending, and no days.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@context.wait_option
@context.index_option
@click.pass_context
def sync(
    ctx: click.Context,
    since: str | None,
    until: str | None,
    week: str | None,
    month: str | None,
    trending: bool,
    as_json: bool,
    wait: int,
) -> int:
    """Fetch the papers of Daily Papers: new ones, and what changed of the others.

    Without options, from the last day that was fetched to today, the last week in any case, and
    what is trending. Lists that fail are tried again by the next sync.
    """
    if ctx.invoked_subcommand:
        if since or until or week or month or trending or as_json or wait:
            raise WishError("Options of Daily Papers do not go with arXiv: put them after it.")
        return 0
    window = wished(since, until, week, month, datetime.now(UTC).date())
    if window and trending:
        raise WishError("Ask for days or for what is trending: not for both at once.")
    settings, index_dir = context.load(ctx.obj)
    from bot.cli import fetching

    outcome, report = fetching.feed(fetching.Target(settings, index_dir, wait), window, trending)
    if as_json:
        terminal.out_json(_object(outcome, report))
    else:
        _say(report, {"lists read": outcome.read, "lists unchanged": outcome.unchanged})
    if failed := len(outcome.failed):
        lists = f"{failed} lists" if failed > 1 else "One list"
        return terminal.problem(f"{lists} could not be fetched: the next sync tries again.")
    return 0


@sync.command("arxiv")
@click.option("--ids", metavar="IDS", help="arXiv ids or links, with spaces or commas between.")
@click.option("--search", metavar="QUERY", help="A query in arXiv's words: cat:cs.CL AND ti:heads")
@click.option("--listing", metavar="CATEGORY", help="What was submitted in a category: cs.CL")
@click.option("--since", metavar="DAY", help="With --listing: the first day.")
@click.option("--until", metavar="DAY", help="With --listing: the last day.")
@click.option(
    "--most", type=click.IntRange(1, 10_000), default=200, help="How many of the newest (200)."
)
@context.wait_option
@context.index_option
@click.pass_obj
def arxiv(
    index: str | None,
    ids: str | None,
    search: str | None,
    listing: str | None,
    since: str | None,
    until: str | None,
    most: int,
    wait: int,
) -> int:
    """Fetch papers of arXiv: by their ids, by a search, or all of a category."""
    first, last = wished_days(since, until)
    if sum(wish is not None for wish in (ids, search, listing)) != 1:
        raise WishError("Say what to fetch: one of --ids, --search and --listing.")
    if (first or last) and listing is None:
        raise WishError("--since and --until go with --listing only.")
    wanted = _ids(ids) if ids is not None else ()
    query = _query(search, listing, first, last)
    settings, index_dir = context.load(index)
    from bot.cli import fetching

    target = fetching.Target(settings, index_dir, wait)
    report, missing = fetching.arxiv(target, wanted, query, most)
    _say(report, {})
    if missing:
        return terminal.problem(f"arXiv has no paper {', '.join(missing)}: check the ids.")
    return 0


def _ids(text: str) -> tuple[str, ...]:
    from bot.adding import arxiv_ids

    if found := arxiv_ids(text):
        return found
    raise WishError(f"There is no arXiv id in “{text}”: write it like 2408.08072.")


def _query(search: str | None, category: str | None, since: date | None, until: date | None) -> str:
    from vectorstore.sources.arxiv_fetch import listing

    if category is None:
        if search is not None and not search.strip():
            raise WishError("The query is empty: write it like cat:cs.CL AND ti:heads.")
        return search or ""
    try:
        return listing(category, since, until)
    except ValueError:
        raise WishError(f"“{category}” is not a category: write it like cs.CL.") from None


def _say(report: Report, lists: dict[str, int]) -> None:
    from bot.cli.ingest import rows, table

    counts = {name: str(count) for name, count in lists.items()}
    terminal.out(table(counts | rows(report)))
    if report.rejects_file:
        terminal.note(f"The rejected records and the reasons are in {report.rejects_file}.")


def _object(outcome: Outcome, report: Report) -> dict[str, Any]:
    return {
        "lists": {
            "read": outcome.read,
            "unchanged": outcome.unchanged,
            "failed": outcome.failed,
        },
        "papers": {
            "added": report.added,
            "updated": report.updated,
            "unchanged": report.unchanged,
            "rejected": report.rejected,
        },
        "seconds": round(report.seconds, 1),
    }
