"""``footnote eval``: parse, measure, print."""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli import context, terminal

if TYPE_CHECKING:
    from bot.evaluation.answers import Examination
    from bot.evaluation.benchmark import Benchmark
    from bot.evaluation.retrieval import RetrievalScores
    from bot.evaluation.support import SupportScores
    from config.settings import Settings

GOLD = Path("../shared/gold")


@click.command("eval")
@click.option(
    "--gold",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=GOLD,
    show_default=True,
    help="The folder of the development set.",
)
@click.option("--removed", is_flag=True, help="Ask again with the paper that answers hidden.")
@click.option(
    "--retrieval",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Measure retrieval on this folder of papers, queries and qrels instead.",
)
@click.option(
    "--corpus",
    metavar="FILE",
    type=click.Path(path_type=Path),
    multiple=True,
    help="With --retrieval: more papers to search among.",
)
@click.option(
    "--support",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Measure the check of meaning on SciFact's folder instead.",
)
@click.option(
    "--answerer",
    type=click.Choice(["extractive", "generative"]),
    default="extractive",
    show_default=True,
    help="Who answers: the papers' own sentences, or the chat model of the settings.",
)
@click.option(
    "--trials",
    type=click.IntRange(1, 20),
    default=1,
    show_default=True,
    help="How often each question is asked.",
)
@click.option(
    "--details",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what became of each question, a line of JSON each.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@context.index_option
@click.pass_obj
def evaluate(
    index: str | None,
    gold: Path,
    removed: bool,
    retrieval: Path | None,
    corpus: tuple[Path, ...],
    support: Path | None,
    answerer: str,
    trials: int,
    details: Path | None,
    as_json: bool,
) -> int:
    """Measure the answers on a development set, or retrieval on a benchmark.

    Without --index, the answers come from a fresh index of the sample papers, and a benchmark's
    index is kept beside the index of the settings.
    """
    settings, _ = context.load(index)
    if retrieval is None and corpus:
        raise click.UsageError("--corpus goes with --retrieval.")
    if answerer == "generative" and settings.model.name is None:
        raise click.UsageError(
            "No chat model is configured: set FOOTNOTE_MODEL, such as openai:gpt-4o-mini."
        )
    from bot.evaluation import benchmark, report
    from bot.evaluation.scores import score

    chosen = Path(index).expanduser() if index else None
    rows: list[dict[str, Any]] = []
    if support is not None:
        judged = _support(support)
        text, value = report.support_report(judged), judged.as_json()
    elif retrieval is None:
        settings = settings if answerer == "generative" else _without_model(settings)
        examined = _examine(settings, gold, chosen, removed, trials)
        scores, rows = score(examined), report.details(examined)
        text, value = report.answers_report(scores), scores.as_json()
    else:
        found, rows = _search(settings, benchmark.load(retrieval, corpus), chosen)
        text, value = report.retrieval_report(found), found.as_json()
    if details:
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
        details.write_text("".join(lines), encoding="utf-8")
    if as_json:
        terminal.out_json(value)
    else:
        terminal.out(text)
    return 0


def _without_model(settings: Settings) -> Settings:
    from config.settings import ModelSettings

    return settings.model_copy(update={"model": ModelSettings()})


def _support(folder: Path) -> SupportScores:
    from bot.answering.support import Support
    from bot.evaluation import support
    from vectorstore.lexicon import Lexicon

    return support.evaluate_support(Support(Lexicon()), support.load(folder))


def _examine(
    settings: Settings, gold: Path, chosen: Path | None, removed: bool, trials: int
) -> Examination:
    from bot.cli import sample
    from bot.cli.session import session
    from bot.evaluation import dev_set
    from bot.evaluation.answers import examine
    from vectorstore.corpus.reader import Corpus

    questions = dev_set.load(gold)
    with ExitStack() as stack:
        folder = chosen or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sample.ensure(settings, folder)
        opened = stack.enter_context(session(settings, folder, metered=False))
        papers = stack.enter_context(Corpus.open(folder))
        asked = stack.enter_context(_asking(len(questions) * trials))
        return opened.run(
            examine(opened.services, papers, questions, asked, removed=removed, trials=trials)
        )


def _search(
    settings: Settings, benchmark: Benchmark, chosen: Path | None
) -> tuple[RetrievalScores, list[dict[str, Any]]]:
    from bot.bootstrap import open_embedder
    from bot.cli import progress
    from bot.evaluation.retrieval import evaluate_retrieval
    from vectorstore.corpus.reader import Corpus
    from vectorstore.corpus.writer import open_writer
    from vectorstore.index.identity import Identity
    from vectorstore.index.reader import IndexReader
    from vectorstore.ingest import ingest
    from vectorstore.sources.reader import read

    folder = chosen or settings.index.dir.parent / "eval" / _cache_name(benchmark)
    embedder = open_embedder(settings.embeddings)
    with open_writer(folder) as writer, progress.shown(None) as step:
        records = (record for path in benchmark.corpus for record in read(path))
        taken = ingest(records, writer, embedder, folder, step)
    if taken.rejects_file:
        terminal.note(f"{taken.rejected} records were rejected: see {taken.rejects_file}.")
    with (
        Corpus.open(folder) as papers,
        closing(IndexReader(folder, papers, Identity.of(embedder))) as index,
        _asking(len(benchmark.judgements)) as asked,
    ):
        return evaluate_retrieval(benchmark, papers, index, embedder, asked)


def _cache_name(benchmark: Benchmark) -> str:
    """Another name when other papers are searched."""
    files = "\n".join(f"{path.resolve()} {path.stat().st_size}" for path in benchmark.corpus)
    return f"{benchmark.name}-{hashlib.sha256(files.encode()).hexdigest()[:8]}"


@contextmanager
def _asking(length: int) -> Iterator[Callable[[], None]]:
    """A bar on standard error; call what it gives after each question."""
    with click.progressbar(length=length, label="Asking", show_pos=True, file=sys.stderr) as bar:
        yield lambda: bar.update(1)
