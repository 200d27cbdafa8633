"""Numbers → Markdown tables that also read well in a terminal, and details a line a question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.evaluation.answers import Examination
from bot.evaluation.outcomes import Outcome
from bot.evaluation.retrieval import RetrievalScores
from bot.evaluation.scores import Row, Score, Scores
from bot.evaluation.support import SupportScores

# What the project set out to reach: the name of a score, and its bound.
TARGETS = {
    "hit@5": "≥ 0.97",
    "all key facts, factoid": "≥ 0.80",
    "multi: gold papers cited, recall": "≥ 0.75",
    "abstention recall": "≥ 0.85",
    "false abstentions": "≤ 0.07",
    "verbatim quotes": "1.00",
}


def answers_report(scores: Scores) -> str:
    """The report of a development set."""
    head = f"{scores.papers:,} papers"
    if scores.stopped:
        head += "; stopped after {} of {} questions".format(*scores.stopped)
    parts = [
        head,
        table(
            ("measure", "value", "n", "target"),
            [
                (name, _value(score), str(score.n), TARGETS.get(name, ""))
                for name, score in scores.scores.items()
            ],
        ),
        table(
            (
                "questions",
                "n",
                "answered",
                "hit@1",
                "hit@5",
                "MRR@10",
                "all key facts",
                "evidence quoted",
                "gold papers cited",
                "cited rightly",
                "statements",
            ),
            [_row(row) for row in scores.rows],
        ),
    ]
    if scores.removed:
        removed = [(name, _value(s), str(s.n)) for name, s in scores.removed.items()]
        parts.append("Asked again with the paper that answers taken out:")
        parts.append(table(("measure", "value", "n"), removed))
    return "\n\n".join(parts)


def retrieval_report(scores: RetrievalScores) -> str:
    """The report of a retrieval benchmark."""
    metrics = list(next(iter(scores.rankings.values())))
    head = f"{scores.benchmark}: {scores.papers:,} papers, {scores.queries:,} queries"
    if scores.missing:
        head += (
            f"; {scores.missing:,} of the {scores.judged:,} judged papers are not among them and "
            "count as not found"
        )
    rows = [
        (name, *(f"{values[metric]:.4f}" for metric in metrics))
        for name, values in scores.rankings.items()
    ]
    return f"{head}\n\n{table(('ranking', *metrics), rows)}"


def support_report(scores: SupportScores) -> str:
    """The report of the check of meaning."""
    rows = [
        (label, str(pairs), f"{scores.doubted[label] / max(1, pairs):.3f}")
        for label, pairs in scores.pairs.items()
    ]
    return (
        f"{table(('claims', 'n', 'doubted'), rows)}\n\n"
        f"doubted and not supported: precision {scores.precision:.3f}, recall {scores.recall:.3f}"
    )


def details(examination: Examination) -> list[dict[str, Any]]:
    """All that is needed to see why each question went well or badly."""
    return [
        *(_detail(outcome, removed=False) for outcome in examination.outcomes),
        *(_detail(outcome, removed=True) for outcome in examination.removed),
    ]


def _detail(outcome: Outcome, *, removed: bool) -> dict[str, Any]:
    question = outcome.question
    return {
        "id": question.id,
        "kind": outcome.kind,
        "removed": removed,
        "question": question.text,
        "turns": list(question.turns),
        "standalone": question.standalone,
        "answered": outcome.answered,
        "right": outcome.answered == (question.answerable and not removed),
        "facts": outcome.facts,
        "gold_rank": outcome.gold_rank,
        "gold": list(question.gold_titles),
        "acceptable": list(question.acceptable_titles),
        "evidence": list(question.evidence),
        "evidence_quoted": outcome.evidence_quoted,
        "cited": list(outcome.cited),
        "quotes": list(outcome.quotes),
        "ranked": list(outcome.ranked),
        "forbidden": list(outcome.forbidden),
        "text": outcome.text,
    }


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the first column is text, the others are numbers."""
    # A rule of one character is no table to Markdown.
    widths = [max(2, *map(len, column)) for column in zip(head, *rows, strict=True)]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join(_line(cells, widths) for cells in (head, rule, *rows))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first = cells[0].ljust(widths[0])
    others = [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True)]
    return f"| {' | '.join([first, *others])} |"


def _row(row: Row) -> tuple[str, ...]:
    scores = (
        row.answered,
        row.hit_1,
        row.hit_5,
        row.mrr,
        row.key_facts,
        row.evidence,
        row.gold_cited,
        row.rightly_cited,
        row.statements,
    )
    return (row.kind, str(row.n), *map(_value, scores))


def _value(score: Score) -> str:
    if score.value is None:
        return ""
    # A question may cost a small part of a cent.
    return f"{score.value:.2g}" if 0 < score.value < 0.001 else f"{score.value:.3f}"
