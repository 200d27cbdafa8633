"""The lists of Daily Papers from a real server, in good and in bad moments."""

from __future__ import annotations

from datetime import date

import pytest
from aiohttp import web as aiohttp

from tests.feed_double import item
from vectorstore.errors import SourceAwayError, SourceError
from vectorstore.models import TRENDING, Listing, Paper
from vectorstore.sources import web as web_module
from vectorstore.sources.checks import Reject
from vectorstore.sources.daily_papers import MANNERS, DailyPapers
from vectorstore.sources.web import Manners

DAY = date(2026, 8, 21)
TODAY = Listing(DAY.isoformat())


def page(count, first=0):
    return [item(number, DAY) for number in range(first, first + count)]


async def test_a_days_list_is_asked_for_once_and_knows_its_name(papers, feed):
    feed.lists[TODAY.name] = page(3)
    listed = await papers.fetch(TODAY)
    assert [paper.paper_id for paper in listed.records] == [f"2601.0000{n}" for n in range(3)]
    assert all(paper.listed == (DAY,) for paper in listed.records)
    assert [paper.upvotes for paper in listed.records] == [0, 1, 2]
    assert listed.etag.startswith('W/"')
    [asked] = feed.asked
    assert dict(asked.query) == {"date": "2026-08-21", "limit": "100", "p": "0"}
    assert asked.headers["User-Agent"].startswith("Footnote")


async def test_a_list_that_has_not_changed_is_not_sent_again(papers, feed):
    feed.lists[TODAY.name] = page(3)
    first = await papers.fetch(TODAY)
    assert await papers.fetch(Listing(TODAY.name, etag=first.etag)) is None
    feed.lists[TODAY.name] = page(4)
    assert len((await papers.fetch(Listing(TODAY.name, etag=first.etag))).records) == 4


async def test_the_day_of_change_is_sent_back_where_there_is_no_etag(papers, feed):
    feed.etags = False
    when = "Fri, 21 Aug 2026 10:00:00 GMT"
    feed.faults = [aiohttp.Response(text="[]", headers={"Last-Modified": when})]
    assert (await papers.fetch(TODAY)).last_modified == when
    await papers.fetch(Listing(TODAY.name, last_modified=when))
    assert feed.asked[-1].headers["If-Modified-Since"] == when


@pytest.mark.parametrize("count", [100, 101, 230])
async def test_a_long_list_is_read_to_its_end(papers, feed, count):
    feed.lists[TODAY.name] = page(count)
    listed = await papers.fetch(TODAY)
    assert len({paper.paper_id for paper in listed.records}) == len(listed.records) == count
    assert len(feed.asked) == count // 100 + 1
    assert listed.etag is None or count <= 100


async def test_a_server_that_knows_no_pages_is_not_asked_for_ever(papers, feed):
    feed.texts[TODAY.name] = aiohttp.json_response(page(100)).text
    assert len((await papers.fetch(TODAY)).records) == 100
    assert feed.days == [TODAY.name, f"{TODAY.name} p1"]


async def test_what_trends_is_no_days_list(papers, feed):
    feed.trending = page(150)
    old = item(7, date(2026, 3, 1), submittedOnDailyAt=None, upvotes=9)
    feed.trending[0] = {**old, "publishedAt": old["paper"]["publishedAt"]}
    listed = await papers.fetch(Listing(TRENDING))
    assert len(listed.records) == 100
    assert listed.records[0].listed == ()
    assert listed.records[1].listed == (DAY,)
    assert [dict(asked.query) for asked in feed.asked] == [
        {"sort": "trending", "limit": "100", "p": "0"}
    ]


async def test_a_day_without_papers_is_an_empty_list(papers):
    assert (await papers.fetch(TODAY)).records == ()


async def test_a_paper_that_cannot_be_read_is_kept_apart_and_the_list_is_read_again(papers, feed):
    feed.lists[TODAY.name] = [*page(2), item(3, DAY, summary="")]
    listed = await papers.fetch(TODAY)
    assert [type(record) for record in listed.records] == [Paper, Paper, Reject]
    assert listed.records[2].origin == "Daily Papers 2026-08-21, item 3"
    assert listed.etag is None


async def test_a_list_of_which_nothing_can_be_read_has_failed(papers, feed):
    feed.lists[TODAY.name] = [item(n, DAY, summary=None) for n in range(2)]
    with pytest.raises(SourceError, match=r"None of the 2 papers .* can be read .*no summary"):
        await papers.fetch(TODAY)


