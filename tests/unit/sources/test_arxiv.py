from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from vectorstore.errors import SourceError
from vectorstore.models import Paper
from vectorstore.sources.reader import Reject, read

ENTRY = """
<entry><id>http://arxiv.org/abs/2510.14968v1</id><published>2025-10-16T17:59:37Z</published>
<title>A &lt; B in $\\alpha$
  space</title><summary>  First line
second &amp; last line.</summary>
<author><name>Ann A.</name></author><author><name>Bob B.</name></author>
<arxiv:comment xmlns:arxiv="http://arxiv.org/schemas/atom">10 pages</arxiv:comment>
<category term="cs.RO" scheme="http://arxiv.org/schemas/atom"/><category term="cs.AI"/></entry>
"""


@pytest.fixture
def answer(tmp_path: Path) -> Path:
    return tmp_path / "answer.xml"


def feed(*entries: str) -> str:
    return (
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">{"".join(entries)}</feed>'
    )


def test_an_entry_is_read_without_its_version(answer: Path) -> None:
    answer.write_text(feed(ENTRY))
    (paper,) = read(answer)
    assert paper == Paper(
        paper_id="2510.14968",
        arxiv_id="2510.14968",
        title="A < B in $\\alpha$ space",
        abstract="First line second & last line.",
        source="arxiv",
        authors=("Ann A.", "Bob B."),
        published=date(2025, 10, 16),
        extra={"categories": ["cs.RO", "cs.AI"], "comment": "10 pages"},
    )


def test_an_answer_without_entries_has_none(answer: Path) -> None:
    answer.write_text(feed())
    assert list(read(answer)) == []


def test_an_entry_from_elsewhere_is_refused(answer: Path) -> None:
    answer.write_text(feed(ENTRY.replace("arxiv.org/abs", "blog.example"), ENTRY))
    refused, paper = read(answer)
    assert isinstance(refused, Reject)
    assert refused.reason == "its id is no arXiv address"
    assert isinstance(paper, Paper)


def test_an_error_answer_is_refused(answer: Path) -> None:
    answer.write_text(
        feed("<entry><id>http://arxiv.org/api/errors#x</id><summary>bad id</summary></entry>")
    )
    with pytest.raises(SourceError, match=r"error answer of arXiv \(bad id\)"):
        list(read(answer))


def test_a_truncated_answer_is_refused(answer: Path) -> None:
    answer.write_text(feed(ENTRY, ENTRY)[:-200])
    with pytest.raises(SourceError, match="not well-formed XML"):
        list(read(answer))


def test_a_web_page_is_refused(answer: Path) -> None:
    answer.write_text("<!doctype html><html><body>Sign in</body></html>")
    with pytest.raises(SourceError, match="is a web page"):
        list(read(answer))


def test_the_real_answers_are_read(shared: Path) -> None:
    papers = list(read(shared / "payloads" / "arxiv_atom"))
    assert [p.paper_id for p in papers if isinstance(p, Paper)] == ["2510.14968", "2510.14827"]
    assert len(papers) == 2


def test_an_answer_with_unknown_entities_is_refused(answer: Path) -> None:
    entry = ENTRY.replace("First", "&nbsp;First")
    answer.write_text(f'<!DOCTYPE feed SYSTEM "x.dtd">{feed(entry)[21:]}')
    with pytest.raises(SourceError, match="not well-formed XML"):
        list(read(answer))
