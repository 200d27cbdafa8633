"""``footnote ask``: one question, or a file of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli import batch, context, terminal

if TYPE_CHECKING:
    from bot.cli.live import Live
    from bot.cli.session import Session
    from bot.core.models import Abstention, Answer


@click.command()
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the table of a comparison as CSV.")
@click.option("--explain", is_flag=True, help="Tell how the answer came about, and its cost.")
@batch.batch_option
@context.index_option
@click.pass_obj
def ask(
    index: str | None,
    question: str | None,
    as_json: bool,
    as_csv: bool,
    explain: bool,
    batch_file: str | None,
) -> int:
    """Answer QUESTION from the papers, every sentence footnoted."""
    batch.require_one(question, batch_file)
    settings, index_dir = context.load(index)
    from bot.cli.session import session

    if batch_file is not None:
        with batch.opened(batch_file) as file, session(settings, index_dir) as opened:
            return batch.run(file, lambda asked: _object(opened, asked))
    with session(settings, index_dir) as opened:
        if as_csv:
            return _table(opened, question or "")
        _one(opened, question or "", as_json, explain)
        opened.report_trouble()
    return 0


def _table(opened: Session, question: str) -> int:
    from bot.core.models import Answer
    from bot.core.tables import as_csv

    result = _answer(opened, (question,))
    if not isinstance(result, Answer) or result.table is None:
        return terminal.problem(
            "There is no table: the question compares nothing that two papers here speak of. Name "
            'the papers, as in "compare SyncTalk and EDTalk".'
        )
    terminal.out(as_csv(result).rstrip())
    return 0


def _one(opened: Session, question: str, as_json: bool, explain: bool) -> None:
    from bot.cli import show
    from bot.cli.live import Live
    from bot.render.contract import answer_object
    from bot.render.explain import explanation, explanation_object

    live = Live()
    result = _answer(opened, (question,), None if as_json else live)
    if as_json:
        explained = {"explain": explanation_object(result)} if explain else {}
        terminal.out_json({**answer_object(result), **explained})
        return
    terminal.out(f"{live.rest(result)}\n\n{show.footer(opened.status())}")
    if explain:
        terminal.out(f"\n{explanation(result)}")


def _object(opened: Session, asked: batch.Asked) -> dict[str, Any]:
    from bot.render.contract import answer_object

    return answer_object(_answer(opened, asked.turns))


def _answer(
    opened: Session, turns: tuple[str, ...], live: Live | None = None
) -> Answer | Abstention:
    """The answer to the last of ``turns``, in the context of those before."""
    from bot.cli.conversation import Conversation

    conversation = Conversation(opened)
    *before, last = turns
    for turn in before:
        conversation.ask(turn)
    return conversation.ask(last, live.watch if live else None)
