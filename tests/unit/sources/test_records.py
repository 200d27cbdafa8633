from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from vectorstore.models import Paper
from vectorstore.papers import title_id
from vectorstore.sources.checks import BadRecordError, Reject
from vectorstore.sources.records import to_paper


def record(**fields: Any) -> dict[str, Any]:
    return {"title": "A title", "abstract": "An abstract.", **fields}


def test_a_record_of_the_daily_papers_archive() -> None:
    paper = to_paper(
        record(
            arxiv_id="2405.14906",
            authors=["Bin Lei", "Yuchen Li"],
            published_at="2024-05-23T02:53:25.000Z",
            submitted_on_daily_at=None,
            daily_dates=["2024-05-28", "2024-05-27"],
            upvotes=0,
            num_comments=1,
            ai_summary="Short.",
            ai_keywords=["code"],
            github_repo="https://github.com/a/b",
            project_page="",
            organization="Org",
            thumbnail=None,
            url="https://huggingface.co/papers/2405.14906",
        ),
        "records",
    )
    assert paper == Paper(
        paper_id="2405.14906",
        arxiv_id="2405.14906",
        title="A title",
        abstract="An abstract.",
        source="hf_daily",
        authors=("Bin Lei", "Yuchen Li"),
        published=date(2024, 5, 23),
        listed=(date(2024, 5, 27), date(2024, 5, 28)),
        upvotes=0,
        comments=1,
        ai_summary="Short.",
        ai_keywords=("code",),
        code_url="https://github.com/a/b",
        organization="Org",
        extra={"url": "https://huggingface.co/papers/2405.14906"},
    )


def test_a_record_of_the_merged_corpus() -> None:
    paper = to_paper(
        record(doc_id="1908.0558", source="arxiv_archive", date="2019-08-15", authors=[]), "records"
    )
    assert (paper.paper_id, paper.arxiv_id) == ("1908.0558", None)  # a damaged id makes no link
    assert (paper.source, paper.published) == ("arxiv_archive", date(2019, 8, 15))


@pytest.mark.parametrize(
    ("fields", "published", "precision"),
    [
        ({"date": "2019"}, date(2019, 1, 1), "year"),
        ({"date": "2019-08"}, date(2019, 8, 1), "month"),
        ({"year": 2024}, date(2024, 1, 1), "year"),
        ({"year": "in press"}, None, None),
        ({"date": "2024-05-27T23:30:00-02:00"}, date(2024, 5, 28), None),
        ({"date": ""}, None, None),
    ],
)
def test_dates_say_how_exact_they_are(
    fields: dict[str, Any], published: date | None, precision: str | None
) -> None:
    paper = to_paper(record(**fields), "records")
    assert (paper.published, paper.extra.get("date_precision")) == (published, precision)


@pytest.mark.parametrize(
    "fields",
    [
        {"abstract": "One. Two."},
        {"abstract": "", "summary": "One.\n\tTwo."},
        {"text": "One. Two."},
        {"sentences": ["One.", " Two. "]},
    ],
)
def test_the_abstract_may_have_other_names(fields: dict[str, Any]) -> None:
    paper = to_paper({"title": "T", **fields}, "records")
    assert (paper.abstract, paper.extra) == ("One. Two.", {})


def test_only_white_space_is_changed() -> None:
    title = r"$\alpha$“quotes”\u200b ``latex'' \textbf{x}"
    paper = to_paper(record(title=f"  {title}\n", abstract=f"a\n b\u200b\x80 {title}"), "records")
    assert paper.title == title
    assert paper.abstract == f"a b\u200b\x80 {title}"


def test_ids_are_kept_as_given_or_made_from_the_title() -> None:
    assert to_paper(record(doc_id=4983), "records").paper_id == "4983"
    assert to_paper(record(id="x1", doc_id=""), "records").paper_id == "x1"
    assert to_paper(record(), "records").paper_id == title_id("A title")
    both = to_paper(record(doc_id="conf:x:1", arxiv_id="2405.14906v2"), "records")
    assert (both.paper_id, both.arxiv_id) == ("2405.14906v2", "2405.14906")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"title": None}, "it has no title"),
        ({"title": " \u200b "}, "it has no title|its title is empty"),
        ({"title": ["A"]}, "its title is not text"),
        ({"title": "x" * 1_001}, "its title is longer than 1,000 characters"),
        ({"abstract": None}, "it has no abstract"),
        ({"abstract": 7}, "its abstract is not text"),
        ({"abstract": "x " * 20_001}, "its abstract is longer than 20,000 characters"),
        ({"abstract": "a\0b"}, "its abstract contains a control character"),
        ({"abstract": "a\x1b[2Jb"}, "its abstract contains a control character"),
        ({"abstract": "a\ud800b"}, "its abstract contains a control character"),
        ({"abstract": None, "sentences": ["a", 1]}, "its sentences are not a list of texts"),
        ({"doc_id": "é" * 65}, "its doc_id is longer than 128 bytes"),
        ({"doc_id": True}, "its doc_id is not text"),
        ({"date": "2024-02-30"}, "its date is not a date"),
        ({"date": "last week"}, "its date is not a date"),
        ({"date": "0001-01-01T00:00:00+12:00"}, "its date is not a date"),
        ({"daily_dates": "2024-05-27"}, "its daily_dates are not a list"),
        ({"daily_dates": [5]}, "its day of listing is not a date"),
        ({"upvotes": -1}, "its upvotes must be a whole number, 0 or more"),
        ({"upvotes": 1.5}, "its upvotes must be"),
        ({"upvotes": True}, "its upvotes must be"),
        ({"upvotes": 10**30}, "its upvotes must be"),
        ({"authors": {"a": 1}}, "its authors are not a list"),
        ({"authors": [1]}, "its authors is not text"),
        ({"note": float("inf")}, "its other fields cannot be stored"),
        ({"note": "x" * 100_001}, "its other fields are longer than"),
    ],
)
def test_a_bad_record_says_why(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadRecordError, match=f"^(?:{reason})"):
        to_paper(record(**fields), "records")


def test_a_reject_is_trimmed_and_can_be_written() -> None:
    reject = Reject("x", "why", "\ud800" + "a" * 5_000)
    assert len(reject.raw) == 2_000
    assert reject.raw.encode()
