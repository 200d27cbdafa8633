"""arXiv's API as a server on loopback."""

from __future__ import annotations

from datetime import date

import pytest
from aiohttp import web as aiohttp

from vectorstore.errors import SourceAwayError
from vectorstore.sources.arxiv import read_atom
from vectorstore.sources.arxiv_fetch import MANNERS_OF_A_TALK, ArxivApi, listing


async def ids(pages):
    return [paper.paper_id for text in [t async for t in pages] for paper in read_atom(text, "x")]


async def test_papers_are_asked_for_by_id(arxiv_api, arxiv):
    arxiv.total = 5
    text = await arxiv_api.by_ids(("2601.00003", "2601.00009"))
    assert [paper.paper_id for paper in read_atom(text, "x")] == ["2601.00003"]
    [asked] = arxiv.asked
    assert dict(asked.query) == {"id_list": "2601.00003,2601.00009", "max_results": "2"}


async def test_many_ids_are_asked_for_in_parts_three_seconds_apart(arxiv_api, arxiv, time):
    arxiv.total = 300
    wanted = tuple(f"2601.{n:05}" for n in range(1, 251))
    assert await ids(arxiv_api.of_ids(wanted)) == list(wanted)
    assert [len(a.query["id_list"].split(",")) for a in arxiv.asked] == [100, 100, 50]
    assert time.waits == [3.0, 3.0]


async def test_a_search_goes_on_to_its_last_page(arxiv_api, arxiv, time):
    arxiv.total = 230
    found = await ids(arxiv_api.found("cat:cs.CL AND ti:heads", 1000))
    assert len(found) == len(set(found)) == 230
    assert [(a.query["start"], a.query["max_results"]) for a in arxiv.asked] == [
        ("0", "100"),
        ("100", "100"),
        ("200", "100"),
    ]
    assert {a.query["search_query"] for a in arxiv.asked} == {"cat:cs.CL AND ti:heads"}
    assert {a.query["sortOrder"] for a in arxiv.asked} == {"descending"}


async def test_no_more_than_wanted_are_fetched(arxiv_api, arxiv):
    arxiv.total = 230
    assert len(await ids(arxiv_api.found("cat:cs.CL", 120))) == 120
    assert [a.query["max_results"] for a in arxiv.asked] == ["100", "20"]


async def test_a_search_that_finds_nothing_is_one_page(arxiv_api, arxiv):
    assert await ids(arxiv_api.found("cat:cs.CL", 120)) == []
    assert len(arxiv.asked) == 1


async def test_an_empty_page_in_the_middle_is_asked_for_again(arxiv_api, arxiv):
    arxiv.total = 150
    gap = aiohttp.Response(text=arxiv.atom([]), content_type="application/atom+xml")
    arxiv.faults = [None, gap]
    assert len(await ids(arxiv_api.found("cat:cs.CL", 1000))) == 150
    assert [a.query["start"] for a in arxiv.asked] == ["0", "100", "100"]


async def test_the_dates_of_a_category_go_into_the_query():
    assert listing("cs.CL", None, None) == "cat:cs.CL"
    assert listing("hep-th", date(2026, 8, 1), date(2026, 8, 2)) == (
        "cat:hep-th AND submittedDate:[202608010000 TO 202608022359]"
    )
    with pytest.raises(ValueError, match="OR"):
        listing("cs.CL OR all:x", None, None)


async def test_a_refusal_for_the_moment_is_tried_again(arxiv_api, arxiv, time):
    arxiv.total = 5
    arxiv.faults = [aiohttp.Response(status=503), "cut", aiohttp.Response(text="<html>")]
    assert "2601.00001" in await arxiv_api.by_ids(("2601.00001",))
    assert len(arxiv.asked) == 4


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (503, r"arXiv is busy just now \(HTTP 503\)"),
        (200, "arXiv answered without papers but with “<html>Log in”"),
    ],
)
async def test_a_person_who_waits_gets_a_sentence_soon(arxiv, web, time, fault, sentence):
    api = ArxivApi(web("arXiv", MANNERS_OF_A_TALK), f"{arxiv.url}/api/query")
    arxiv.faults = [aiohttp.Response(status=fault, text="<html>Log in") for _ in range(3)]
    with pytest.raises(SourceAwayError, match=sentence):
        await api.by_ids(("2601.00001",))
    assert len(arxiv.asked) == 3
    assert sum(time.waits) < 10
