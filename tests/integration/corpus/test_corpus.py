"""The corpus on a real SQLite file."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from tests.fakes import HashEmbedder
from vectorstore.corpus import database
from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.writer import Change, CorpusWriter, NewVectors, open_writer
from vectorstore.embeddings import PaperText
from vectorstore.errors import CorpusError
from vectorstore.models import Filters, Paper
from vectorstore.sentences import split

FULL = Paper(
    paper_id="2401.00001",
    title="Heads That Find Facts",
    abstract="We study heads. They find facts.",
    source="feed",
    arxiv_id="2401.00001",
    authors=("Ada L.", "Émile Z."),
    published=date(2024, 1, 1),
    listed=(date(2024, 1, 2), date(2024, 1, 3)),
    upvotes=0,
    comments=3,
    ai_summary="Heads.",
    ai_keywords=("heads",),
    code_url="https://example.org/code",
    project_url="https://example.org",
    organization="Lab",
    extra={"n": [1, None, {"a": "ü"}]},
)
BARE = Paper("title-aaaaaaaaaaaa", "100% Sparse_Models", "Sparse is enough.", "page")
EMBEDDER = HashEmbedder()


def vectors_of(paper: Paper, embedder: HashEmbedder = EMBEDDER) -> NewVectors:
    spans = split(paper.abstract)
    [made] = embedder.papers([PaperText(paper.title, paper.abstract, spans)])
    return NewVectors(paper.content_hash, embedder.fingerprint, spans, made)


def store(folder: Path, *papers: Paper) -> None:
    with open_writer(folder) as corpus:
        corpus.commit([Change(paper) for paper in papers], [vectors_of(p) for p in papers])


def test_a_paper_comes_back_as_it_was(tmp_path: Path) -> None:
    store(tmp_path, FULL, BARE)
    with Corpus.open(tmp_path) as corpus:
        assert corpus.get([BARE.paper_id, "unknown", FULL.paper_id]) == {
            BARE.paper_id: BARE,
            FULL.paper_id: FULL,
        }
        assert list(corpus.papers()) == [FULL, BARE]
        assert corpus.count() == 2
        assert corpus.count("another") == 0
        assert corpus.newest_day() == date(2024, 1, 2)
        assert corpus.sources() == {"feed": 1, "page": 1}


def test_candidates_carry_spans_and_vectors_in_the_order_asked(tmp_path: Path) -> None:
    store(tmp_path, FULL, BARE)
    with Corpus.open(tmp_path) as corpus:
        found = corpus.candidates([BARE.paper_id, "unknown", FULL.paper_id], EMBEDDER.fingerprint)
        assert [candidate.paper for candidate in found] == [BARE, FULL]
        expected = vectors_of(FULL)
        assert found[1].spans == expected.spans
        assert np.array_equal(found[1].vectors.abstract, expected.vectors.abstract)
        assert np.allclose(found[1].vectors.sentences, expected.vectors.sentences, atol=1e-3)
        assert corpus.candidates([FULL.paper_id], "another") == []
        assert corpus.candidates([], EMBEDDER.fingerprint) == []


def test_a_former_id_still_finds_the_paper(tmp_path: Path) -> None:
    store(tmp_path, FULL, BARE)
    with open_writer(tmp_path) as corpus:
        [stored] = corpus.matching([BARE])
        corpus.commit([Change(BARE, stored.key, aliases=frozenset({"old-id"}))], [])
        assert corpus.get(["old-id"]) == {"old-id": BARE}
        [candidate] = corpus.candidates(["old-id"], EMBEDDER.fingerprint)
        assert (candidate.asked, candidate.paper) == ("old-id", BARE)
        assert corpus.ids_matching(Filters(paper_ids=frozenset({"old-id"}))) == [BARE.paper_id]
        assert corpus.retired_since(0) == ["old-id"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), ["a", "b", "c"]),
        (Filters(since=date(2024, 1, 2)), ["b"]),
        (Filters(until=date(2024, 1, 2)), ["a", "b"]),
        (Filters(until=date(2024, 1, 1), sources=frozenset({"y"})), []),
        (Filters(sources=frozenset({"y"})), ["b", "c"]),
        (Filters(paper_ids=frozenset({"c", "a", "nobody"})), ["a", "c"]),
        (Filters(sources=frozenset()), []),
    ],
)
def test_filters(tmp_path: Path, filters: Filters, expected: list[str]) -> None:
    store(
        tmp_path,
        Paper("a", "A", "Text a.", "x", published=date(2024, 1, 1)),
        Paper("b", "B", "Text b.", "y", listed=(date(2024, 1, 2),)),
        Paper("c", "C", "Text c.", "y"),
    )
    with Corpus.open(tmp_path) as corpus:
        assert corpus.ids_matching(filters) == expected


def test_titles_match_words_literally(tmp_path: Path) -> None:
    store(tmp_path, FULL, BARE)
    with Corpus.open(tmp_path) as corpus:
        heads = (FULL.paper_id, FULL.title)
        assert corpus.titles("facts HEADS") == [heads]
        assert corpus.titles("%") == [(BARE.paper_id, BARE.title)]
        assert corpus.titles("_") == [(BARE.paper_id, BARE.title)]
        assert corpus.titles("", limit=1) == [heads]


def test_abstract_matrix_of_all_and_of_some(tmp_path: Path) -> None:
    store(tmp_path, FULL, BARE)
    with Corpus.open(tmp_path) as corpus:
        ids, matrix = corpus.abstract_matrix(EMBEDDER.fingerprint)
        assert ids == [FULL.paper_id, BARE.paper_id]
        assert matrix.shape == (2, EMBEDDER.dimension)
        some, rows = corpus.abstract_matrix(EMBEDDER.fingerprint, [BARE.paper_id, "nobody"])
        assert some == [BARE.paper_id]
        assert np.array_equal(rows[0], matrix[1])
        assert corpus.abstract_matrix("another")[0] == []


def test_only_a_change_of_what_is_searched_makes_a_revision(tmp_path: Path) -> None:
    store(tmp_path, FULL)
    with open_writer(tmp_path) as corpus:
        before = corpus.state()
        [stored] = corpus.matching([FULL])
        corpus.commit([Change(FULL, stored.key, searched=False)], [])
        assert corpus.state() == before
        corpus.commit([Change(FULL, stored.key)], [])
        assert corpus.state().revision == before.revision + 1
        assert corpus.changed_since(before.revision) == 1


def test_a_failed_commit_leaves_nothing(tmp_path: Path) -> None:
    store(tmp_path, FULL)
    with open_writer(tmp_path) as corpus:
        before = corpus.state()
        with pytest.raises(CorpusError):
            corpus.commit([Change(BARE), Change(FULL)], [vectors_of(BARE)])
        assert corpus.state() == before
        assert corpus.count() == 1


def test_no_papers_yet(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"no papers in .* yet: add some with `footnote ingest"):
        Corpus.open(tmp_path)


@pytest.mark.parametrize("content", [b"", b"hello, I am a text file" * 100, b"\0" * 8192])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    (tmp_path / database.FILE).write_bytes(content)
    with pytest.raises(CorpusError, match="not a database of papers"):
        Corpus.open(tmp_path)


def test_a_damaged_database_is_told(tmp_path: Path) -> None:
    store(tmp_path, *(Paper(f"p{n}", f"T{n}", "Word. " * 200, "s") for n in range(50)))
    path = tmp_path / database.FILE
    assert database.check(path) is None
    content = bytearray(path.read_bytes())
    content[8192:] = b"\x5a" * (len(content) - 8192)
    path.write_bytes(content)
    with pytest.raises(CorpusError, match="damaged: put a backup in its place"):
        Corpus.open(tmp_path).get(["p1"])


def test_another_schema_is_refused(tmp_path: Path) -> None:
    store(tmp_path, FULL)
    with sqlite3.connect(tmp_path / database.FILE) as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE name = 'schema'")
    connection.close()
    with pytest.raises(CorpusError, match="another version of Footnote"):
        Corpus.open(tmp_path)


def test_a_locked_database_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    store(tmp_path, FULL)
    other = sqlite3.connect(tmp_path / database.FILE)
    other.execute("BEGIN IMMEDIATE")
    with (
        pytest.raises(CorpusError, match="locked by another program"),
        open_writer(tmp_path) as corpus,
    ):
        corpus.commit([Change(BARE)], [])
    other.close()


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    store(tmp_path, FULL)
    corpus = CorpusWriter.create(tmp_path, lambda: datetime.now(UTC))
    with corpus, corpus._engine.connect() as connection:
        # SQLite then fails as it does on a full disk.
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
        connection.close()
        many = [Paper(f"p{n}", f"T{n}", "Word. " * 2000, "s") for n in range(20)]
        with pytest.raises(CorpusError, match="disk is full: free some space"):
            corpus.commit([Change(paper) for paper in many], [])
        assert corpus.get([FULL.paper_id]) == {FULL.paper_id: FULL}
        assert corpus.count() == 1
