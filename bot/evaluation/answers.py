"""Measure the answers: ask a development set and score what comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.bootstrap import Services
from bot.evaluation.asking import Examiner, require_papers
from bot.evaluation.dev_set import GoldQuestion
from bot.evaluation.outcomes import Outcome
from vectorstore.corpus.reader import Corpus


@dataclass(frozen=True, slots=True)
class Examination:
    """What came back for the questions, and for those asked again with their paper hidden."""

    papers: int
    outcomes: tuple[Outcome, ...]
    removed: tuple[Outcome, ...] = ()


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

    ``removed`` asks again with the answering paper hidden. Raises EvaluationError when ``corpus``
    lacks papers that the questions are about, FootnoteError and VectorstoreError.
    """
    require_papers(questions, corpus)
    examiner = Examiner(services.answers, services.library, corpus)
    outcomes = []
    for question in questions * trials:
        outcomes += await examiner.ask(question)
        asked()
    hidden = [await examiner.ask_removed(q) for q in questions if removed and q.single]
    return Examination(corpus.count(), tuple(outcomes), tuple(hidden))
