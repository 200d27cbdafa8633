"""``footnote eval``: parse, measure, print."""

from __future__ import annotations

import json
from pathlib import Path

import click

GOLD = Path("../shared/gold")


@click.command("eval")
@click.option(
    "--gold",
    type=click.Path(path_type=Path),
    default=GOLD,
    show_default=True,
    help="The folder of the development set.",
)
@click.option("--removed", is_flag=True, help="Ask again with the paper that answers hidden, too.")
@click.option(
    "--details",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what became of each question, a line of JSON each.",
)
@click.option(
    "--index",
    "index_dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Ask over this index instead of a fresh one of the sample papers.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    gold: Path, removed: bool, details: Path | None, index_dir: Path | None, as_json: bool
) -> None:
    """Measure the answers on a development set."""
    from bot.evaluation.answers import evaluate
    from bot.evaluation.report import answers_report
    from config.settings import Settings

    scores = evaluate(
        Settings(), gold, index_dir, lambda *_: None, removed=removed, details=details
    )
    if as_json:
        click.echo(json.dumps(scores.as_json()))
    else:
        click.echo(answers_report(scores))