@pytest.mark.parametrize(
    "fault",
    [
        "drop",
        "cut",
        "hang",
        aiohttp.Response(status=429),
        aiohttp.Response(status=500, text="<html>"),
        aiohttp.Response(status=503),
        aiohttp.Response(text="<html>Log in to the hotel's network</html>"),
        aiohttp.Response(text='[{"paper": {"id": "2601.0'),
        aiohttp.Response(text='{"error": "try again"}'),
        aiohttp.Response(text=""),
        aiohttp.Response(body=b"\x1f\x8b\x08garbage", headers={"Content-Encoding": "gzip"}),
    ],
    ids=["drop", "cut", "hang", "429", "500", "503", "html", "half", "object", "empty", "gzip"],
)
async def test_a_bad_moment_passes(papers, feed, time, fault):
    feed.lists[TODAY.name] = page(2)
    feed.faults = [fault]
    assert len((await papers.fetch(TODAY)).records) == 2
    assert len(feed.asked) == 2
    assert time.waits == [1.0]


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("drop", "Daily Papers broke off in the middle of its answer: check the network"),
        ("hang", "Daily Papers does not answer in time: check the network"),
        (429, r"Daily Papers is busy just now \(HTTP 429\): try again in a few minutes\.$"),
        ("text", "Daily Papers answered not a list but “<html>Log in”: check the network"),
    ],
)
async def test_after_some_tries_one_sentence_says_why(papers, feed, time, fault, sentence):
    made = {
        429: lambda: aiohttp.Response(status=429),
        "text": lambda: aiohttp.Response(text="<html>Log in"),
    }
    feed.faults = [made.get(fault, lambda: fault)() for _ in range(4)]
    with pytest.raises(SourceAwayError, match=sentence):
        await papers.fetch(TODAY)
    assert len(feed.asked) == 4
    assert time.waits == [1.0, 2.0, 4.0]


async def test_without_a_network_one_sentence_says_so(web):
    nowhere = DailyPapers(web("Daily Papers", MANNERS), "http://127.0.0.1:9")
    with pytest.raises(SourceAwayError, match="Daily Papers cannot be reached from here"):
        await nowhere.fetch(TODAY)


async def test_an_answer_that_takes_too_long_in_all_is_given_up(feed, web):
    papers = DailyPapers(web("Daily Papers", Manners(9, 1.0, tries=1, seconds=0.1)), feed.url)
    feed.faults = ["hang"]
    with pytest.raises(SourceAwayError, match="does not answer in time"):
        await papers.fetch(TODAY)


async def test_an_answer_without_end_is_not_read_to_its_end(papers, feed, monkeypatch):
    monkeypatch.setattr(web_module, "_ANSWER_LIMIT", 1 << 20)
    feed.texts[TODAY.name] = " " * (2 << 20)
    with pytest.raises(SourceError, match="answered more than 1 MB"):
        await papers.fetch(TODAY)


async def test_a_refusal_for_good_is_not_tried_again(papers, feed):
    feed.today = date(2026, 8, 20)
    with pytest.raises(SourceError, match=r"answered HTTP 400, not a list but .*Invalid date"):
        await papers.fetch(TODAY)
    assert len(feed.asked) == 1


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "30"}, 31.0),
        ({"RateLimit": '"api";r=0;t=55', "RateLimit-Policy": '"fixed window";"api";q=500'}, 56.0),
        (
            {
                "Date": "Fri, 21 Aug 2026 10:00:00 GMT",
                "Retry-After": "Fri, 21 Aug 2026 10:01:40 GMT",
            },
            101.0,
        ),
    ],
)
async def test_the_pause_that_the_server_asks_for_is_made(papers, feed, time, said, headers, wait):
    feed.faults = [aiohttp.Response(status=429, headers=headers)]
    await papers.fetch(TODAY)
    assert sum(time.waits) == wait
    assert len(said) == 1
    assert "Daily Papers takes no more calls just now: waiting" in said[0]


async def test_an_answer_that_uses_up_the_quota_makes_the_next_call_wait(papers, feed, time):
    feed.faults = [aiohttp.Response(text="[]", headers={"RateLimit": '"api";r=0;t=120'})]
    await papers.fetch(TODAY)
    assert time.waits == []
    await papers.fetch(TODAY)
    assert time.waits == [121.0]


async def test_a_pause_that_is_too_long_is_not_waited_for(papers, feed, time):
    feed.faults = [aiohttp.Response(status=429, headers={"Retry-After": "86400"})]
    for _ in range(2):
        with pytest.raises(SourceAwayError, match="busy just now: try again in 86"):
            await papers.fetch(TODAY)
    assert len(feed.asked) == 1
    assert sum(time.waits) <= 1.0


async def test_no_more_than_500_calls_go_out_in_five_minutes(papers, feed, time):
    feed.etags = False
    for number in range(501):
        assert time.waits == [], number
        await papers.fetch(TODAY)
        if number == 499:
            break
    await papers.fetch(TODAY)
    assert time.waits == [300.0]
