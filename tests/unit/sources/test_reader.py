from __future__ import annotations

import contextlib
import errno
import gzip
import io
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vectorstore.errors import SourceError
from vectorstore.models import Paper
from vectorstore.sources import stream
from vectorstore.sources.reader import Reject, read
from vectorstore.sources.saved_page import sample_page


def record(n: int = 1, **fields: Any) -> dict[str, Any]:
    return {"title": f"Title {n}", "abstract": f"Abstract {n}.", "doc_id": f"d{n}", **fields}


def jsonl(*records: Any) -> bytes:
    return b"".join(json.dumps(item).encode() + b"\n" for item in records)


def ids(found: list[Paper | Reject]) -> list[str]:
    """The id of each paper, and "!" for each reject."""
    return [item.paper_id if isinstance(item, Paper) else "!" for item in found]


def from_stdin(data: bytes) -> list[Paper | Reject]:
    return list(read(None, io.BytesIO(data)))


CSV = b'\xef\xbb\xbfTitle,ABSTRACT,Doc ID,Authors,Upvotes\r\n"A, b","One\ntwo.",d1,Ann; Bob,0\r\n'
BIB = b"""A comment.
@inproceedings{vaswani, title = {Attention {Is} All}, author = {Vaswani, Ashish and Noam Shazeer
  and others}, year = 2017, month = foo, abstract = {We propose
  a net.}, eprint = {1706.03762v5}, archivePrefix = {arXiv}, booktitle = "NeurIPS"}
@misc{bare, title = {No abstract}}
@online{web, title = {B}, abstract = {Second.}}
@article{cut, title = {C}, abstract = {Third
"""


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (jsonl(record(1), record(2)), ["d1", "d2"]),
        (jsonl(record(1)), ["d1"]),
        (b"\xef\xbb\xbf" + jsonl(record(1), record(2)), ["d1", "d2"]),
        (b"\n\r\n" + jsonl(record(1), record(2)).replace(b"\n", b"\r\n"), ["d1", "d2"]),
        (json.dumps([record(1), record(2)]).encode(), ["d1", "d2"]),
        (json.dumps([record(1), {"x": 1}, 5], indent=1).encode(), ["d1", "!", "!"]),
        (json.dumps(record(1), indent=2).encode(), ["d1"]),
        (b"[]", []),
        (CSV, ["d1"]),
        (sample_page().read_bytes(), [*["title"] * 45]),
        (BIB, ["1706.03762", "!", "title", "!"]),
    ],
    ids=[
        *("jsonl", "one line", "bom", "crlf", "list", "list with others", "object", "empty list"),
        *("csv", "page", "bibtex"),
    ],
)
def test_every_shape_is_known_by_its_content(
    data: bytes, expected: list[str], zipped: bool, tmp_path: Path
) -> None:
    data = gzip.compress(data) if zipped else data
    (tmp_path / "nameless").write_bytes(data)
    for found in (from_stdin(data), list(read(tmp_path / "nameless"))):
        assert [name.split("-")[0] for name in ids(found)] == expected


def test_csv_rows(tmp_path: Path) -> None:
    file = tmp_path / "papers.csv"
    file.write_bytes(CSV + b'\r\nB,Text.,d2,,x\r\nC,Text.,d3,,,,more\r\nD,Text.\r\nE,"cut off')
    found = list(read(file))
    assert ids(found)[:3] == ["d1", "!", "!"]
    first = found[0]
    assert isinstance(first, Paper)
    assert (first.title, first.abstract) == ("A, b", "One two.")
    assert (first.authors, first.upvotes, first.source) == (("Ann", "Bob"), 0, "csv")
    reasons = [item.reason for item in found if isinstance(item, Reject)]
    assert reasons == [
        "its upvotes must be a whole number, 0 or more",
        "it has more cells than the header names",
        "the row is not valid CSV (unexpected end of data)",
    ]


def test_csv_with_semicolons_between_cells() -> None:
    (paper,) = from_stdin(b'title;abstract;authors\nA;One.;"Ann; Bob"\n')
    assert isinstance(paper, Paper)
    assert paper.authors == ("Ann", "Bob")


def test_csv_without_the_needed_columns_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("name,year\nA,2024\n")
    with pytest.raises(SourceError, match="must name a title and an abstract column"):
        list(read(file))


def test_csv_with_a_damaged_header_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text('"title"x,abstract\nA,B\n')
    with pytest.raises(SourceError, match="is not valid CSV"):
        list(read(file))


