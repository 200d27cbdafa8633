"""What goes wrong outside: one clear sentence, exit code 1, and nothing stored is lost."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT, CommandLine, without_root_powers

PAPER = {
    "arxiv_id": "2401.00001",
    "title": "Sparse Attention for Long Documents",
    "abstract": "We study attention that is sparse. It reads long documents in linear time.",
}


def test_corpus_files_that_cannot_be_used(footnote: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").touch()
    (tmp_path / "binary.dat").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "words.txt").write_text("Only some words.", encoding="utf-8")
    (tmp_path / "cut.json").write_text(json.dumps([PAPER])[:-20], encoding="utf-8")
    names = ["missing.jsonl", "empty.jsonl", "binary.dat", "words.txt", "cut.json"]

    ran = footnote.run("ingest", *(tmp_path / name for name in names), "--index", "i")

    assert ran.code == 1
    said = ran.said().splitlines()
    assert len(said) == len(names)
    for name, sentence in zip(names, said, strict=True):
        assert name in sentence
        assert ": " in sentence, "it says what to do next"
    assert not (footnote.folder / "i").exists()


def test_answers_of_another_shape(footnote: CommandLine) -> None:
    folder = ROOT.parent / "shared/payloads/archiver_artifacts"
    if not folder.exists():
        pytest.skip("the shared payloads are not here")
    ran = footnote.run("ingest", *sorted(folder.iterdir()), "--index", "i")
    assert ran.code == 1
    assert "2025-01-10.json" in ran.said()
    assert "2025-01-11.json" in ran.said()


def test_good_records_go_in_and_bad_ones_are_kept_with_the_reason(
    footnote: CommandLine, tmp_path: Path
) -> None:
    lines = [json.dumps(PAPER), '{"title": "No abstract"}', "{ no JSON"]
    cut = gzip.compress("\n".join(lines).encode() + b"\n" + os.urandom(4_000).hex().encode())[
        :-2_000
    ]
    file = tmp_path / "papers.jsonl.gz"
    file.write_bytes(cut)

    ran = footnote.run("ingest", "-", tmp_path / "missing", "--index", "i", stdin=cut)

    assert ran.code == 1, "one of the inputs was missing"
    assert "missing does not exist" in ran.said()
    rows = dict(line.split() for line in ran.out.splitlines())
    assert rows.pop("seconds")
    assert rows == {"added": "1", "updated": "0", "unchanged": "0", "rejected": "3"}
    rejects = next((footnote.folder / "i/rejects").iterdir())
    assert rejects.name in ran.err
    assert len(rejects.read_text(encoding="utf-8").splitlines()) == 3

    again = footnote.run("ingest", file, "--index", "i")
    assert again.code == 0, again.err
    assert "unchanged  1\n" in re.sub(" +", "  ", again.out)


def test_settings_that_are_wrong_are_all_named_and_no_secret_is_shown(
    footnote: CommandLine,
) -> None:
    (footnote.folder / ".env").write_text("FOOTNOTE_LIMITS_QUESTION_CHARS=lots\n", encoding="utf-8")
    wrong = {"FOOTNOTE_INDEXDIR": "x", "FOOTNOTE_DISCORD_TOKEN": "very secret"}
    for command in (["ask", "what?"], ["doctor"]):
        ran = footnote.run(*command, environment=wrong)
        assert ran.code == 1
        shown = ran.out + ran.said()
        for name in (*wrong, "FOOTNOTE_LIMITS_QUESTION_CHARS"):
            assert name in shown
        assert "very" not in shown


def test_a_provider_that_is_not_installed(footnote: CommandLine) -> None:
    more = {"FOOTNOTE_EMBEDDINGS": "cohere:embed-english-v3.0", "COHERE_API_KEY": "sk-very-secret"}
    ran = footnote.run("ask", "what?", environment={**more, "FOOTNOTE_LOG_LEVEL": "debug"})
    assert ran.code == 1
    assert "-m pip install langchain-cohere`" in ran.err
    assert "sk-very-secret" not in ran.out + ran.err


def test_an_index_folder_that_cannot_be_written_still_answers(
    footnote: CommandLine, index: Path
) -> None:
    question = ("ask", "which heads find facts?", "--json", "--index", index)
    folders = [index, *(path for path in index.rglob("*") if path.is_dir())]
    for path in [path for folder in folders for path in folder.iterdir() if path.is_file()]:
        path.chmod(0o444)
    for folder in folders:
        folder.chmod(0o555)
    try:
        answered = footnote.run(*question, prepare=without_root_powers)
        page = ROOT / "vectorstore/sources/data/daily_papers_aug20.txt"
        refused = footnote.run("ingest", page, "--index", index, prepare=without_root_powers)
    finally:
        for folder in folders:
            folder.chmod(0o755)

    assert answered.code == 0, answered.err
    assert answered.objects[0]["kind"] == "answer"
    assert refused.code == 1
    assert refused.said().count("\n") == 1
    assert "--index" in refused.err


def test_a_damaged_index_is_found_set_aside_and_rebuilt(footnote: CommandLine, index: Path) -> None:
    for path in (index / "builds").rglob("*.bin"):
        path.write_bytes(b"\xff" * max(path.stat().st_size, 64))

    sick = footnote.run("doctor", "--index", index)
    assert sick.code == 1
    assert "set aside" in sick.out
    assert "footnote reindex" in sick.out
    assert list((index / "builds").glob("quarantine-*"))

    meanwhile = footnote.run("ask", "which heads find facts?", "--json", "--index", index)
    assert meanwhile.code == 0
    assert meanwhile.objects[0]["kind"] == "answer"
    assert "footnote reindex" in meanwhile.said()

    assert footnote.run("reindex", "--index", index).code == 0
    well = footnote.run("doctor", "--index", index)
    assert well.code == 0, well.out


def test_an_index_of_another_model_is_refused_with_the_command_that_helps(
    footnote: CommandLine, index: Path
) -> None:
    build = index / "builds" / (index / "CURRENT").read_text(encoding="utf-8").strip()
    manifest = json.loads((build / "identity.json").read_text(encoding="utf-8"))
    manifest["identity"]["embedder"] = "another"
    (build / "identity.json").write_text(json.dumps(manifest), encoding="utf-8")

    ran = footnote.run("ask", "which heads find facts?", "--index", index)

    assert ran.code == 1
    assert "footnote reindex" in ran.said()


def test_a_reader_that_goes_away_and_a_full_disk(footnote: CommandLine, sample: Path) -> None:
    lines = '{"question": "heads"}\n' * 3
    gone = footnote.start(
        *("search", "--batch", "-", "--index", sample),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert gone.stdout
    gone.stdout.close()
    gone.stdout = None
    _, err = gone.communicate(lines.encode(), timeout=300)
    assert gone.returncode == 1
    assert err.decode().strip() == "Whoever read this output has gone away: the rest was not shown."

    if Path("/dev/full").exists():
        with Path("/dev/full").open("w") as full:
            ran = footnote.run("search", "heads", "--index", sample, stdout=full.fileno())
        assert ran.code == 1
        assert "cannot be written" in ran.said()
