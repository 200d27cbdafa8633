"""Reading development sets and benchmarks, whole and broken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.evaluation import benchmark, dev_set
from bot.evaluation.errors import EvaluationError

SHARED = Path(__file__).parents[4] / "shared"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the shared data is not here")


def lines(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_a_question_needs_little(tmp_path: Path) -> None:
    row = {"id": 1, "type": "find", "question": "any?", "gold_titles": []}
    (tmp_path / "dev.jsonl").write_text(lines(row) + "\n")
    (found,) = dev_set.load(tmp_path)
    assert (found.id, found.alone, found.answerable, found.single) == ("1", "any?", False, False)


@pytest.mark.parametrize("text", ["{", "[]", '{"id": "1"}', "7"])
def test_a_bad_line_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "dev.jsonl").write_text(text)
    with pytest.raises(EvaluationError, match="line 1, is not a question"):
        dev_set.load(tmp_path)


def test_a_missing_or_empty_set_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="--gold DIR"):
        dev_set.load(tmp_path)
    (tmp_path / "dev.jsonl").write_text("\n")
    with pytest.raises(EvaluationError, match="--gold DIR"):
        dev_set.load(tmp_path)
    (tmp_path / "dev.jsonl").write_bytes(b"\xff\xfe\0")
    with pytest.raises(EvaluationError, match="--gold DIR"):
        dev_set.load(tmp_path)


@needs_shared
def test_the_development_set() -> None:
    found = dev_set.load(SHARED / "gold")
    assert len(found) == 72
    assert sum(question.answerable for question in found) == 57
    assert all(question.standalone for question in found if question.turns)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.corpus.jsonl").write_text(lines({"doc_id": "d1", "title": "T"}))
    (tmp_path / "small.queries.jsonl").write_text(
        lines({"query_id": "1", "text": "a"}, {"query_id": "2", "text": "b"})
    )
    (tmp_path / "small.qrels.jsonl").write_text(
        lines(
            {"query_id": "1", "doc_id": "d1"},
            {"query_id": "1", "doc_id": "d2", "relevance": 0},
            {"query_id": "9", "doc_id": "d1", "relevance": 1},
        )
    )
    return tmp_path


def test_only_judged_queries_are_asked(folder: Path) -> None:
    found = benchmark.load(folder, [Path("more.jsonl")])
    assert found.judgements == {"1": {"d1": 1}}
    assert found.corpus == (folder / "small.corpus.jsonl", Path("more.jsonl"))


@pytest.mark.parametrize("part", ["corpus", "queries", "qrels"])
def test_a_missing_part_is_named(folder: Path, part: str) -> None:
    (folder / f"small.{part}.jsonl").unlink()
    with pytest.raises(EvaluationError, match=part):
        benchmark.load(folder)


@pytest.mark.parametrize("text", ["{", '{"query_id": "1"}', "[1]", '{"query_id": 1, "doc_id": {}'])
def test_a_bad_line_of_judgements_is_named(folder: Path, text: str) -> None:
    (folder / "small.qrels.jsonl").write_text(text)
    with pytest.raises(EvaluationError, match="line 1, is not of the expected shape"):
        benchmark.load(folder)


def test_judgements_of_other_queries_are_refused(folder: Path) -> None:
    (folder / "small.qrels.jsonl").write_text(lines({"query_id": "x", "doc_id": "d1"}))
    with pytest.raises(EvaluationError, match="query_ids"):
        benchmark.load(folder)


def test_a_folder_that_is_none(folder: Path) -> None:
    with pytest.raises(EvaluationError, match="no folder"):
        benchmark.load(folder / "nowhere")
    with pytest.raises(EvaluationError, match="no folder"):
        benchmark.load(folder / "small.qrels.jsonl")


@needs_shared
@pytest.mark.parametrize(("name", "queries"), [("scifact", 809), ("potw", 191), ("scholarqa", 13)])
def test_the_shared_benchmarks(name: str, queries: int) -> None:
    found = benchmark.load(SHARED / "bench" / name)
    assert len(found.judgements) == queries
    assert len(found.corpus) == 1