def test_bibtex_entries() -> None:
    paper, bare, other, cut = from_stdin(BIB)
    assert isinstance(paper, Paper)
    assert (paper.title, paper.abstract) == ("Attention {Is} All", "We propose a net.")
    assert (paper.arxiv_id, paper.authors) == ("1706.03762", ("Ashish Vaswani", "Noam Shazeer"))
    assert paper.published
    assert (paper.published.year, paper.extra["date_precision"]) == (2017, "year")
    assert paper.extra["bibtex_key"] == "vaswani"
    assert isinstance(bare, Reject)
    assert (bare.origin, bare.reason) == ("standard input, entry bare", "it has no abstract")
    assert isinstance(other, Paper)
    assert isinstance(cut, Reject)
    assert "cut short" in cut.reason


def test_a_bad_line_is_refused_and_the_rest_goes_in(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    bad = [b"{", b"[1]", b'"x"', b"\xff{}", b"[" * 100_000, b'{"title": "T"}', b"9" * 5_000]
    file.write_bytes(b"\n".join([jsonl(record(1)).strip(), *bad, jsonl(record(2)).strip()]))
    found = list(read(file))
    assert ids(found) == ["d1", *["!"] * len(bad), "d2"]
    reject = found[6]
    assert isinstance(reject, Reject)
    assert reject.origin == f"{file}, line 7"
    assert reject.reason == "it has no abstract"
    assert reject.raw == '{"title": "T"}'


def test_a_damaged_first_line_does_not_hide_the_others() -> None:
    assert ids(from_stdin(b'{"title": "cut\n' + jsonl(record(1)))) == ["!", "d1"]


def test_missing_values_written_as_nan_are_unknown() -> None:
    (paper, _) = from_stdin(b'{"title": "T", "abstract": "A", "upvotes": NaN}\n' + jsonl(record()))
    assert isinstance(paper, Paper)
    assert paper.upvotes is None


def test_an_overlong_line_is_refused_without_being_held() -> None:
    long = record(2, note="x" * (3 * stream.LINE_LIMIT))
    found = from_stdin(jsonl(record(1), long, record(3)))
    assert ids(found) == ["d1", "!", "d3"]
    assert isinstance(found[1], Reject)
    assert "longer than 1,048,576 bytes" in found[1].reason


def test_a_cut_gzip_gives_what_came_before_the_cut(tmp_path: Path) -> None:
    data = gzip.compress(jsonl(*(record(n, note=os.urandom(50).hex()) for n in range(2_000))))
    file = tmp_path / "x.jsonl.gz"
    file.write_bytes(data[: len(data) // 2])
    *papers, last = read(file)
    assert len(papers) > 500
    assert all(isinstance(item, Paper) for item in papers)
    assert isinstance(last, Reject)
    assert last.reason == "the file breaks off: its gzip stream is cut short"
    assert last.origin == f"{file}, after line {len(papers)}"


def test_a_large_cut_gzip_is_streamed_up_to_the_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "_HEAD", 1_000)
    test_a_cut_gzip_gives_what_came_before_the_cut(tmp_path)


def test_a_damaged_gzip_is_refused_where_it_breaks() -> None:
    data = gzip.compress(jsonl(record(1), record(2)))
    *papers, last = from_stdin(data[:-8] + b"\0" * 8)  # a wrong checksum
    assert ids(papers) == ["d1", "d2"]
    assert isinstance(last, Reject)
    assert "does not unpack" in last.reason


def test_a_disk_error_in_the_middle_is_reported_after_what_was_read() -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if not (part := super().read(size)):
                raise OSError(errno.EIO, "Input/output error")
            return part

    *papers, last = read(None, Failing(jsonl(record(1), record(2))))
    assert ids(papers) == ["d1", "d2"]
    assert isinstance(last, Reject)
    assert "Input/output error" in last.reason


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (gzip.compress(b""), "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is a binary file"),
        (b"%PDF-1.7\nxx", "is a binary file"),
        ("title,abstract\nA,B\n".encode("utf-16"), "is UTF-16 text: save it as UTF-8"),
        ("title,abstract\nÀ,B\n".encode("latin-1"), r"is not UTF-8 text \(byte 15\)"),
        (b"Dear all,\n\nhello.", "is text of an unknown shape"),
        (b'[{"title": "A", "abst', "is not valid JSON .* cut short"),
        (b'{"title": "A", "abst', "is not valid JSON .* cut short"),
        (b"[" * 100_000, "is not valid JSON"),
        (b'["a", "b"]', "holds no papers but a list of other things"),
        (b'{"status": "no_data", "date": "2025-01-11"}', "with the keys status, date"),
        (b"{}", "an empty object"),
        (gzip.compress(b"title,abstract\nA,B\n")[:-12], "breaks off: its gzip stream is cut short"),
        (b"\x1f\x8bnonsense", "is damaged|breaks off"),
        (b"@article{a, title = {" + b"{" * 5_000, "is not BibTeX|is text of an unknown shape"),
    ],
)
def test_a_file_that_is_no_paper_is_refused_with_a_sentence(
    data: bytes, sentence: str, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_bytes(data)
    for source, name in ((file, str(file)), (None, "standard input")):
        with pytest.raises(SourceError, match=sentence) as caught:
            assert not all(isinstance(i, Reject) for i in read(source, io.BytesIO(data)))
        assert str(caught.value).startswith(name)
        assert "\n" not in str(caught.value)


def test_a_whole_file_shape_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "WHOLE_LIMIT", 1 << 20)
    with pytest.raises(SourceError, match="larger than 1 MB: give it as JSONL"):
        from_stdin(b"[" + b" " * (2 << 20))


