"""``footnote``: finds the command, and turns every failure into one sentence and an exit code."""

from __future__ import annotations

import importlib
import os
import sys

import click

from bot.cli import context, terminal

# Modules are imported when their command is called: the command line must start at once.
COMMANDS = {
    "ask": "bot.cli.ask:ask",
    "chat": "bot.cli.chat:chat",
    "search": "bot.cli.search:search",
    "papers": "bot.cli.papers:papers",
    "digest": "bot.cli.digest:digest",
    "trends": "bot.cli.pictures:trends",
    "map": "bot.cli.pictures:map_of",
    "feed": "bot.cli.feed:feed",
    "ingest": "bot.cli.ingest:ingest",
    "sync": "bot.cli.sync:sync",
    "reindex": "bot.cli.ingest:reindex",
    "run": "bot.cli.run:run",
    "doctor": "bot.cli.doctor:doctor",
    "usage": "bot.cli.usage:usage",
    "eval": "bot.cli.evaluate:evaluate",
}


class LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="footnote", prog_name="footnote")
@context.index_option
def footnote() -> None:
    """Answers questions about research papers, every sentence footnoted."""


def main() -> None:
    """The command line. Exits with 0 (done), 1 (a problem) or 2 (wrong usage)."""
    terminal.prepare()
    sys.exit(_run())


def _run() -> int:
    try:
        code = footnote.main(prog_name="footnote", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt) as stop:
        code = terminal.problem(str(stop) or "Stopped.")
        # What still runs in threads is not waited for, and must not outlive the interpreter.
        os._exit(code)
    except terminal.OutputGoneError as error:
        # Python would try to write once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return terminal.problem(str(error))
    # The last resort of a program: nobody gets a traceback, the log has it.
    except Exception as error:
        return terminal.problem(terminal.sentence(error))
    return code if isinstance(code, int) else 0
