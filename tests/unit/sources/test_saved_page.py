from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from vectorstore.errors import SourceError
from vectorstore.models import Paper
from vectorstore.papers import title_id
from vectorstore.sources.reader import Reject, read
from vectorstore.sources.saved_page import read_page, sample_page

ABSTRACT = (
    "We study a thing at some length, and find that it behaves as other things of its kind do."
)


def page(*paragraphs: str, day: str = "Aug 20") -> str:
    return "\n\n".join(["new", "Subscribe", "Daily Papers", "byAK", day, *paragraphs])


def test_the_sample_has_its_45_papers() -> None:
    papers = list(read(sample_page()))
    assert len(papers) == 45
    first, last = papers[0], papers[-1]
    assert isinstance(first, Paper)
    assert isinstance(last, Paper)
    title = "FaceTalk: Audio-Driven Motion Diffusion for Neural Parametric Head Models"
    assert first.title == title
    assert first.abstract.startswith("We introduce FaceTalk, a novel generative approach designed")
    assert first.abstract.endswith("by 75% in perceptual user study evaluation.")
    assert last.title.startswith("Human-AI Teaming Using Large Language Models: Boosting")
    assert last.abstract.endswith("knowledge transfer to scientific AI systems in general.")
    assert (first.paper_id, first.arxiv_id, first.source) == (
        title_id(title),
        None,
        "daily_papers_page",
    )
    assert (first.listed, first.extra) == ((), {"page_day": "Aug 20"})


def test_the_sample_is_read_exactly_as_written(shared: Path) -> None:
    lines = (shared / "gold" / "papers.jsonl").read_text().splitlines()
    gold = [(record["title"], record["abstract"]) for record in map(json.loads, lines)]
    papers = [p for p in read(sample_page()) if isinstance(p, Paper)]
    assert [(paper.title, paper.abstract) for paper in papers] == gold


def test_a_known_year_gives_the_day_of_listing() -> None:
    (paper,) = read_page(page("A title", ABSTRACT), "x", year=2025)
    assert isinstance(paper, Paper)
    assert paper.listed == (date(2025, 8, 20),)


def test_a_year_on_the_page_is_used() -> None:
    (paper,) = read_page(page("A title", ABSTRACT, day="Aug 20, 2025"), "x")
    assert isinstance(paper, Paper)
    assert paper.listed == (date(2025, 8, 20),)


def test_a_day_that_the_year_does_not_have_is_not_listed() -> None:
    (paper,) = read_page(page("A title", ABSTRACT, day="Feb 29"), "x", year=2025)
    assert isinstance(paper, Paper)
    assert (paper.listed, paper.extra) == ((), {"page_day": "Feb 29"})


def test_a_title_without_abstract_is_refused_and_the_rest_stays_in_step() -> None:
    found = list(read_page(page("Lonely", "A title", ABSTRACT, "Previous", "Next"), "x.txt"))
    assert [item.title if isinstance(item, Paper) else item.raw for item in found] == [
        "Lonely",
        "A title",
        "Previous",
        "Next",
    ]
    assert isinstance(found[0], Reject)
    assert found[0].origin == "x.txt, paragraph 6"


def test_a_page_without_day_is_refused() -> None:
    with pytest.raises(SourceError, match="has no day"):
        list(read_page(page("A title", ABSTRACT, day="Trending"), "x.txt"))
