"""Outcomes → numbers. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.core.models import Usage
from bot.evaluation.answers import Examination
from bot.evaluation.outcomes import Outcome

WITH_FACTS = ("factoid", "explain")
SEVERAL = "multi"
FOLLOWUP = "followup"
ADVERSARIAL = "adversarial"


@dataclass(frozen=True, slots=True)
class Score:
    """A mean over ``n`` things; ``value`` is None where there is none to measure."""

    value: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Row:
    """The numbers of one kind of question."""

    kind: str
    n: int
    answered: Score
    hit_1: Score
    hit_5: Score
    mrr: Score
    key_facts: Score
    evidence: Score
    gold_cited: Score
    rightly_cited: Score
    statements: Score


@dataclass(frozen=True, slots=True)
class Scores:
    """``scores`` by their names, ``rows`` by kind of question, ``removed`` with papers hidden."""

    papers: int
    scores: dict[str, Score]
    rows: tuple[Row, ...]
    removed: dict[str, Score] = field(default_factory=dict)
    stopped: tuple[int, int] | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def score(examination: Examination) -> Scores:
    """The means over an examination."""
    outcomes = examination.outcomes
    kinds = dict.fromkeys(outcome.kind for outcome in outcomes)
    by_kind = {kind: [o for o in outcomes if o.kind == kind] for kind in kinds}
    # A follow-up asked again in other words counts in its own row only.
    asked = [o for o in outcomes if o.kind == o.question.type]
    answerable = [o for o in asked if o.question.answerable]
    hopeless = [o for o in asked if not o.question.answerable]
    answers = [o for o in asked if o.answered]
    several = by_kind.get(SEVERAL, [])
    scores = {
        "hit@1": _mean(_hit(o, 1) for o in answerable),
        "hit@5": _mean(_hit(o, 5) for o in answerable),
        "MRR@10": _mean(_reciprocal(o) for o in answerable),
        **{
            f"all key facts, {kind}": _mean(o.complete for o in by_kind.get(kind, []))
            for kind in (*WITH_FACTS, FOLLOWUP)
        },
        "multi: gold papers cited, recall": _mean(o.gold_cited for o in several),
        "multi: gold papers cited, precision": _mean(o.rightly_cited for o in several),
        "abstention recall": _mean(not o.answered for o in hopeless),
        **{
            f"abstention recall, {kind}": _mean(not o.answered for o in some)
            for kind in kinds
            if (some := [o for o in hopeless if o.kind == kind])
        },
        "abstention precision": _mean(not o.question.answerable for o in asked if not o.answered),
        "false abstentions": _mean(not o.answered for o in answerable),
        "adversarial: nothing forbidden said": _mean(
            not o.forbidden for o in by_kind.get(ADVERSARIAL, []) if o.question.must_not_contain
        ),
        "verbatim quotes": _share(sum(o.verbatim for o in answers), _quotes(answers)),
        "citations: cited rightly, precision": _mean(o.rightly_cited for o in answerable),
        "citations: gold papers cited, recall": _mean(o.gold_cited for o in answerable),
        **_written(asked),
        "statements per answer": _mean(o.statements for o in answers),
        "sentences per answer": _mean(o.sentences for o in answers),
    }
    return Scores(
        examination.papers,
        scores,
        tuple(_row(kind, some) for kind, some in by_kind.items()),
        _removed(examination.removed),
        examination.stopped,
    )


def _written(outcomes: Sequence[Outcome]) -> dict[str, Score]:
    """What a chat model took; nothing where none was asked."""
    if not any(o.usage != Usage() or o.fell_back for o in outcomes):
        return {}
    return {
        "the model failed": _mean(o.fell_back for o in outcomes),
        "dropped statements per question": _mean(o.dropped for o in outcomes),
        "tokens read per question": _mean(o.usage.input_tokens for o in outcomes),
        "tokens written per question": _mean(o.usage.output_tokens for o in outcomes),
        "US dollars per question": _mean(o.usage.cost for o in outcomes),
    }


def _removed(outcomes: Sequence[Outcome]) -> dict[str, Score]:
    if not outcomes:
        return {}
    kinds = dict.fromkeys(outcome.kind for outcome in outcomes)
    return {
        "abstention recall": _mean(not o.answered for o in outcomes),
        **{
            f"abstention recall, {kind}": _mean(not o.answered for o in outcomes if o.kind == kind)
            for kind in kinds
        },
    }


def _row(kind: str, outcomes: Sequence[Outcome]) -> Row:
    answerable = [o for o in outcomes if o.question.answerable]
    return Row(
        kind=kind,
        n=len(outcomes),
        answered=_mean(o.answered for o in outcomes),
        hit_1=_mean(_hit(o, 1) for o in answerable),
        hit_5=_mean(_hit(o, 5) for o in answerable),
        mrr=_mean(_reciprocal(o) for o in answerable),
        key_facts=_mean(o.complete for o in outcomes if o.question.key_facts),
        evidence=_mean(o.evidence_quoted for o in answerable),
        gold_cited=_mean(o.gold_cited for o in answerable),
        rightly_cited=_mean(o.rightly_cited for o in answerable),
        statements=_mean(o.statements for o in outcomes if o.answered),
    )


def _hit(outcome: Outcome, k: int) -> bool:
    return outcome.gold_rank is not None and outcome.gold_rank <= k


def _reciprocal(outcome: Outcome) -> float:
    return 1 / outcome.gold_rank if outcome.gold_rank else 0.0


def _quotes(outcomes: Sequence[Outcome]) -> int:
    return sum(len(outcome.quotes) for outcome in outcomes)


def _share(part: int, whole: int) -> Score:
    return Score(part / whole if whole else None, whole)


def _mean(values: Iterable[float | None]) -> Score:
    known = [value for value in values if value is not None]
    return Score(sum(known) / len(known) if known else None, len(known))
