"""Progress on standard error. The sole importer of rich."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from vectorstore.ingest import Progress as Step
from vectorstore.ingest import Stage

_NAMES = {
    "lists": "Fetching lists",
    "papers": "Reading and embedding",
    "index": "Building the index",
}
# Papers are embedded in chunks, seconds apart: the rate is that of the last half minute.
_RATE_SECONDS = 30.0


@contextmanager
def shown(papers: int | None, first: Stage = "papers") -> Iterator[Callable[[Step], None]]:
    """A bar for each stage, with its rate and the time left. Call what it gives with every step.

    ``papers`` is how many there are to read, where that is known; the bar of ``first`` is there
    from the beginning. Where standard error is no
    terminal, only the last state is written.
    """
    columns: list[ProgressColumn] = [
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TextColumn("left:"),
        TimeRemainingColumn(),
        TextColumn("taken:"),
        TimeElapsedColumn(),
    ]
    console = Console(stderr=True, highlight=False)
    with Progress(*columns, console=console, speed_estimate_period=_RATE_SECONDS) as progress:
        totals: dict[Stage, int | None] = {"papers": papers, "lists": None, "index": None}
        tasks = {first: progress.add_task(_NAMES[first], total=totals[first])}

        def step(now: Step) -> None:
            if now.stage not in tasks:
                tasks[now.stage] = progress.add_task(_NAMES[now.stage], total=now.total)
            total = totals[now.stage] if now.total is None else now.total
            progress.update(tasks[now.stage], completed=now.done, total=total)

        yield step


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:,.1f}/s")
