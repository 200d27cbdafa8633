"""An answer in the terminal while it is being written: a proved statement at a time."""

from __future__ import annotations

import sys

from bot.cli import show, terminal
from bot.core.models import Abstention, Answer, Partial, Statement
from bot.render.text import lead, marked


class Live:
    """Shows what a chat model writes as it grows, where a person sits at the terminal."""

    def __init__(self) -> None:
        self._shown: list[str] = []
        self._watched = sys.stdout.isatty()

    async def watch(self, partial: Partial) -> None:
        if not self._watched:
            return
        for statement in partial.statements[len(self._shown) :]:
            self._shown.append(marked(statement))
            terminal.out(self._shown[-1])

    def rest(self, result: Answer | Abstention) -> str:
        """What of ``result`` is not on the screen yet; all of it where it became another answer."""
        said = [marked(statement) for statement in _statements(result)]
        known = len(self._shown)
        if isinstance(result, Answer) and known and self._shown == said[:known]:
            more = "\n".join(said[known:])
            parts = (more, lead(result), show.sources(result))
            return "\n" * (not more) + "\n\n".join(filter(None, parts))
        return show.exchange(result)


def _statements(result: Answer | Abstention) -> tuple[Statement, ...]:
    return result.statements if isinstance(result, Answer) else ()
