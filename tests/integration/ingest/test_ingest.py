"""Papers in: counts, merging, resuming, and what goes wrong."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.fakes import HashEmbedder
from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.writer import open_writer
from vectorstore.errors import CorpusError, IndexDamagedError, SourceError
from vectorstore.index import switch
from vectorstore.index.identity import Identity
from vectorstore.index.reader import IndexReader
from vectorstore.ingest import CHUNK, Progress, Report, ingest
from vectorstore.models import Paper
from vectorstore.papers import title_id
from vectorstore.sources.checks import Reject

ROOT = Path(__file__).parents[3]
TITLE = "Heads That Find Facts"
BARE = Paper(title_id(TITLE), TITLE, "We study heads. They find.", "page")
WITH_ID = replace(BARE, paper_id="2401.00001", arxiv_id="2401.00001", source="feed", upvotes=3)
MANY = [
    Paper(f"2402.{n:05d}", f"Paper {n}", f"It has {n} heads. They count.", "s", f"2402.{n:05d}")
    for n in range(1, 2 * CHUNK + 7)
]


def take_in(
    folder: Path, records: list[Paper | Reject], embedder: HashEmbedder | None = None
) -> Report:
    with open_writer(folder) as corpus:
        return ingest(records, corpus, embedder or HashEmbedder(), folder, lambda _: None)


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.rejected


def indexed(folder: Path, text: str = "heads") -> tuple[set[str], set[str]]:
    """All ids that vectors find, and those that the words of ``text`` find."""
    embedder = HashEmbedder()
    with Corpus.open(folder) as corpus:
        reader = IndexReader(folder, corpus, Identity.of(embedder))
        assert reader.degraded is None
        dense = {name for name, _ in reader.dense(embedder.query(text), 1000)}
        words = {name for name, _ in reader.keyword(text, 1000)}
        reader.close()
    return dense, words


def test_a_second_run_changes_nothing_and_embeds_nothing(tmp_path: Path) -> None:
    embedder = HashEmbedder()
    assert counts(take_in(tmp_path, [*MANY], embedder)) == (len(MANY), 0, 0, 0)
    assert len(embedder.seen) == len(MANY)
    build = switch.current(tmp_path)
    assert counts(take_in(tmp_path, [*MANY], embedder)) == (0, 0, len(MANY), 0)
    assert len(embedder.seen) == len(MANY)
    assert switch.current(tmp_path) == build
    assert indexed(tmp_path) == ({p.paper_id for p in MANY}, {p.paper_id for p in MANY})


def test_a_changed_abstract_is_embedded_alone_and_replaces_its_entry(tmp_path: Path) -> None:
    embedder = HashEmbedder()
    take_in(tmp_path, [*MANY], embedder)
    seen = len(embedder.seen)
    new = replace(MANY[5], abstract="Zebras cross streets.")
    report = take_in(tmp_path, [*MANY[:5], new, *MANY[6:]], embedder)
    assert counts(report) == (0, 1, len(MANY) - 1, 0)
    assert embedder.seen[seen:] == [new.title]
    dense, words = indexed(tmp_path, "zebras")
    assert (len(dense), words) == (len(MANY), {new.paper_id})
    assert new.paper_id not in indexed(tmp_path, "heads")[1]


def test_a_paper_that_gets_its_arxiv_id_later_stays_one_paper(tmp_path: Path) -> None:
    take_in(tmp_path, [BARE, *MANY[:3]])
    assert counts(take_in(tmp_path, [WITH_ID])) == (0, 1, 0, 0)
    dense, words = indexed(tmp_path, "facts")
    assert BARE.paper_id not in dense
    assert words == {WITH_ID.paper_id}
    with Corpus.open(tmp_path) as corpus:
        assert corpus.count() == 4
        found = corpus.get([BARE.paper_id, WITH_ID.paper_id])
        assert found[BARE.paper_id] == found[WITH_ID.paper_id]
    assert counts(take_in(tmp_path, [WITH_ID])) == (0, 0, 1, 0)


def test_a_record_that_joins_two_papers_leaves_one(tmp_path: Path) -> None:
    old_title = replace(WITH_ID, title="Old Title")
    take_in(tmp_path, [BARE, old_title])
    assert counts(take_in(tmp_path, [WITH_ID])) == (0, 1, 0, 0)
    assert indexed(tmp_path, "facts") == ({WITH_ID.paper_id}, {WITH_ID.paper_id})
    with Corpus.open(tmp_path) as corpus:
        assert corpus.count() == 1
        assert corpus.get([BARE.paper_id])[BARE.paper_id].paper_id == WITH_ID.paper_id


@pytest.mark.parametrize("between", [0, 3, CHUNK + 1])
def test_a_paper_that_comes_twice_in_a_stream_is_added_once(tmp_path: Path, between: int) -> None:
    report = take_in(tmp_path, [BARE, *MANY[:between], WITH_ID, BARE])
    with Corpus.open(tmp_path) as corpus:
        assert corpus.count() == 1 + between
    assert report.added == 1 + between
    assert report.added + report.updated + report.unchanged == 3 + between


@pytest.mark.parametrize("between", [0, CHUNK + 1])
def test_contradicting_records_settle(tmp_path: Path, between: int) -> None:
    embedder = HashEmbedder()
    records = [
        WITH_ID,
        *MANY[:between],
        replace(WITH_ID, upvotes=5, abstract="Newer words."),
        *MANY[between : 2 * between],
    ]
    take_in(tmp_path, [*records], embedder)
    seen = len(embedder.seen)
    assert counts(take_in(tmp_path, [*records], embedder)) == (0, 0, len(records), 0)
    assert len(embedder.seen) == seen
    with Corpus.open(tmp_path) as corpus:
        paper = corpus.get([WITH_ID.paper_id])[WITH_ID.paper_id]
        assert (paper.upvotes, paper.abstract) == (5, "Newer words.")


def test_rejects_are_counted_and_kept_with_their_reason(tmp_path: Path) -> None:
    clash = replace(MANY[0], arxiv_id="2409.00009", title="Clash")
    rejects = [Reject("a.jsonl, line 3", "it has no title", '{"x": "ü"}')]
    report = take_in(tmp_path, [*rejects, MANY[0], clash])
    assert counts(report) == (1, 0, 0, 2)
    assert report.rejects_file is not None
    assert report.rejects_file.parent == tmp_path / "rejects"
    first, second = map(json.loads, report.rejects_file.read_text("utf-8").splitlines())
    assert first == {
        "origin": "a.jsonl, line 3",
        "reason": "it has no title",
        "raw": '{"x": "ü"}',
    }
    assert "belongs to another paper" in second["reason"]


def test_progress_tells_both_stages(tmp_path: Path) -> None:
    seen: list[Progress] = []
    with open_writer(tmp_path) as corpus:
        ingest(MANY, corpus, HashEmbedder(), tmp_path, seen.append)
    papers = [p.done for p in seen if p.stage == "papers"]
    assert papers == sorted(papers)
    assert papers[-1] == len(MANY)
    assert seen[-1] == Progress("index", len(MANY), len(MANY))


def test_records_are_taken_in_as_they_come(tmp_path: Path) -> None:
    stored: list[int] = []

    def stream() -> Iterator[Paper]:
        for paper in MANY:
            stored.append(corpus.count())
            yield paper

    with open_writer(tmp_path) as corpus:
        ingest(stream(), corpus, HashEmbedder(), tmp_path, lambda _: None)
    assert stored[CHUNK] == CHUNK
    assert stored[2 * CHUNK] == 2 * CHUNK


def test_a_source_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    def stream() -> Iterator[Paper]:
        yield from MANY[:3]
        raise SourceError("The file ends in the middle.")

    with open_writer(tmp_path) as corpus, pytest.raises(SourceError, match="in the middle"):
        ingest(stream(), corpus, HashEmbedder(), tmp_path, lambda _: None)
    assert len(indexed(tmp_path)[0]) == 3


def test_the_next_run_completes_an_index_that_was_never_switched_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    take_in(tmp_path, [*MANY[:5]])
    with monkeypatch.context() as patch:
        patch.setattr(switch, "switch", full)
        with pytest.raises(IndexDamagedError, match=r"No space left .* papers are stored"):
            take_in(tmp_path, [*MANY])
    with Corpus.open(tmp_path) as corpus:
        assert corpus.count() == len(MANY)
    assert len(indexed(tmp_path)[0]) == 5
    assert len(list(switch.builds(tmp_path).iterdir())) == 1
    assert counts(take_in(tmp_path, [])) == (0, 0, 0, 0)
    assert len(indexed(tmp_path)[0]) == len(MANY)


def test_an_embedder_that_fails_loses_nothing(tmp_path: Path) -> None:
    class Failing(HashEmbedder):
        def papers(self, papers):  # type: ignore[no-untyped-def]
            if len(self.seen) >= CHUNK:
                raise KeyboardInterrupt
            return super().papers(papers)

    with pytest.raises(KeyboardInterrupt):
        take_in(tmp_path, [*MANY], Failing())
    embedder = HashEmbedder()
    assert counts(take_in(tmp_path, [*MANY], embedder)) == (len(MANY) - CHUNK, 0, CHUNK, 0)
    assert len(embedder.seen) == len(MANY) - CHUNK
    assert len(indexed(tmp_path)[0]) == len(MANY)


def test_a_rejects_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "rejects").write_text("in the way")
    with pytest.raises(CorpusError, match="rejected records cannot be written"):
        take_in(tmp_path, [Reject("a", "b", "c")])


def test_clocks_are_passed_in(tmp_path: Path) -> None:
    ticks = iter([10.0, 12.5])
    with open_writer(tmp_path) as corpus:
        report = ingest(
            [Reject("a", "b", "c")],
            corpus,
            HashEmbedder(),
            tmp_path,
            lambda _: None,
            now=lambda: datetime.combine(date(2026, 1, 2), datetime.min.time(), UTC),
            clock=lambda: next(ticks),
        )
    assert report.seconds == 2.5
    assert report.rejects_file == tmp_path / "rejects" / "20260102T000000000000.jsonl"


def test_a_read_only_folder_can_be_read_and_says_why_it_cannot_be_written(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    take_in(folder, [*MANY])
    code = """
        import sys
        from pathlib import Path
        from tests.fakes import HashEmbedder
        from vectorstore.corpus.reader import Corpus
        from vectorstore.corpus.writer import open_writer
        from vectorstore.errors import VectorstoreError
        from vectorstore.index.identity import Identity
        from vectorstore.index.reader import IndexReader
        folder = Path(sys.argv[1])
        embedder = HashEmbedder()
        with Corpus.open(folder) as corpus:
            index = IndexReader(folder, corpus, Identity.of(embedder))
            print(len(index.dense(embedder.query("heads"), 1000)))
            print(len(index.keyword("heads", 1000)), index.degraded)
            index.close()
        try:
            with open_writer(folder):
                print("written")
        except VectorstoreError as error:
            print(error)
        """
    # Root may write anywhere, unless it gives that up.
    powerless = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"]
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        pytest.skip("root may write everywhere here")
    command = [sys.executable, "-c", textwrap.dedent(code), str(folder)]
    everything = [folder, *folder.rglob("*")]
    modes = {path: path.stat().st_mode for path in everything}
    for path in everything:
        path.chmod(modes[path] & ~0o222)
    try:
        done = subprocess.run(
            [*powerless, *command] if os.geteuid() == 0 else command,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        for path in everything:
            path.chmod(modes[path])
    assert done.stdout.splitlines()[:2] == [str(len(MANY)), f"{len(MANY)} None"], done.stderr
    assert "cannot be written" in done.stdout
    assert "make it writable, or choose another one with --index" in done.stdout
