"""Measure the answers: the development set, asked over the sample papers or a given index."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

from bot.bootstrap import open_embedder, open_services
from bot.evaluation import dev_set
from bot.evaluation.asking import Examiner, require_papers
from bot.evaluation.outcomes import Outcome
from bot.evaluation.report import detail
from bot.evaluation.scores import Scores, score
from config.settings import Settings
from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.writer import open_writer
from vectorstore.errors import CorpusError
from vectorstore.ingest import Progress, ingest
from vectorstore.sources.reader import read
from vectorstore.sources.saved_page import sample_page

# Called with how many questions were asked, and how many there are.
Asked = Callable[[int, int], None]


def evaluate(
    settings: Settings,
    gold: Path,
    index_dir: Path | None,
    asked: Asked,
    *,
    removed: bool = False,
    details: Path | None = None,
) -> Scores:
    """Ask every question of ``gold`` over ``index_dir``, or (None) over the sample papers.

    An ``index_dir`` without papers gets the sample. ``removed`` asks again with the answering
    paper hidden; ``details`` is written, a line a question. Raises EvaluationError, FootnoteError
    and VectorstoreError.
    """
    questions = dev_set.load(gold)
    with ExitStack() as stack:
        folder = index_dir or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="footnote-eval-"))
        )
        _fill(settings, folder)
        corpus = stack.enter_context(Corpus.open(folder))
        require_papers(questions, corpus)
        outcomes, hidden = asyncio.run(
            _ask(settings, folder, corpus, questions, asked, removed=removed)
        )
        if details:
            rows = [
                *(detail(outcome) for outcome in outcomes),
                *(detail(outcome, removed=True) for outcome in hidden),
            ]
            details.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return score(corpus.count(), outcomes, hidden)


def _fill(settings: Settings, folder: Path) -> None:
    """Put the sample papers into ``folder`` unless it has papers."""
    with suppress(CorpusError), Corpus.open(folder) as found:
        if found.count():
            return
    embedder = open_embedder(settings.embeddings)
    with open_writer(folder) as corpus:
        ingest(read(sample_page()), corpus, embedder, folder, _quietly)


async def _ask(
    settings: Settings,
    folder: Path,
    corpus: Corpus,
    questions: tuple[dev_set.GoldQuestion, ...],
    asked: Asked,
    *,
    removed: bool,
) -> tuple[list[Outcome], list[Outcome]]:
    outcomes: list[Outcome] = []
    hidden: list[Outcome] = []
    async with open_services(settings, folder) as services:
        examiner = Examiner(services.answers, services.library, corpus)
        async for outcome in examiner.examine(questions):
            outcomes.append(outcome)
            asked(len(outcomes), len(questions))
        if removed:
            async for outcome in examiner.examine_removed(questions):
                hidden.append(outcome)
    return outcomes, hidden


def _quietly(_: Progress) -> None:
    pass
