from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from vectorstore.models import Paper
from vectorstore.sources.checks import BadRecordError
from vectorstore.sources.feed_api import to_paper
from vectorstore.sources.reader import read


def item(**paper: Any) -> dict[str, Any]:
    return {
        "paper": {
            "id": "2608.19880",
            "title": "A title\n  on two lines",
            "summary": "First line\nsecond line.\n",
            "authors": [{"name": "Ann"}, {"name": "Bob", "hidden": True}, {"name": "Cy"}],
            "publishedAt": "2026-08-20T23:30:00.000-04:00",
            "submittedOnDailyAt": "2026-08-22T00:00:00.000Z",
            "upvotes": 0,
            "ai_summary": "Short.",
            "ai_keywords": ["agents"],
            "githubRepo": "https://github.com/a/b",
            "githubStars": 8,
            "projectPage": "https://a.example/",
            "organization": {"_id": "5e", "name": "zju", "fullname": "Zhejiang University"},
            **paper,
        },
        "title": "A title on two lines",
        "publishedAt": "2026-08-20T20:00:00.000Z",
        "numComments": 3,
        "mediaUrls": ["https://m.example/1.mp4"],
        "submittedBy": {"_id": "60", "name": "taesiri", "fullname": "T", "avatarUrl": "x"},
    }


def test_every_useful_field_is_kept() -> None:
    assert to_paper(item()) == Paper(
        paper_id="2608.19880",
        arxiv_id="2608.19880",
        title="A title on two lines",
        abstract="First line second line.",
        source="hf_daily",
        authors=("Ann", "Cy"),
        published=date(2026, 8, 21),
        listed=(date(2026, 8, 22),),
        upvotes=0,
        comments=3,
        ai_summary="Short.",
        ai_keywords=("agents",),
        code_url="https://github.com/a/b",
        project_url="https://a.example/",
        organization="Zhejiang University",
        extra={
            "githubStars": 8,
            "organization": {"name": "zju", "fullname": "Zhejiang University"},
            "mediaUrls": ["https://m.example/1.mp4"],
            "submittedBy": {"name": "taesiri", "fullname": "T"},
        },
    )


def test_older_answers_name_the_day_of_listing_outside_the_paper() -> None:
    old = item(submittedOnDailyAt=None, publishedAt="2024-05-24T17:34:15.000Z")
    old["publishedAt"] = "2024-05-26T23:10:00.000Z"
    assert to_paper(old).listed == (date(2024, 5, 26),)
    assert to_paper(old, page_day=date(2024, 5, 27)).listed == (date(2024, 5, 27),)


def test_an_unknown_day_of_listing_stays_unknown() -> None:
    assert to_paper(item(submittedOnDailyAt=None)).listed == ()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"title": None, "summary": ""}, "summary is empty"),
        ({"summary": None}, "no summary"),
        ({"upvotes": -1}, "upvotes must be a whole number"),
        ({"publishedAt": "yesterday"}, "publishedAt is not a date"),
        ({"authors": "Ann; Bob", "title": 7}, "title is not text"),
    ],
)
def test_a_bad_item_says_why(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadRecordError, match=reason):
        to_paper(item(**fields))


def test_a_code_address_that_is_none_is_unknown() -> None:
    assert to_paper(item(githubRepo="javascript:alert(1)")).code_url is None


def test_all_nine_real_answers_are_read(shared: Path) -> None:
    folder = shared / "payloads" / "hf_daily_papers_raw"
    papers = [p for p in read(folder) if isinstance(p, Paper)]
    raw = [entry for file in sorted(folder.iterdir()) for entry in json.loads(file.read_bytes())]
    assert len(papers) == len(raw) == 105
    for paper, entry in zip(papers, raw, strict=True):
        assert paper.arxiv_id == paper.paper_id == entry["paper"]["id"]
        assert paper.abstract == " ".join(entry["paper"]["summary"].split())
        assert paper.upvotes == entry["paper"]["upvotes"]
        assert paper.comments == entry["numComments"]
        assert len(paper.listed) == 1


# What an item has and a paper does not: pictures of people, accounts, and moments within a day.
LEFT_OUT = re.compile(
    r"authors\.(_id|hidden|status|statusLastChangedAt|user)\b"
    r"|(submittedBy|submittedOnDailyBy|organization)\.(_id|avatar|avatarUrl|type|user|followerCount"
    r"|is[A-Z]\w*)"
)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a JSON document under the names that lead to it; lists have none."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, f"{path}.{key}".removeprefix("."))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from leaves(part, path)
    else:
        yield path, value


def test_nothing_of_the_real_answers_is_lost(shared: Path) -> None:
    """Field by field: each value of each item is in its paper, or on the list above."""
    checked = 0
    for file in sorted((shared / "payloads" / "hf_daily_papers_raw").iterdir()):
        for entry in json.loads(file.read_bytes()):
            paper = to_paper(entry, date.fromisoformat(file.stem))
            kept = {
                *(value for _, value in leaves(asdict(paper))),
                *(day.isoformat() for day in (paper.published, *paper.listed) if day),
            }
            for path, value in leaves(entry):
                name = path.removeprefix("paper.")
                if LEFT_OUT.match(name) or value in (None, ""):
                    continue
                if path in {"title", "summary"}:
                    continue  # the item's own copies of the paper's
                if name.endswith("At"):
                    value = value[:10]
                    if path == "publishedAt" and value != paper.published.isoformat():
                        continue  # the listing of old answers, in the zone of its server
                elif isinstance(value, str):
                    value = " ".join(value.split())
                assert value in kept, (file.name, path, value)
                checked += 1
    assert checked > 3_000


def test_linked_models_data_sets_and_spaces_are_kept_by_name() -> None:
    linked = item(
        linkedModels=[{"id": "a/model", "likes": 3, "tags": ["x"]}],
        linkedDatasets=[{"id": "a/data"}],
        linkedSpaces=["a/space"],
        numTotalModels=12,
    )
    extra = to_paper(linked).extra
    assert extra["linkedModels"] == ["a/model"]
    assert extra["linkedDatasets"] == ["a/data"]
    assert extra["linkedSpaces"] == ["a/space"]
    assert extra["numTotalModels"] == 12


def test_accounts_go_by_the_name_that_their_year_gave_them() -> None:
    old = item(submittedOnDailyBy={"user": "taesiri", "fullname": "T", "isPro": True})
    assert to_paper(old).extra["submittedOnDailyBy"] == {"name": "taesiri", "fullname": "T"}


def test_the_page_that_was_asked_for_is_the_day_of_listing() -> None:
    assert to_paper(item(), page_day=date(2026, 8, 21)).listed == (date(2026, 8, 21),)


def test_real_answers_agree_with_the_archive_made_from_them(shared: Path) -> None:
    with gzip.open(shared / "corpus" / "hf_daily_papers_2024_2026.jsonl.gz", "rt") as lines:
        archive = {record["arxiv_id"]: record for record in map(json.loads, lines)}
    for paper in read(shared / "payloads" / "hf_daily_papers_raw"):
        assert isinstance(paper, Paper)
        record = archive[paper.paper_id]
        assert [day.isoformat() for day in paper.listed] == record["daily_dates"]
        assert (paper.title, paper.abstract) == (record["title"], record["abstract"])
