"""``footnote eval`` over real indexes: a development set and a benchmark of our own."""

from __future__ import annotations

import asyncio
import json
import signal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import bootstrap
from bot.cli.evaluate import evaluate
from bot.core.errors import FootnoteError
from bot.evaluation.asking import Examiner
from bot.evaluation.dev_set import GoldQuestion
from bot.evaluation.errors import EvaluationError
from bot.evaluation.outcomes import Outcome
from tests.fakes import HashEmbedder
from vectorstore.corpus.writer import open_writer
from vectorstore.ingest import ingest
from vectorstore.models import Paper

TOPICS = ("retrieval heads", "spiking networks", "talking faces", "brain signals")
TITLES = [f"On {topic}" for topic in TOPICS]
PAPERS = [
    Paper(
        paper_id=f"p{n}",
        title=TITLES[n],
        abstract=f"We study {topic} in depth. Our method for {topic} gains {n + 70}% over it.",
        source="test",
    )
    for n, topic in enumerate(TOPICS)
]


@pytest.fixture(autouse=True)
def _without_a_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bootstrap, "open_embedder", lambda _: HashEmbedder())
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    folder = tmp_path / "index"
    with open_writer(folder) as corpus:
        ingest(PAPERS, corpus, HashEmbedder(), folder, lambda _: None)
    return folder


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    rows = [
        {
            "id": f"f{n}",
            "type": "factoid",
            "question": f"how much does the method for {topic} gain?",
            "gold_titles": [TITLES[n]],
            "key_facts": [f"{n + 70}%"],
        }
        for n, topic in enumerate(TOPICS)
    ]
    rows.append(
        {
            "id": "c0",
            "type": "followup",
            "question": "how much does it gain?",
            "turns": ["who studies retrieval heads?", "how much does it gain?"],
            "standalone": "how much does the method for retrieval heads gain?",
            "gold_titles": [TITLES[0]],
            "key_facts": ["70%"],
        }
    )
    rows.append({"id": "r0", "type": "unanswerable_far", "question": "tax?", "gold_titles": []})
    folder = tmp_path / "gold"
    folder.mkdir()
    write(folder / "dev.jsonl", rows)
    return folder


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    folder = tmp_path / "bench"
    folder.mkdir()
    papers = [
        {"doc_id": paper.paper_id, "title": paper.title, "abstract": paper.abstract}
        for paper in PAPERS
    ]
    # One paper under two ids: either is the right answer's name.
    papers.append({**papers[0], "doc_id": "again"})
    write(folder / "corpus.jsonl", papers)
    write(
        folder / "queries.jsonl",
        [{"query_id": str(n), "text": topic} for n, topic in enumerate(TOPICS)],
    )
    judged = [{"query_id": str(n), "doc_id": f"p{n}", "relevance": 1} for n in range(4)]
    judged.append({"query_id": "0", "doc_id": "again", "relevance": 1})
    judged.append({"query_id": "3", "doc_id": "elsewhere", "relevance": 1})
    write(folder / "qrels.jsonl", judged)
    return folder


