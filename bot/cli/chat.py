"""``footnote chat``: a conversation in the terminal."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from bot.cli import context, terminal

if TYPE_CHECKING:
    from bot.cli.conversation import Conversation
    from bot.cli.session import Session

LEAVE = frozenset({"/quit", "/exit", "/q"})
_HELP = "Ask about the papers; a question may go on from the last answer. /quit leaves."


@click.command()
@context.index_option
@click.pass_obj
def chat(index: str | None) -> None:
    """Talk with the papers: questions may follow up on the last answer."""
    settings, index_dir = context.load(index)
    from bot.cli import show
    from bot.cli.session import session

    with session(settings, index_dir) as opened:
        terminal.note(f"{show.footer(opened.status())}\n{_HELP}")
        with suppress(EOFError, KeyboardInterrupt):
            _talk(opened)
        terminal.note("Good-bye.")


def _talk(opened: Session) -> None:
    """Until the person leaves: raises EOFError or KeyboardInterrupt for Ctrl-D or Ctrl-C."""
    from bot.cli.conversation import Conversation

    conversation = Conversation(opened)
    told: str | None = None
    while (question := _read().strip()) not in LEAVE:
        if question in ("", "/help"):
            terminal.note(_HELP)
            continue
        _answer(conversation, question)
        # An index may break, and be repaired, while people talk: each state is told once.
        trouble = opened.status().degraded
        if trouble and trouble != told:
            terminal.note(trouble)
        told = trouble


def _answer(conversation: Conversation, question: str) -> None:
    from bot.cli.live import Live
    from bot.core.errors import FootnoteError
    from vectorstore.errors import VectorstoreError

    live = Live()
    try:
        terminal.out("")
        terminal.out(f"{live.rest(conversation.ask(question, live.watch))}\n")
    except (FootnoteError, VectorstoreError) as error:
        terminal.note(str(error))
    except KeyboardInterrupt:
        terminal.note("Stopped. Ask something else, or leave with /quit.")


def _read() -> str:
    """The next line. Raises EOFError at the end."""
    if sys.stdin.isatty():
        with suppress(ImportError):  # gives the line its arrow keys, where there is one
            import readline  # noqa: F401
        return input("> ")
    if line := sys.stdin.readline():
        return line
    raise EOFError
