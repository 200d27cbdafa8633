"""The feed's lists of what is trending, on a real SQLite file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.builders import paper
from tests.integration.corpus.test_corpus import store
from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.shelf import Found, Shelf
from vectorstore.corpus.trending import KEPT, TOP, TrendingList, keep, keep_again, kept
from vectorstore.corpus.writer import Change, open_writer
from vectorstore.models import Filters

NOON = datetime(2026, 8, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PAPERS = (
    paper("a", "Agents plan.", listed=(date(2024, 1, 1),), upvotes=1),
    paper("b", "Heads talk.", listed=(date(2026, 8, 20),), upvotes=2),
    paper("c", "An agent talks.", upvotes=300),
    paper("d", "Nothing trends."),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store(tmp_path, *PAPERS)
    return tmp_path


def fetched(folder: Path, ids: str, at: datetime) -> None:
    with open_writer(folder) as corpus:
        keep(corpus, dict(enumerate(ids, 1)), at)


def ranked(folder: Path, *days: date, topic: tuple[str, ...] = (), **page: int) -> str:
    with Corpus.open(folder) as corpus:
        lists = [one for one in kept(corpus) if one.day in days]
        found = Shelf(corpus).trending(lists, Filters(), topic, **page)
    return "".join(one.paper_id for one in found.papers)


def moments(folder: Path) -> list[datetime]:
    with Corpus.open(folder) as corpus:
        return [one.fetched_at for one in kept(corpus)]


def test_a_list_has_the_feed_s_order_whatever_the_votes_and_days(folder: Path) -> None:
    fetched(folder, "bac", NOON)
    assert ranked(folder, NOON.date()) == "bac"
    with Corpus.open(folder) as corpus:
        assert kept(corpus) == [TrendingList(date(2026, 8, 20), NOON)]


def test_the_latest_list_of_a_utc_day_replaces_the_others_of_that_day(folder: Path) -> None:
    tokyo = timezone(timedelta(hours=9))
    fetched(folder, "ab", NOON - DAY)
    fetched(folder, "abc", NOON)
    # In UTC this is the same day.
    later = datetime(2026, 8, 21, 8, tzinfo=tokyo)
    fetched(folder, "cb", later)
    assert moments(folder) == [NOON - DAY, later]
    assert ranked(folder, NOON.date()) == "cb"
    assert ranked(folder, (NOON - DAY).date()) == "ab"


def test_several_lists_go_by_the_best_place_then_by_how_many_then_by_the_id(folder: Path) -> None:
    fetched(folder, "bca", NOON - 2 * DAY)
    fetched(folder, "acb", NOON - DAY)
    fetched(folder, "b", NOON)
    days = [NOON.date() - n * DAY for n in range(3)]
    # b and a were both first, b was on more lists; c came second.
    assert ranked(folder, *days) == "bac"
    assert ranked(folder, *days[1:]) == "abc"


def test_an_unchanged_list_is_kept_again(folder: Path) -> None:
    fetched(folder, "cab", NOON - DAY)
    with open_writer(folder) as corpus:
        keep_again(corpus, NOON - DAY, NOON)
        keep_again(corpus, NOON, NOON + timedelta(hours=1))
        keep_again(corpus, NOON - 5 * DAY, NOON + DAY)
    assert moments(folder) == [NOON - DAY, NOON + timedelta(hours=1)]
    assert ranked(folder, NOON.date()) == "cab"


def test_an_empty_list_leaves_the_earlier_one(folder: Path) -> None:
    fetched(folder, "ab", NOON)
    fetched(folder, "", NOON + timedelta(hours=1))
    assert moments(folder) == [NOON]
    assert ranked(folder, NOON.date()) == "ab"


def test_lists_and_their_age_are_bounded(folder: Path) -> None:
    fetched(folder, "ab", NOON - KEPT - DAY)
    fetched(folder, "ab", NOON - KEPT)
    with open_writer(folder) as corpus:
        keep(corpus, {rank: "b" if rank > TOP else "a" for rank in range(1, TOP + 9)}, NOON)
    assert moments(folder) == [NOON - KEPT, NOON]
    assert ranked(folder, NOON.date()) == "a"


def test_lists_are_found_by_when_they_were_fetched(folder: Path) -> None:
    for number in range(4):
        fetched(folder, "a", NOON - number * DAY)
    with Corpus.open(folder) as corpus:
        within = kept(corpus, NOON - 2 * DAY, NOON)
        since = kept(corpus, NOON.astimezone(timezone(timedelta(hours=-5))))
    assert [one.fetched_at for one in within] == [NOON - 2 * DAY, NOON - DAY]
    assert [one.fetched_at for one in since] == [NOON]


def test_a_topic_and_pages_keep_the_order(folder: Path) -> None:
    fetched(folder, "cxba", NOON)
    today = NOON.date()
    assert ranked(folder, today, topic=("agents",)) == "ca"
    assert ranked(folder, today, topic=("zebras",)) == ""
    assert "".join(ranked(folder, today, first=n, most=2) for n in (0, 2)) == "cba"
    with Corpus.open(folder) as corpus:
        # What is not here is not counted.
        assert Shelf(corpus).trending(kept(corpus), Filters(), most=0) == Found(3, 0, ())
        elsewhere = Filters(sources=frozenset({"another"}))
        assert Shelf(corpus).trending(kept(corpus), elsewhere).total == 0


def test_a_paper_that_got_another_id_keeps_its_place(folder: Path) -> None:
    fetched(folder, "cab", NOON)
    with open_writer(folder) as corpus:
        [stored] = corpus.matching([PAPERS[0]])
        renamed = replace(PAPERS[0], paper_id="z")
        corpus.commit([Change(renamed, stored.key, aliases=frozenset({"a"}))], [])
    assert ranked(folder, NOON.date()) == "czb"