def write(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def run(*arguments: object) -> Result:
    given = list(map(str, arguments))
    return CliRunner().invoke(evaluate, given, catch_exceptions=False)


def test_answers_are_measured(index: Path, gold: Path, tmp_path: Path) -> None:
    details = tmp_path / "details.jsonl"
    asked = ["--gold", gold, "--index", index, "--removed", "--details", details]
    found = json.loads(run(*asked, "--json").stdout)
    assert found["papers"] == 4
    assert found["scores"]["hit@5"] == {"value": 1.0, "n": 5}
    quotes = found["scores"]["verbatim quotes"]
    assert quotes["n"] == 0 or quotes["value"] == 1
    assert found["removed"]["abstention recall"]["n"] == 5
    rows = [json.loads(line) for line in details.read_text().splitlines()]
    assert len(rows) == 6 + 1 + 5
    hidden = [row for row in rows if row["removed"]]
    assert all(row["gold"][0] not in row["ranked"] + row["cited"] for row in hidden)


def test_the_table_is_for_people(index: Path, gold: Path) -> None:
    shown = run("--gold", gold, "--index", index).stdout
    assert "| hit@5 " in shown
    assert "| followup, standalone " in shown


def test_what_was_measured_before_it_was_stopped_is_shown(
    index: Path, gold: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Examiner.ask

    async def ask(self: Examiner, question: GoldQuestion) -> list[Outcome]:
        if question.id == "f2":
            # As Ctrl-C does.
            signal.raise_signal(signal.SIGINT)
            await asyncio.sleep(60)
        return await asked(self, question)

    monkeypatch.setattr(Examiner, "ask", ask)
    ignored = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        shown = run("--gold", gold, "--index", index).stdout
    finally:
        signal.signal(signal.SIGINT, ignored)
    assert "stopped after 2 of 6 questions" in shown
    (hits,) = (line for line in shown.splitlines() if line.startswith("| hit@5 "))
    assert [cell.strip() for cell in hits.split("|")][2:4] == ["1.000", "2"]


def test_an_index_without_the_papers_is_refused(index: Path, gold: Path, tmp_path: Path) -> None:
    row = {"id": "1", "type": "find", "question": "any?", "gold_titles": ["Unheard of"]}
    write(tmp_path / "gold" / "dev.jsonl", [row])
    with pytest.raises(EvaluationError, match="Unheard of"):
        run("--gold", gold, "--index", index)


def test_without_a_development_set(index: Path) -> None:
    with pytest.raises(FootnoteError, match="--gold DIR"):
        run("--index", index)


def test_retrieval_is_measured_beside_its_halves(bench: Path, tmp_path: Path) -> None:
    details = tmp_path / "run.jsonl"
    found = json.loads(run("--retrieval", bench, "--details", details, "--json").stdout)
    assert (found["papers"], found["queries"], found["missing"]) == (4, 4, 1)
    assert len(found["rankings"]) == 3
    assert found["rankings"]["Footnote"]["recall@10"] == pytest.approx((1 + 1 + 1 + 0.5) / 4)
    rows = [json.loads(line) for line in details.read_text().splitlines()]
    assert {"p0", "again"} <= set(rows[0]["ranked"])


def test_the_index_of_a_benchmark_is_kept_and_grows_with_its_papers(
    bench: Path, tmp_path: Path
) -> None:
    run("--retrieval", bench)
    run("--retrieval", bench)
    more = tmp_path / "more.jsonl"
    write(more, [{"doc_id": "elsewhere", "title": "More brain", "abstract": "brain signals."}])
    shown = run("--retrieval", bench, "--corpus", more).stdout
    assert "5 papers, 4 queries" in shown
    assert "not found" not in shown
    assert len(list((tmp_path / ".footnote" / "eval").iterdir())) == 2


def test_papers_without_a_benchmark_are_wrong_usage() -> None:
    assert run("--corpus", "x.jsonl").exit_code == 2


def test_every_question_is_asked_as_often_as_wanted(index: Path, gold: Path) -> None:
    found = json.loads(run("--gold", gold, "--index", index, "--trials", "2", "--json").stdout)
    assert found["scores"]["hit@5"] == {"value": 1.0, "n": 10}


def test_a_model_is_measured_only_where_there_is_one(index: Path, gold: Path) -> None:
    refused = run("--gold", gold, "--index", index, "--answerer", "generative")
    assert refused.exit_code == 2
    assert "FOOTNOTE_MODEL" in refused.output


def test_the_check_of_meaning_is_measured(tmp_path: Path) -> None:
    says = "ViCo contains 92 identities and 483 video clips of listeners."
    claims = [
        ("ViCo contains 483 video clips.", "SUPPORT", says),
        ("ViCo contains 500 video clips.", "CONTRADICT", says),
        ("Tomatoes ripen in warm soil.", "SUPPORT", "Warm soil makes tomatoes ripen."),
    ]
    rows: list[dict[str, object]] = [
        {
            "claim": claim,
            "label": label,
            "evidence": [{"doc_id": str(n), "rationale_text": [[quote]]}],
        }
        for n, (claim, label, quote) in enumerate(claims)
    ]
    write(tmp_path / "scifact.rationales.jsonl", rows)
    found = json.loads(run("--support", tmp_path, "--json").stdout)
    assert found["pairs"]["supported"] == 2
    assert found["doubted"]["contradicted"] == 1
    assert "precision" in run("--support", tmp_path).stdout


def test_without_claims_there_is_nothing_to_measure(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="SciFact's folder"):
        run("--support", tmp_path)
