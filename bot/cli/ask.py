"""``footnote ask``: one question, or a file of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli import batch, context, terminal

if TYPE_CHECKING:
    from bot.cli.session import Session
    from bot.core.models import Abstention, Answer


@click.command()
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@batch.batch_option
@context.index_option
@click.pass_obj
def ask(index: str | None, question: str | None, as_json: bool, batch_file: str | None) -> int:
    """Answer QUESTION from the papers, every sentence footnoted."""
    batch.require_one(question, batch_file)
    settings, index_dir = context.load(index)
    from bot.cli.session import session

    if batch_file is not None:
        with batch.opened(batch_file) as file, session(settings, index_dir) as opened:
            return batch.run(file, lambda asked: _object(opened, asked))
    with session(settings, index_dir) as opened:
        _one(opened, question or "", as_json)
        opened.report_trouble()
    return 0


def _one(opened: Session, question: str, as_json: bool) -> None:
    from bot.cli import show
    from bot.render.contract import answer_object

    result = _answer(opened, (question,))
    if as_json:
        terminal.out_json(answer_object(result))
    else:
        terminal.out(show.answer(result, opened.status()))


def _object(opened: Session, asked: batch.Asked) -> dict[str, Any]:
    from bot.render.contract import answer_object

    return answer_object(_answer(opened, asked.turns))


def _answer(opened: Session, turns: tuple[str, ...]) -> Answer | Abstention:
    """The answer to the last of ``turns``, in the context of those before."""
    from bot.cli.conversation import Conversation

    conversation = Conversation(opened)
    *before, last = turns
    for turn in before:
        conversation.ask(turn)
    return conversation.ask(last)
