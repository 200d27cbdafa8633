"""A folder with papers, queries and judgements, as retrieval benchmarks come."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bot.evaluation.errors import EvaluationError

T = TypeVar("T")

_PAPERS = frozenset({"corpus", "docs"})


@dataclass(frozen=True, slots=True)
class Benchmark:
    """``corpus`` are files of papers; ``judgements`` give the grade of each judged paper id, for
    every query that has a relevant one."""

    name: str
    corpus: tuple[Path, ...]
    queries: Mapping[str, str]
    judgements: Mapping[str, Mapping[str, int]]


def load(folder: Path, more_papers: Sequence[Path] = ()) -> Benchmark:
    """The benchmark of ``folder``, with the papers of ``more_papers`` besides its own.

    Its files are JSONL: papers in those with "corpus" or "docs" in their name (also .gz), queries
    (query_id, text) in "queries", judgements (query_id, doc_id, relevance) in "qrels". Raises
    EvaluationError.
    """
    try:
        files = sorted(path for path in folder.iterdir() if ".jsonl" in path.suffixes)
    except OSError as error:
        raise EvaluationError(
            f"{folder} is no folder to read a benchmark from ({error.strerror}): give one with "
            "papers, queries and qrels."
        ) from error
    parts = {path: frozenset(re.split(r"[._-]", path.name)) for path in files}
    papers = (*(path for path, words in parts.items() if words & _PAPERS), *more_papers)
    if not papers:
        raise EvaluationError(
            f"{folder} has no file of papers (such as corpus.jsonl): name one with --corpus FILE."
        )
    queries = dict(_rows(_one(folder, parts, "queries"), _query))
    judgements: dict[str, dict[str, int]] = {}
    for query, paper, grade in _rows(_one(folder, parts, "qrels"), _judgement):
        if grade > 0 and query in queries:
            judgements.setdefault(query, {})[paper] = grade
    if not judgements:
        raise EvaluationError(
            f"No query of {folder} has a relevant paper in its qrels: check that the query_ids of "
            "both files are the same."
        )
    return Benchmark(folder.resolve().name, papers, queries, judgements)


def _one(folder: Path, parts: Mapping[Path, frozenset[str]], word: str) -> Path:
    found = [path for path, words in parts.items() if word in words]
    if len(found) != 1:
        raise EvaluationError(
            f"{folder} has {len(found) or 'no'} files with “{word}” in their name: it needs one, "
            f"such as {word}.jsonl."
        )
    return found[0]


def _rows(path: Path, read: Callable[[Mapping[str, Any]], T]) -> Iterator[T]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path} cannot be read ({error}): fetch it again.") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield read(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            raise EvaluationError(
                f"{path}, line {number}, is not of the expected shape ({error!r}): queries have "
                "query_id and text, qrels have query_id, doc_id and relevance."
            ) from error


def _query(row: Mapping[str, Any]) -> tuple[str, str]:
    return str(row["query_id"]), str(row["text"])


def _judgement(row: Mapping[str, Any]) -> tuple[str, str, int]:
    return str(row["query_id"]), str(row["doc_id"]), int(row.get("relevance", 1))
