"""An answer as it was shown, to JSON values and back: nothing is looked up again later."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from bot.core.models import (
    Abstention,
    Answer,
    Cell,
    Citation,
    Counted,
    DraftStatement,
    Evidence,
    Form,
    Nearest,
    Notice,
    Refusal,
    Statement,
    Table,
    Timings,
    Trace,
    Usage,
    Written,
)

_MENTION = re.compile(r"<@!?\d+>")


def without_mentions(text: str) -> str:
    """The text without the ids of the people it mentions: they did not ask to be kept."""
    return _MENTION.sub("@user", text)


def impersonal(result: Answer | Abstention) -> Answer | Abstention:
    return replace(
        result,
        question=without_mentions(result.question),
        standalone=without_mentions(result.standalone),
    )


def without_context(result: Answer | Abstention) -> Answer | Abstention:
    """The result without what it may repeat of earlier questions by somebody else."""
    return replace(
        result,
        standalone=result.question,
        trace=None,
        nearest=tuple(replace(paper, reason="") for paper in result.nearest),
    )


def dump(result: Answer | Abstention) -> dict[str, Any]:
    kind = "answer" if isinstance(result, Answer) else "abstention"
    values = {"kind": kind, **asdict(result)}
    if counted := values.get("counted"):
        for end in ("since", "until"):
            counted[end] = counted[end] and counted[end].isoformat()
    return values


def load(values: dict[str, Any]) -> Answer | Abstention:
    """The inverse of ``dump``."""
    common: dict[str, Any] = {
        "id": values["id"],
        "question": values["question"],
        "standalone": values["standalone"],
        "nearest": tuple(Nearest(**paper) for paper in values["nearest"]),
        "answerer": values["answerer"],
        "timings": Timings(**values["timings"]),
    }
    if values.get("notice"):
        common["notice"] = Notice(values["notice"])
    if values.get("trace"):
        common["trace"] = _trace(values["trace"])
    if values["kind"] == "abstention":
        return Abstention(**common)
    return Answer(
        **common,
        statements=tuple(
            Statement(statement["text"], tuple(statement["citations"]))
            for statement in values["statements"]
        ),
        citations=tuple(Citation(**citation) for citation in values["citations"]),
        form=Form(values.get("form", Form.PLAIN)),
        counted=_counted(values.get("counted")),
        table=_table(values.get("table")),
    )


def _counted(values: dict[str, Any] | None) -> Counted | None:
    if values is None:
        return None
    days = {end: values[end] and date.fromisoformat(values[end]) for end in ("since", "until")}
    return Counted(values["text"], values["total"], **days)


def _table(values: dict[str, Any] | None) -> Table | None:
    if values is None:
        return None
    cells = (
        Cell(cell["paper_id"], cell["aspect"], tuple(cell["statements"]))
        for cell in values["cells"]
    )
    return Table(tuple(values["paper_ids"]), tuple(values["aspects"]), tuple(cells))


def _trace(values: dict[str, Any]) -> Trace:
    return Trace(
        Form(values["form"]),
        values["rewritten_by"],
        tuple(
            Written(call["raw"], call["model"], Usage(**call["usage"])) for call in values["calls"]
        ),
        tuple(Refusal(_drafted(one["statement"]), one["reason"]) for one in values["refused"]),
        Usage(**values["usage"]),
        values["failure"],
    )


def _drafted(values: dict[str, Any]) -> DraftStatement:
    evidence = tuple(Evidence(**one) for one in values["evidence"])
    return DraftStatement(values["text"], evidence, values["aspect"])
