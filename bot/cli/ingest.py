"""``footnote ingest`` and ``footnote reindex``: papers in, and the index made anew."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli import context, terminal

if TYPE_CHECKING:
    from vectorstore.ingest import Report
    from vectorstore.models import Paper
    from vectorstore.sources.checks import Reject

STDIN = "-"


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@context.wait_option
@context.index_option
@click.pass_obj
def ingest(index: str | None, paths: tuple[str, ...], wait: int) -> int:
    """Add papers from files or folders, or from standard input (-).

    A saved Daily Papers page, answers of the feed's API, JSON, JSONL, CSV, BibTeX or arXiv Atom;
    .gz too. Running it again adds nothing twice.
    """
    settings, index_dir = context.load(index)
    from bot.bootstrap import open_embedder
    from bot.cli import progress
    from vectorstore.corpus.writer import open_writer
    from vectorstore.ingest import ingest as take_in

    troubles: list[str] = []
    total = _count(paths, troubles)
    if total == 0 and troubles:
        return terminal.problem("\n".join(troubles))
    troubles.clear()
    try:
        with open_writer(index_dir, patience=wait) as corpus:
            embedder = open_embedder(settings.embeddings)
            with progress.shown(total) as step:
                report = take_in(_records(paths, troubles), corpus, embedder, index_dir, step)
    except KeyboardInterrupt as stop:
        raise click.Abort(
            "Stopped. What was read is stored; run the same command again to go on."
        ) from stop
    terminal.out(table(rows(report)))
    if report.rejects_file:
        terminal.note(f"The rejected records and the reasons are in {report.rejects_file}.")
    return terminal.problem("\n".join(troubles)) if troubles else 0


@click.command()
@context.index_option
@click.pass_obj
def reindex(index: str | None) -> int:
    """Build the search index anew from the stored papers, for the embedding model of the settings.

    Embeds only what that model has not embedded yet.
    """
    settings, index_dir = context.load(index)
    from bot.bootstrap import open_embedder
    from bot.cli import progress
    from vectorstore.corpus.reader import Corpus
    from vectorstore.corpus.writer import open_writer
    from vectorstore.ingest import reindex as rebuild

    # A writer would create what is not there.
    Corpus.open(index_dir).close()
    with open_writer(index_dir) as corpus:
        embedder = open_embedder(settings.embeddings)
        with progress.shown(None) as step:
            rebuild(corpus, embedder, index_dir, step)
        terminal.note(f"The search index holds {corpus.count():,} papers.")
    return 0


def _count(paths: Sequence[str], troubles: list[str]) -> int | None:
    """How many records there are: reading is quick beside embedding. None with standard input."""
    if STDIN in paths:
        return None
    return sum(1 for _ in _records(paths, troubles))


def _records(paths: Sequence[str], troubles: list[str]) -> Iterator[Paper | Reject]:
    """The records of every path; what cannot be read goes to ``troubles``, the rest goes on."""
    from vectorstore.errors import SourceError
    from vectorstore.sources.reader import read

    for path in paths:
        try:
            if path == STDIN:
                yield from read(None, sys.stdin.buffer)
            else:
                yield from read(Path(path))
        except SourceError as error:
            troubles.append(str(error))


def rows(report: Report) -> dict[str, str]:
    """What became of the papers, by name."""
    return {
        "added": f"{report.added}",
        "updated": f"{report.updated}",
        "unchanged": f"{report.unchanged}",
        "rejected": f"{report.rejected}",
        "seconds": f"{report.seconds:.1f}",
    }


def table(values: dict[str, str]) -> str:
    names, width = max(10, *map(len, values)), max(map(len, values.values()))
    return "\n".join(f"{name:<{names}} {value:>{width}}" for name, value in values.items())