@pytest.mark.parametrize(
    ("name", "sentence"), [("none", "does not exist"), ("a\0b", "cannot be opened")]
)
def test_a_path_that_leads_nowhere(name: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=sentence):
        list(read(tmp_path / name))


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    (tmp_path / "x").touch()
    monkeypatch.setattr(Path, "open", refuse)  # a mode would not stop an administrator
    with pytest.raises(SourceError, match="may not be read by this user"):
        list(read(tmp_path / "x"))


def test_standard_input_that_is_closed() -> None:
    with pytest.raises(SourceError, match="not connected"):
        list(read(None, None))


def test_a_folder_is_read_file_by_file_in_order(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_bytes(jsonl(record(2)))
    (tmp_path / "a.json").write_bytes(json.dumps([record(1)]).encode())
    (tmp_path / "c.png").write_bytes(b"\x89PNG\0")
    (tmp_path / ".hidden").write_bytes(b"x")
    (tmp_path / "folder").mkdir()
    found = list(read(tmp_path))
    assert ids(found) == ["d1", "d2", "!"]
    assert isinstance(found[2], Reject)
    assert found[2].origin == str(tmp_path / "c.png")


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="has no files in it"):
        list(read(tmp_path))


def test_jsonl_is_streamed() -> None:
    class Endless(io.RawIOBase):
        def read(self, _size: int = -1) -> bytes:
            return jsonl(record(1)) * 1_000

    found = read(None, Endless())  # type: ignore[arg-type]
    assert all(isinstance(next(found), Paper) for _ in range(30_000))


def test_the_archiver_artifacts_are_refused(shared: Path) -> None:
    for file in (shared / "payloads" / "archiver_artifacts").iterdir():
        with pytest.raises(SourceError, match="an untouched answer of the feed's API"):
            list(read(file))


def test_the_scifact_corpus_is_read(shared: Path) -> None:
    papers = list(read(shared / "bench" / "scifact" / "corpus.jsonl.gz"))
    assert len(papers) == 5_183
    assert isinstance(papers[0], Paper)
    assert papers[0].paper_id == "4983"


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
names = st.sampled_from(
    "title abstract text sentences doc_id authors date year upvotes paper daily_dates".split(" ")  # noqa: SIM905
)
near_papers = st.dictionaries(names | st.text(max_size=3), values)


@settings(deadline=None)
@given(st.lists(near_papers | values, min_size=1))
def test_any_json_gives_papers_rejects_or_a_source_error(items: list[Any]) -> None:
    for data in (jsonl(*items), json.dumps(items).encode()):
        try:
            found = from_stdin(data)
        except SourceError:
            continue
        for item in found:
            if isinstance(item, Paper):
                assert item.title.strip()
                assert item.abstract.strip()
                json.dumps(dict(item.extra), allow_nan=False).encode()
                assert item.content_hash


beginnings = st.sampled_from(
    [
        *(b"", b"{", b"[", b"<feed", b"@article{a,", b"title,abstract\n", b"\x1f\x8b\x08\0"),
        *(b"Daily Papers\n\nAug 20\n\n", b'<?xml version="1.0"?><feed>', b'{"title":"T"}\n'),
        gzip.compress(jsonl(record(1), record(2)))[:-9],
    ]
)


@settings(deadline=None)
@given(beginnings, st.binary() | st.text().map(lambda text: text.encode("utf-8", "replace")))
@example(b"{", b"\0")
def test_random_bytes_raise_nothing_but_source_errors(beginning: bytes, rest: bytes) -> None:
    with contextlib.suppress(SourceError):
        assert all(isinstance(item, Paper | Reject) for item in from_stdin(beginning + rest))


@settings(deadline=None)
@given(st.integers(0, 400))
def test_a_cut_anywhere_loses_no_complete_record(cut: int) -> None:
    data = jsonl(*(record(n) for n in range(5)))[: cut + 70]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.jsonl"
        file.write_bytes(data)
        found = ids(list(read(file)))
    complete = data.count(b"\n")
    assert found[:complete] == [f"d{n}" for n in range(complete)]
    assert len(found) <= complete + 1
