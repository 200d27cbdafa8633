"""The services on real Chroma, tantivy and SQLite, wired as everybody gets them."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from bot.answering.library import LibraryService
from bot.answering.threads import LibrarySlowError, Readers
from bot.bootstrap import open_embedder, open_services
from bot.cli import sample
from bot.core.errors import QuestionError
from bot.core.models import Answer, Question
from bot.doctor import examine
from config.settings import EmbeddingSettings, Settings
from tests.fakes import HashEmbedder
from vectorstore.corpus import database
from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.writer import open_writer
from vectorstore.errors import CorpusError, EmbeddingError
from vectorstore.index.check import Finding
from vectorstore.index.identity import Identity
from vectorstore.index.reader import IndexReader
from vectorstore.ingest import ingest
from vectorstore.lock import writer_lock
from vectorstore.models import Paper
from vectorstore.retriever import Retriever
from vectorstore.sources.reader import read
from vectorstore.sources.saved_page import sample_page

HEADS = Paper(
    "2401.00001",
    "Heads That Find Facts",
    "A few attention heads find facts in long contexts. We call them retrieval heads.",
    "records",
    arxiv_id="2401.00001",
)
SPEECH = Paper(
    "2401.00002",
    "Speech Without Text",
    "We synthesise speech from whispers. No text is needed for training.",
    "records",
    arxiv_id="2401.00002",
)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SETTINGS = Settings()


def put(folder: Path, *papers: Paper) -> None:
    with open_writer(folder) as corpus:
        ingest(papers, corpus, open_embedder(EmbeddingSettings()), folder, lambda _: None)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    put(folder, HEADS, SPEECH)
    return folder


async def test_answers_and_the_library(shared: Path) -> None:
    async with open_services(SETTINGS, shared) as services:
        answer = await services.answers.ask(Question("Which attention heads find facts?"))
        assert isinstance(answer, Answer)
        assert answer.paper_ids[0] == HEADS.paper_id

        library = services.library
        hits = await library.search("speech from whispers", 1)
        assert [hit.paper for hit in hits] == [SPEECH]
        assert [hit.paper for hit in await library.similar(HEADS.paper_id)] == [SPEECH]
        assert await library.similar("unknown") == ()
        assert await library.paper(HEADS.paper_id) == HEADS
        assert await library.paper("unknown") is None
        assert await library.complete("heads") == [(HEADS.paper_id, HEADS.title)]
        status = await library.status()
        assert (status.papers, status.newest, status.degraded) == (2, None, None)
        assert status.sources == {"records": 2}
        with pytest.raises(QuestionError):
            await library.search(" … ")


async def test_papers_that_come_in_meanwhile_are_found(tmp_path: Path) -> None:
    put(tmp_path, HEADS)
    async with open_services(SETTINGS, tmp_path) as services:
        assert len(await services.library.search("speech from whispers")) == 1
        await asyncio.to_thread(put, tmp_path, SPEECH)
        hits = await services.library.search("speech from whispers")
        assert hits[0].paper == SPEECH
        assert (await services.library.status()).papers == 2


async def test_no_papers_no_services(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="footnote ingest"):
        async with open_services(SETTINGS, tmp_path):
            pass


async def test_a_model_that_is_gone(shared: Path, tmp_path: Path) -> None:
    settings = Settings(embeddings=EmbeddingSettings(file=tmp_path / "model.onnx"))
    with pytest.raises(EmbeddingError, match="FOOTNOTE_EMBEDDINGS_FILE"):
        async with open_services(settings, shared):
            pass


async def test_a_slow_library_is_not_waited_for_and_takes_no_more_than_its_threads(
    tmp_path: Path,
) -> None:
    embedder = HashEmbedder()
    with open_writer(tmp_path) as writer:
        ingest([HEADS], writer, embedder, tmp_path, lambda _: None)
    go_on, at_once = threading.Event(), []

    class Slow(Retriever):
        def similar(self, paper_id: str, k: int = 10) -> tuple[()]:
            at_once.append((paper_id, k))
            go_on.wait(30)
            return ()

    with Corpus.open(tmp_path) as corpus:
        index = IndexReader(tmp_path, corpus, Identity.of(embedder))
        slow = Slow(corpus, index, embedder)
        readers = Readers(threads=2, seconds=0.2)
        library = LibraryService(corpus, index, slow, readers, lambda: datetime.now(UTC))
        asked = [library.similar(str(n)) for n in range(5)]
        refused = await asyncio.gather(*asked, return_exceptions=True)
        assert all(isinstance(error, LibrarySlowError) for error in refused)
        assert len(at_once) == 2
        go_on.set()
        readers.close()
        index.close()


def test_a_sample_that_was_interrupted_is_completed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = HashEmbedder()
    monkeypatch.setattr(sample, "open_embedder", lambda _: embedder)
    some = list(islice(read(sample_page()), 20))
    with open_writer(tmp_path) as writer:
        ingest(some, writer, embedder, tmp_path, lambda _: None)
    shutil.rmtree(tmp_path / "builds")
    (tmp_path / "CURRENT").unlink()

    sample.ensure(SETTINGS, tmp_path)
    sample.ensure(SETTINGS, tmp_path)

    with Corpus.open(tmp_path) as corpus:
        assert corpus.count() == 45
    assert len(embedder.seen) == 45


def test_a_corpus_that_was_only_begun_gets_the_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample, "open_embedder", lambda _: HashEmbedder())
    with closing(sqlite3.connect(tmp_path / database.FILE)) as begun:
        begun.execute("PRAGMA journal_mode=WAL")
    sample.ensure(SETTINGS, tmp_path)
    with Corpus.open(tmp_path) as corpus:
        assert corpus.count() == 45


def test_two_processes_that_begin_wait_for_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample, "open_embedder", lambda _: HashEmbedder())
    begun, finished = threading.Event(), threading.Event()

    def another() -> None:
        with writer_lock(tmp_path):
            (tmp_path / database.FILE).touch()
            begun.set()
            finished.wait(30)

    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        finished.set()
        thread.join()

    monkeypatch.setattr(time, "sleep", sleep)
    thread = threading.Thread(target=another)
    thread.start()
    begun.wait(30)
    sample.ensure(SETTINGS, tmp_path)
    assert len(waits) == 1
    with Corpus.open(tmp_path) as corpus:
        assert corpus.count() == 45


@pytest.mark.parametrize("text", ["no database", "no database\n" * 1_000])
def test_a_file_that_is_no_corpus_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(sample, "open_embedder", lambda _: pytest.fail("nothing to embed"))
    (tmp_path / database.FILE).write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match="not a database of papers"):
        sample.ensure(SETTINGS, tmp_path)
    assert (tmp_path / database.FILE).read_text(encoding="utf-8") == text


def test_other_papers_keep_the_sample_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "open_embedder", lambda _: pytest.fail("nothing to embed"))
    with open_writer(tmp_path) as writer:
        ingest([HEADS], writer, HashEmbedder(), tmp_path, lambda _: None)
    shutil.rmtree(tmp_path / "builds")
    (tmp_path / "CURRENT").unlink()
    sample.ensure(SETTINGS, tmp_path)
    with Corpus.open(tmp_path) as corpus:
        assert corpus.count() == 1


def look(index_dir: Path | None, **environ: str) -> list[Finding]:
    return list(examine(environ, Path("no.env"), index_dir, NOW))


def test_the_doctor_finds_nothing_wrong(shared: Path) -> None:
    findings = look(shared)
    assert [finding for finding in findings if not finding.ok] == []
    said = " ".join(finding.what for finding in findings)
    for part in ("Python", "settings", "embedding model", "2 papers are stored", "holds 2 papers"):
        assert part in said


def test_the_doctor_names_what_is_set_but_no_values(shared: Path) -> None:
    secrets = {"FOOTNOTE_DISCORD_TOKEN": "the-token", "OPENAI_API_KEY": "the-key"}
    said = " ".join(finding.what for finding in look(shared, **secrets))
    assert "FOOTNOTE_DISCORD_TOKEN, OPENAI_API_KEY" in said
    assert "the-" not in said


def test_the_doctor_says_which_model_answers_and_whether_its_key_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("langchain_openai")
    assert "No chat model is configured" in " ".join(f.what for f in look(tmp_path))
    asked = {"FOOTNOTE_MODEL": "openai:gpt-4.1-mini"}
    wrong = next(finding for finding in look(tmp_path, **asked) if "gpt-4.1" in finding.what)
    assert not wrong.ok
    assert wrong.fix
    assert "OPENAI_API_KEY" in wrong.fix
    monkeypatch.setenv("OPENAI_API_KEY", "the-key")
    said = next(finding for finding in look(tmp_path, **asked) if "gpt-4.1" in finding.what)
    assert said.ok
    assert "OPENAI_API_KEY is set" in said.what
    assert "its price is known" in said.what
    assert "the-key" not in said.what


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda folder: {"FOOTNOTE_STATE_DIR": str(folder / "file/state")}, "is no folder"),
        (lambda folder: {"FOOTNOTE_EMBEDDINGS_FILE": str(folder / "file")}, "SHA-256"),
        (lambda folder: {"FOOTNOTE_STATE": str(folder)}, "FOOTNOTE_STATE is not a setting"),
        (lambda _: {"FOOTNOTE_MAIL_HOST": "mail.example.org"}, "E-mail is half set up"),
        (lambda _: {"FOOTNOTE_MODEL": "nobody:model"}, "The chat model nobody:model"),
    ],
)
def test_the_doctor_says_what_to_do(
    tmp_path: Path, break_it: Callable[[Path], dict[str, str]], said: str
) -> None:
    (tmp_path / "file").touch()
    wrong = [
        finding for finding in look(tmp_path / "index", **break_it(tmp_path)) if not finding.ok
    ]
    assert any(said in finding.what for finding in wrong)
    assert all(finding.fix for finding in wrong)


def test_the_doctor_of_an_old_python() -> None:
    first = next(examine({}, Path("no.env"), None, NOW, python=(3, 10, 4)))
    assert not first.ok
    assert "install Python 3.11" in first.fix
