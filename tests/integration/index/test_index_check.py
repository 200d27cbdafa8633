"""The doctor's look at the index, and two processes at one folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.fakes import HashEmbedder
from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.writer import Change, open_writer
from vectorstore.errors import WriterBusyError
from vectorstore.index import switch
from vectorstore.index.check import check_index, set_aside
from vectorstore.index.chroma import ChromaIndex
from vectorstore.index.identity import Identity
from vectorstore.index.reader import IndexReader
from vectorstore.ingest import ingest
from vectorstore.lock import writer_lock
from vectorstore.models import Paper

ROOT = Path(__file__).parents[3]
EMBEDDER = HashEmbedder()
IDENTITY = Identity.of(EMBEDDER)
PAPERS = [Paper(f"p{n}", f"Paper {n}", f"It has {n} heads. They count.", "s") for n in range(20)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_writer(tmp_path) as corpus:
        ingest(PAPERS, corpus, EMBEDDER, tmp_path, lambda _: None)
    return tmp_path


def build(folder: Path) -> Path:
    found = switch.current(folder)
    assert found is not None
    return found


def run(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_sound_index(folder: Path) -> None:
    findings = check_index(folder, IDENTITY)
    assert [finding.ok for finding in findings] == [True, True]
    assert "20 papers are stored" in findings[0].what


def test_no_papers(tmp_path: Path) -> None:
    [finding] = check_index(tmp_path, IDENTITY)
    assert not finding.ok
    assert "no papers" in finding.what
    assert "footnote ingest" in finding.fix


def test_damaged_papers(folder: Path) -> None:
    path = folder / "papers.db"
    path.write_bytes(path.read_bytes()[:4096] + b"\x5a" * 40_000)
    findings = check_index(folder, IDENTITY)
    assert not findings[-1].ok
    assert "backup" in findings[-1].fix


def test_no_index(folder: Path) -> None:
    shutil.rmtree(switch.builds(folder))
    findings = check_index(folder, IDENTITY)
    assert [finding.ok for finding in findings] == [True, False]
    assert "footnote reindex" in findings[1].fix
    assert set_aside(folder, datetime.now(UTC)) is None


def test_another_embedder(folder: Path) -> None:
    findings = check_index(folder, Identity("other", 8))
    assert [finding.ok for finding in findings] == [True, False, False]
    assert not any(finding.damaged for finding in findings)
    assert all("footnote reindex" in finding.fix for finding in findings[1:])


def test_an_interrupted_run(folder: Path) -> None:
    with open_writer(folder) as corpus:
        [stored] = corpus.matching(PAPERS[:1])
        corpus.commit([Change(stored.paper, stored.key)], [])
    *_, finding = check_index(folder, IDENTITY)
    assert "interrupted" in finding.what
    assert not finding.damaged


@pytest.mark.parametrize(
    ("pattern", "content"),
    [
        ("chroma/*/data_level0.bin", b"\xff" * 100_000),
        ("chroma/chroma.sqlite3", b"\x00" * 5_000),
        ("keyword/*.idx", b""),
        ("identity.json", b"{"),
    ],
)
def test_damage_is_found_and_set_aside_and_answers_go_on(
    folder: Path, pattern: str, content: bytes
) -> None:
    for path in build(folder).glob(pattern):
        path.write_bytes(content)
    *_, finding = check_index(folder, IDENTITY)
    assert not finding.ok
    assert finding.damaged
    assert "footnote reindex" in finding.fix
    assert set_aside(folder, datetime.now(UTC)) is not None
    with Corpus.open(folder) as corpus:
        reader = IndexReader(folder, corpus, IDENTITY)
        assert len(reader.dense(EMBEDDER.query("heads"), 5)) == 5
        assert reader.degraded is not None
        reader.close()


def test_a_paper_that_the_index_lost_is_noticed(folder: Path) -> None:
    with ChromaIndex(switch.chroma_folder(build(folder))) as chroma:
        chroma.delete(["p3"])
    *_, finding = check_index(folder, IDENTITY)
    assert finding.damaged


def test_a_build_that_crashes_or_hangs_harms_only_its_own_process(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    python = tmp_path / "python"
    monkeypatch.setattr(sys, "executable", str(python))
    for script, words in (("kill -SEGV $$", "signal 11"), ("sleep 60", "within 1 seconds")):
        python.write_text(f"#!/bin/sh\nexec /bin/sh -c '{script}'\n")
        python.chmod(0o755)
        *_, finding = check_index(folder, IDENTITY, seconds=1)
        assert finding.damaged
        assert words in finding.what


def test_one_writer_at_a_time_across_processes(folder: Path) -> None:
    code = """
        import sys
        from pathlib import Path
        from vectorstore.lock import writer_lock
        with writer_lock(Path(sys.argv[1])):
            print("held", flush=True)
            sys.stdin.read()
        """
    with run(code, folder) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(WriterBusyError, match=r"writer\.lock.*wait until it has finished"):
            open_writer(folder).__enter__()
        with Corpus.open(folder) as corpus:
            assert corpus.count() == 20
        holder.kill()
    with writer_lock(folder):
        pass


def test_a_reader_in_another_process_sees_what_was_switched_in(folder: Path) -> None:
    code = """
        import sys
        from pathlib import Path
        from tests.fakes import HashEmbedder
        from vectorstore.corpus.reader import Corpus
        from vectorstore.index.identity import Identity
        from vectorstore.index.reader import IndexReader
        embedder = HashEmbedder()
        corpus = Corpus.open(Path(sys.argv[1]))
        index = IndexReader(Path(sys.argv[1]), corpus, Identity.of(embedder))
        for line in sys.stdin:
            index.refresh()
            dense = index.dense(embedder.query("zebra crossings"), 1)[0][0]
            words = index.keyword("zebra", 1)
            print(dense, words[0][0] if words else None, index.degraded, flush=True)
        """
    with run(code, folder) as reader:

        def ask() -> str:
            assert reader.stdin is not None
            assert reader.stdout is not None
            reader.stdin.write("ask\n")
            reader.stdin.flush()
            return reader.stdout.readline()

        assert " None None" in ask()
        with open_writer(folder) as corpus:
            new = Paper("z", "Zebra crossings", "Zebra crossings are crossed.", "s")
            ingest([new], corpus, EMBEDDER, folder, lambda _: None)
        assert ask() == "z z None\n"
