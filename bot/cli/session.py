"""The services, opened for one run of the command line, with papers to answer from."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bot.answering.library import Status
from bot.bootstrap import Services, open_metered_services, open_services
from bot.cli import sample, terminal
from config.settings import Settings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Session:
    """``run`` works on the services' own event loop; Ctrl-C stops it there. ``zone`` is the time
    zone in which "today" is meant."""

    services: Services
    runner: asyncio.Runner
    zone: str

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def status(self) -> Status:
        return self.run(self.services.library.status())

    def report_trouble(self) -> None:
        """Say what of the index does not work, if anything; answers came without it."""
        if degraded := self.status().degraded:
            terminal.note(degraded)


@contextmanager
def session(settings: Settings, index_dir: Path, *, metered: bool = True) -> Iterator[Session]:
    """Open the services; an empty index gets the packaged sample first.

    A chat model's cost is counted and capped if ``metered``. Raises VectorstoreError and
    FootnoteError.
    """
    sample.ensure(settings, index_dir)
    with asyncio.Runner() as runner:
        opening = open_metered_services if metered else open_services
        opened = opening(settings, index_dir)
        services = runner.run(opened.__aenter__())
        try:
            yield Session(services, runner, settings.time.zone)
        finally:
            runner.run(opened.__aexit__(None, None, None))
