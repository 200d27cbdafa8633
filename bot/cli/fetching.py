"""What ``footnote sync`` does, from the network to the index. Heavy to import."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import click

from bot.bootstrap import open_embedder
from bot.cli import progress, terminal
from bot.cli.wishes import WishError
from config.settings import Settings
from vectorstore.corpus import listings
from vectorstore.corpus.writer import CorpusWriter, open_writer
from vectorstore.embeddings import Embedder
from vectorstore.ingest import Milestone, Progress, Report, Stage, ingest
from vectorstore.models import TRENDING, Paper
from vectorstore.sources import arxiv_fetch, daily_papers
from vectorstore.sources.arxiv import read_atom
from vectorstore.sources.checks import Reject
from vectorstore.sources.web import Manners, Web, open_web
from vectorstore.sync import FeedSync, Outcome, days, recent


@dataclass(frozen=True, slots=True)
class Target:
    """Where papers go: the folder, what embeds them, and how long to wait for another writer."""

    settings: Settings
    index_dir: Path
    wait: int


def feed(
    target: Target, window: tuple[date, date] | None, trending: bool
) -> tuple[Outcome, Report]:
    """Fetch the lists of the days of ``window``, or what is ``trending``, or what is recent.

    Raises WishError for days before there was a feed.
    """
    if window and window[0] < daily_papers.FIRST_DAY:
        begins = f"{daily_papers.NAME} begins on {daily_papers.FIRST_DAY}"
        if window[1] < daily_papers.FIRST_DAY:
            raise WishError(f"{begins}: ask for later days.")
        terminal.note(f"{begins}: nothing is fetched for the days before.")
    with (
        _writing(target, "lists") as desk,
        _asking(daily_papers.NAME, daily_papers.MANNERS) as (runner, web),
    ):
        if window:
            wanted = days(max(window[0], daily_papers.FIRST_DAY), window[1])
        elif trending:
            wanted = [TRENDING]
        else:
            wanted = recent(listings.known(desk.corpus), _now().date())
        api = daily_papers.DailyPapers(web, target.settings.feed.api)
        work = FeedSync(
            desk.corpus,
            lambda listing: runner.run(api.fetch(listing)),
            _now,
            terminal.note,
            desk.step,
        )
        return work.outcome, desk.take_in(work.records(wanted))


def arxiv(
    target: Target, ids: tuple[str, ...], query: str, most: int
) -> tuple[Report, tuple[str, ...]]:
    """Fetch the papers of ``ids`` or, without any, the newest for ``query``.

    Also gives the ids that arXiv does not know.
    """
    found: set[str] = set()

    def records() -> Iterator[Paper | Reject]:
        async def next_page() -> str | None:
            return await anext(pages, None)

        while (text := runner.run(next_page())) is not None:
            for record in read_atom(text, "arXiv's answer"):
                if isinstance(record, Paper):
                    found.add(record.paper_id)
                yield record

    with (
        _writing(target, "papers") as desk,
        _asking(arxiv_fetch.NAME, arxiv_fetch.MANNERS) as (runner, web),
    ):
        api = arxiv_fetch.ArxivApi(web, target.settings.arxiv.api)
        pages = api.of_ids(ids) if ids else api.found(query, most)
        report = desk.take_in(records())
    return report, tuple(wanted for wanted in ids if wanted not in found)


@dataclass(frozen=True, slots=True)
class _Desk:
    corpus: CorpusWriter
    embedder: Embedder
    index_dir: Path
    step: Callable[[Progress], None]

    def take_in(self, records: Iterable[Paper | Reject | Milestone]) -> Report:
        return ingest(records, self.corpus, self.embedder, self.index_dir, self.step)


@contextmanager
def _writing(target: Target, first: Stage) -> Iterator[_Desk]:
    try:
        with open_writer(target.index_dir, patience=target.wait) as corpus:
            embedder = open_embedder(target.settings.embeddings)
            with progress.shown(None, first) as step:
                yield _Desk(corpus, embedder, target.index_dir, step)
    except KeyboardInterrupt as stop:
        raise click.Abort(
            "Stopped. What was fetched is stored; run the same command again to go on."
        ) from stop


@contextmanager
def _asking(name: str, manners: Manners) -> Iterator[tuple[asyncio.Runner, Web]]:
    with asyncio.Runner() as runner:
        opened = open_web(name, manners, terminal.note)
        web = runner.run(opened.__aenter__())
        try:
            yield runner, web
        finally:
            runner.run(opened.__aexit__(None, None, None))


def _now() -> datetime:
    return datetime.now(UTC)
