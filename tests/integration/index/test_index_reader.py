"""The index on real Chroma, tantivy and SQLite: searching, switching, damage."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.fakes import HashEmbedder
from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.writer import open_writer
from vectorstore.errors import IndexMismatchError
from vectorstore.index import switch
from vectorstore.index.build import bring_up_to_date, rebuild
from vectorstore.index.exact import ExactIndex
from vectorstore.index.identity import Identity
from vectorstore.index.reader import IndexReader
from vectorstore.ingest import Progress, ingest, reindex
from vectorstore.models import Filters, Paper

EMBEDDER = HashEmbedder()
IDENTITY = Identity.of(EMBEDDER)
WORDS = ("attention", "heads", "sparse", "diffusion", "graph")
WORDS += ("tokens", "reward", "policy", "speech", "vision")


def paper(n: int, **changes: object) -> Paper:
    a, b, c = (WORDS[(n * step + step) % len(WORDS)] for step in (1, 3, 7))
    values: dict[str, object] = {
        "paper_id": f"2401.{n:05d}",
        "title": f"Paper {n} on {a}",
        "abstract": f"We study {a} with {b}. Number {n} improves {c} by {n} points.",
        "source": "feed" if n % 2 else "page",
        "arxiv_id": f"2401.{n:05d}",
        "published": date(2024, 1, 1) + timedelta(days=n),
    }
    return Paper(**{**values, **changes})  # type: ignore[arg-type]


PAPERS = [paper(n) for n in range(60)]


def silent(_: Progress) -> None:
    pass


def take_in(folder: Path, papers: list[Paper], embedder: HashEmbedder = EMBEDDER) -> None:
    with open_writer(folder) as corpus:
        ingest(papers, corpus, embedder, folder, silent)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    take_in(folder, PAPERS)
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """An index of its own to damage."""
    return Path(shutil.copytree(built, tmp_path / "index"))


Open = Callable[[Path], IndexReader]


@pytest.fixture
def opened() -> Iterator[Open]:
    readers: list[tuple[IndexReader, Corpus]] = []

    def open_(folder: Path) -> IndexReader:
        corpus = Corpus.open(folder)
        readers.append((IndexReader(folder, corpus, IDENTITY), corpus))
        return readers[-1][0]

    yield open_
    for reader, corpus in readers:
        reader.close()
        corpus.close()


def test_dense_search_equals_exact_search(built: Path, opened: Open) -> None:
    reader = opened(built)
    vector = EMBEDDER.query("sparse attention for speech")
    with Corpus.open(built) as corpus:
        expected = ExactIndex(corpus, EMBEDDER.fingerprint).query(vector, 10)
    found = reader.dense(vector, 10)
    assert [name for name, _ in found] == [name for name, _ in expected]
    assert np.allclose([s for _, s in found], [s for _, s in expected], atol=1e-5)
    assert reader.degraded is None


def test_all_papers_can_be_reached(built: Path, opened: Open) -> None:
    found = opened(built).dense(EMBEDDER.query("tokens"), 60)
    assert {name for name, _ in found} == {p.paper_id for p in PAPERS}


@pytest.mark.parametrize(
    "filters",
    [
        Filters(since=date(2024, 1, 20)),
        Filters(until=date(2024, 1, 20), sources=frozenset({"feed"})),
        Filters(paper_ids=frozenset(p.paper_id for p in PAPERS[:5])),
        Filters(sources=frozenset({"nobody"})),
    ],
)
@pytest.mark.parametrize("survivors", [0, 20_000])
def test_filters_equal_an_exact_search_of_what_they_let_through(
    built: Path,
    opened: Open,
    filters: Filters,
    survivors: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("vectorstore.index.reader.SURVIVORS", survivors)
    vector = EMBEDDER.query("graph policy")
    reader = opened(built)
    with Corpus.open(built) as corpus:
        allowed = corpus.ids_matching(filters)
        expected = ExactIndex(corpus, EMBEDDER.fingerprint).query(vector, 5, allowed)
    assert [n for n, _ in reader.dense(vector, 5, filters)] == [n for n, _ in expected]
    everything = reader.keyword("study of graph policy", 60)
    kept = [name for name, _ in everything if name in allowed][:5]
    assert [n for n, _ in reader.keyword("study of graph policy", 5, filters)] == kept


def test_words_find_their_stems_in_titles_and_abstracts(tmp_path: Path, opened: Open) -> None:
    body = "Nothing else here. A second sentence of the same length."
    in_title = Paper("a", "Distilling networks", body, "s")
    in_body = Paper("b", "Another thing", body + " Networks that were distilled.", "s")
    take_in(tmp_path, [in_body, in_title, *PAPERS[:5]])
    found = opened(tmp_path).keyword("distillation of a network", 2)
    assert {name for name, _ in found} == {"a", "b"}
    assert found[0][1] >= found[1][1] > 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "?!…",
        'title:"unbalanced (AND OR NOT [* TO',
        '+-&&||!(){}[]^"~*?:\\/',
        "heads " * 5000,
        "什么是注意力",
        "\x00\x01\ud800",
        "a" * 100_000,
    ],
)
def test_any_text_can_be_searched(built: Path, opened: Open, text: str) -> None:
    reader = opened(built)
    assert isinstance(reader.keyword(text, 5), list)
    assert len(reader.idf([text])) == 1


def test_rare_words_weigh_more(built: Path, opened: Open) -> None:
    study, attention, unseen, nothing = opened(built).idf(["studies", "attention", "zebra", "!"])
    assert 0 < study < attention < unseen
    assert nothing == 0


def test_an_open_reader_sees_the_index_that_was_switched_in(folder: Path, opened: Open) -> None:
    reader = opened(folder)
    before = reader.generation
    assert not reader.refresh()
    new = paper(99, title="Zebra crossings")
    take_in(folder, [new])
    assert new.paper_id not in dict(reader.keyword("zebra", 5))
    assert reader.refresh()
    assert reader.generation != before
    assert [name for name, _ in reader.keyword("zebra", 5)] == [new.paper_id]
    assert reader.dense(EMBEDDER.query(new.title), 1)[0][0] == new.paper_id
    assert reader.degraded is None
    assert not reader.refresh()


def test_searches_go_on_in_other_threads_while_the_index_is_switched(
    folder: Path, opened: Open
) -> None:
    reader = opened(folder)
    vector = EMBEDDER.query("reward")
    over = threading.Event()

    def search() -> int:
        rounds = 0
        while not over.is_set():
            assert len(reader.dense(vector, 60)) == 60
            assert reader.keyword("reward", 5)
            reader.refresh()
            rounds += 1
        return rounds

    with ThreadPoolExecutor(4) as pool:
        rounds = [pool.submit(search) for _ in range(4)]
        try:
            for n in range(90, 94):
                take_in(folder, [paper(n)])
        finally:
            over.set()
        assert all(done.result() for done in rounds)
    reader.refresh()
    assert reader.degraded is None
    assert len(reader.dense(vector, 100)) == 64


def test_only_the_current_build_and_the_one_before_stay(folder: Path) -> None:
    for n in range(90, 94):
        take_in(folder, [paper(n)])
    kept = {path.name for path in switch.builds(folder).iterdir()}
    assert len(kept) == 2
    current = switch.current(folder)
    assert current is not None
    assert current.name in kept


def test_nothing_is_built_where_nothing_changed(folder: Path) -> None:
    with open_writer(folder) as corpus:
        before = switch.current(folder)
        assert not bring_up_to_date(folder, corpus, IDENTITY, lambda *_: None)
        assert switch.current(folder) == before


def no_builds(folder: Path) -> None:
    shutil.rmtree(switch.builds(folder))


def no_chroma(folder: Path) -> None:
    shutil.rmtree(switch.chroma_folder(current(folder)))


def no_vectors(folder: Path) -> None:
    [segment] = [p for p in switch.chroma_folder(current(folder)).iterdir() if p.is_dir()]
    shutil.rmtree(segment)


def garbage_vectors(folder: Path) -> None:
    for path in switch.chroma_folder(current(folder)).rglob("*.bin"):
        path.write_bytes(b"\xff" * path.stat().st_size)


def truncated_vectors(folder: Path) -> None:
    for path in switch.chroma_folder(current(folder)).rglob("*.bin"):
        path.write_bytes(path.read_bytes()[:10])


def garbage_chroma(folder: Path) -> None:
    (switch.chroma_folder(current(folder)) / "chroma.sqlite3").write_bytes(b"no database" * 999)


def empty_chroma(folder: Path) -> None:
    (switch.chroma_folder(current(folder)) / "chroma.sqlite3").write_bytes(b"")


def no_identity(folder: Path) -> None:
    (current(folder) / "identity.json").unlink()


def garbage_identity(folder: Path) -> None:
    (current(folder) / "identity.json").write_text("[1, 2")


def garbage_pointer(folder: Path) -> None:
    switch.pointer(folder).write_bytes(b"\xff../../etc")


def no_keyword(folder: Path) -> None:
    shutil.rmtree(switch.keyword_folder(current(folder)))


def garbage_keyword(folder: Path) -> None:
    for path in switch.keyword_folder(current(folder)).iterdir():
        path.write_bytes(b"\x00" * 100)


def current(folder: Path) -> Path:
    build = switch.current(folder)
    assert build is not None
    return build


DAMAGE = [
    no_builds,
    no_chroma,
    no_vectors,
    garbage_vectors,
    truncated_vectors,
    garbage_chroma,
    empty_chroma,
    no_identity,
    garbage_identity,
    garbage_pointer,
    no_keyword,
    garbage_keyword,
]


@pytest.mark.parametrize("damage", DAMAGE)
def test_answers_go_on_without_the_damaged_part_and_a_rebuild_mends_it(
    folder: Path, opened: Open, damage: Callable[[Path], None]
) -> None:
    reader = opened(folder)
    vector = EMBEDDER.query("diffusion for vision")
    dense = [name for name, _ in reader.dense(vector, 10)]
    words = [name for name, _ in reader.keyword("diffusion for vision", 10)]
    rarity = reader.idf(["diffusion"])
    reader.close()

    damage(folder)
    hurt = opened(folder)
    assert hurt.degraded is not None
    assert "footnote reindex" in hurt.degraded
    assert [name for name, _ in hurt.dense(vector, 10)] == dense
    assert [name for name, _ in hurt.keyword("diffusion for vision", 10)] == words
    assert np.allclose(hurt.idf(["diffusion"]), rarity)

    seen = len(EMBEDDER.seen)
    with open_writer(folder) as corpus:
        rebuild(folder, corpus, IDENTITY, lambda *_: None)
    assert len(EMBEDDER.seen) == seen
    assert hurt.refresh()
    assert hurt.degraded is None
    assert [name for name, _ in hurt.dense(vector, 10)] == dense
    assert [name for name, _ in hurt.keyword("diffusion for vision", 10)] == words


@pytest.mark.parametrize("damage", DAMAGE)
def test_the_next_ingest_mends_a_damaged_index(
    folder: Path, opened: Open, damage: Callable[[Path], None]
) -> None:
    damage(folder)
    new = paper(99, title="Zebra crossings")
    seen = len(EMBEDDER.seen)
    take_in(folder, [new])
    assert EMBEDDER.seen[seen:] == [new.title]
    reader = opened(folder)
    assert reader.degraded is None
    assert len(reader.dense(EMBEDDER.query("zebra"), 100)) == 61
    assert reader.keyword("zebra", 1)[0][0] == new.paper_id


def test_chroma_that_fails_while_open_is_replaced_by_exact_search(
    folder: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("thread panicked")

    reader = opened(folder)
    vector = EMBEDDER.query("reward")
    expected = [name for name, _ in reader.dense(vector, 3)]
    monkeypatch.setattr("chromadb.Collection.query", fail)
    assert [name for name, _ in reader.dense(vector, 3)] == expected
    assert "thread panicked" in str(reader.degraded)


def test_another_embedder_is_refused_with_the_command_that_rebuilds(folder: Path) -> None:
    other = HashEmbedder(dimension=32, name="hash-2")
    with (
        Corpus.open(folder) as corpus,
        pytest.raises(IndexMismatchError, match="footnote reindex"),
    ):
        IndexReader(folder, corpus, Identity.of(other))
    with open_writer(folder) as writer:
        with pytest.raises(IndexMismatchError, match="footnote reindex"):
            ingest([paper(77)], writer, other, folder, silent)
        assert writer.count() == 60
    no_builds(folder)
    with (
        Corpus.open(folder) as corpus,
        pytest.raises(IndexMismatchError, match="footnote reindex"),
    ):
        IndexReader(folder, corpus, Identity.of(other))


def test_reindex_changes_the_embedder_and_back_without_embedding_again(folder: Path) -> None:
    other = HashEmbedder(dimension=32, name="hash-2")
    progress: list[Progress] = []
    with open_writer(folder) as corpus:
        reindex(corpus, other, folder, progress.append)
    assert len(other.seen) == 60
    assert progress[-1] == Progress("index", 60, 60)
    with Corpus.open(folder) as corpus:
        reader = IndexReader(folder, corpus, Identity.of(other))
        assert reader.dense(other.query(PAPERS[3].title), 60)[0][0] == PAPERS[3].paper_id
        reader.close()
    seen = len(EMBEDDER.seen)
    with open_writer(folder) as corpus:
        reindex(corpus, EMBEDDER, folder, silent)
    assert len(EMBEDDER.seen) == seen


def test_an_open_reader_says_that_its_model_was_replaced(folder: Path, opened: Open) -> None:
    reader = opened(folder)
    before = reader.dense(EMBEDDER.query("reward"), 3)
    with open_writer(folder) as corpus:
        reindex(corpus, HashEmbedder(dimension=32, name="hash-2"), folder, silent)
    assert not reader.refresh()
    assert "hash-2:32" in str(reader.degraded)
    assert reader.dense(EMBEDDER.query("reward"), 3) == before


def test_an_index_of_another_corpus_is_not_carried_on(
    folder: Path, tmp_path: Path, opened: Open
) -> None:
    other = tmp_path / "other"
    take_in(other, PAPERS[:3])
    shutil.copy(other / "papers.db", folder / "papers.db")
    take_in(folder, [paper(88)])
    assert len(opened(folder).dense(EMBEDDER.query("heads"), 100)) == 4


def test_an_empty_corpus_answers_nothing(tmp_path: Path, opened: Open) -> None:
    with open_writer(tmp_path):
        pass
    reader = opened(tmp_path)
    assert reader.degraded is None
    assert reader.dense(EMBEDDER.query("heads"), 5) == []
    assert reader.keyword("heads", 5) == []
    take_in(tmp_path, [])
    assert not reader.refresh(), "what stores nothing makes no index"
    assert reader.dense(EMBEDDER.query("heads"), 5) == []
    take_in(tmp_path, [paper(1)])
    assert reader.refresh()
    assert len(reader.dense(EMBEDDER.query("heads"), 5)) == 1


def test_a_quarantined_build_is_set_aside_and_answers_go_on(folder: Path, opened: Open) -> None:
    name = current(folder).name
    aside = switch.quarantine(folder, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert aside == switch.builds(folder) / "quarantine-20260102T030405000000"
    assert aside.exists()
    reader = opened(folder)
    assert reader.degraded is not None
    assert len(reader.dense(EMBEDDER.query("heads"), 5)) == 5
    take_in(folder, [])
    assert reader.refresh()
    assert reader.degraded is None
    assert reader.generation != name
    assert aside.exists()
    assert switch.quarantine(Path(folder / "nothing"), datetime.now(UTC)) is None
