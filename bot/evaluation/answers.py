"""Measure the answers: ask a development set and score what comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from bot.bootstrap import Services
from bot.evaluation.asking import Examiner, require_papers
from bot.evaluation.dev_set import GoldQuestion
from bot.evaluation.outcomes import Outcome
from vectorstore.corpus.reader import Corpus


@dataclass(frozen=True, slots=True)
class Examination:
    """What came back for the questions, and for those asked again with their paper hidden.

    ``stopped`` says after how many of how many questions somebody had enough.
    """

    papers: int
    outcomes: tuple[Outcome, ...]
    removed: tuple[Outcome, ...] = ()
    stopped: tuple[int, int] | None = None


async def examine(
    services: Services,
    corpus: Corpus,
    questions: tuple[GoldQuestion, ...],
    asked: Callable[[], None],
    *,
    removed: bool = False,
    trials: int = 1,
) -> Examination:
    """Ask every question ``trials`` times; ``asked`` is called after each.

    ``removed`` asks again with the answering paper hidden. Cancelled after the first question, it
    returns what there is: a slow model may be stopped. Raises EvaluationError when ``corpus``
    lacks papers that the questions are about, FootnoteError and VectorstoreError.
    """
    require_papers(questions, corpus)
    examiner = Examiner(services.answers, services.library, corpus)
    every = questions * trials
    outcomes: list[Outcome] = []
    hidden: list[Outcome] = []
    done = 0
    try:
        for question in every:
            outcomes += await examiner.ask(question)
            done += 1
            asked()
        for question in questions:
            if removed and question.single:
                hidden += [await examiner.ask_removed(question)]
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if not done or task is None:
            raise
        task.uncancel()
    stopped = (done, len(every)) if done < len(every) else None
    return Examination(corpus.count(), tuple(outcomes), tuple(hidden), stopped)
