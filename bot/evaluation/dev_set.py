"""The development set: questions over the sample papers, with what a right answer holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.evaluation.errors import EvaluationError

FILE = "dev.jsonl"


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """One question with what is known about its answer.

    ``gold_titles`` are the papers that answer it (none: nothing here does), ``acceptable_titles``
    others that may be cited. ``key_facts`` are in the syntax of ``facts.has_fact``, ``evidence``
    are verbatim parts of abstracts. A follow-up has its ``turns``, of which it is the last, and the
    same question in words that need no conversation.
    """

    id: str
    type: str
    text: str
    gold_titles: tuple[str, ...] = ()
    acceptable_titles: tuple[str, ...] = ()
    key_facts: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    must_not_contain: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()
    standalone: str | None = None

    @property
    def answerable(self) -> bool:
        return bool(self.gold_titles)

    @property
    def single(self) -> bool:
        """Whether one paper alone answers it."""
        return len(self.gold_titles) == 1 and not self.acceptable_titles

    @property
    def alone(self) -> str:
        """The question in words that need no conversation."""
        return self.standalone or self.text


def load(folder: Path) -> tuple[GoldQuestion, ...]:
    """The questions of ``folder``. Raises EvaluationError."""
    path = folder / FILE
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(
            f"There is no development set to read in {folder} (it needs the file {FILE}): give its "
            "folder with --gold DIR."
        ) from error
    questions = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            questions.append(_question(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise EvaluationError(
                f"{path}, line {number}, is not a question with id, type, question and gold_titles "
                f"({error}): mend the line or fetch the file again."
            ) from error
    if not questions:
        raise EvaluationError(f"{path} is empty: give another folder with --gold DIR.")
    return tuple(questions)


def _question(row: Mapping[str, Any]) -> GoldQuestion:
    return GoldQuestion(
        id=str(row["id"]),
        type=str(row["type"]),
        text=str(row["question"]),
        gold_titles=tuple(row["gold_titles"]),
        acceptable_titles=tuple(row.get("acceptable_titles") or ()),
        key_facts=tuple(row.get("key_facts") or ()),
        evidence=tuple(row.get("evidence") or ()),
        must_not_contain=tuple(row.get("must_not_contain") or ()),
        turns=tuple(row.get("turns") or ()),
        standalone=row.get("standalone"),
    )
