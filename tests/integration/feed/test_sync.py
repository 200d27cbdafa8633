"""The feed in: what is fetched, stored, noted, and left for the next time."""

from __future__ import annotations

import asyncio
import json
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from aiohttp import web
from sqlalchemy import text

from tests.fakes import HashEmbedder
from tests.feed_double import FeedDouble, item
from vectorstore.corpus import listings, trending
from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.shelf import Shelf
from vectorstore.corpus.writer import open_writer
from vectorstore.ingest import Progress, Report, ingest
from vectorstore.models import TRENDING, Filters
from vectorstore.sources.daily_papers import MANNERS, DailyPapers
from vectorstore.sources.web import Web
from vectorstore.sync import RECENT_DAYS, FeedSync, Outcome, days, recent

TODAY = date(2026, 8, 21)
NOON = datetime(2026, 8, 21, 12, tzinfo=UTC)


def name(ago: int) -> str:
    return (TODAY - timedelta(ago)).isoformat()


class Syncs:
    """Syncs one folder with the double, at a time of the day's clock that tests move."""

    def __init__(self, folder: Path, feed: FeedDouble) -> None:
        self.folder = folder
        self.feed = feed
        self.now = NOON
        self.embedder = HashEmbedder()
        self.said: list[str] = []
        self.steps: list[Progress] = []

    async def __call__(self, wanted: list[str] | None = None) -> tuple[Outcome, Report]:
        self.feed.asked.clear()
        self.embedder.seen.clear()
        # The server of this loop answers a client in another thread, as it does in life.
        return await asyncio.to_thread(self._sync, wanted)

    def _sync(self, wanted: list[str] | None) -> tuple[Outcome, Report]:
        async def no_pause(_: float) -> None:
            pass

        with ExitStack() as stack:
            runner = stack.enter_context(asyncio.Runner())
            client = httpx.AsyncClient(trust_env=False, timeout=5.0)
            stack.callback(lambda: runner.run(client.aclose()))
            web = Web("Daily Papers", client, MANNERS, sleep=no_pause)
            papers = DailyPapers(web, self.feed.url)
            corpus = stack.enter_context(open_writer(self.folder))
            work = FeedSync(
                corpus,
                lambda listing: runner.run(papers.fetch(listing)),
                lambda: self.now,
                self.said.append,
                self.steps.append,
            )
            if wanted is None:
                wanted = recent(listings.known(corpus), self.now.date())
            records = work.records(wanted)
            report = ingest(records, corpus, self.embedder, self.folder, lambda _: None)
        return work.outcome, report

    def paper(self, number: int):
        with Corpus.open(self.folder) as corpus:
            return corpus.get([f"2601.{number:05}"]).get(f"2601.{number:05}")

    def trending(self):
        """The ids of each kept list in order, by when it was fetched."""
        with Corpus.open(self.folder) as corpus:
            return {
                one.fetched_at: [
                    shown.paper_id for shown in Shelf(corpus).trending([one], Filters()).papers
                ]
                for one in trending.kept(corpus)
            }

    def known(self):
        with Corpus.open(self.folder) as corpus:
            return listings.known(corpus)


@pytest.fixture
def sync(tmp_path, feed):
    feed.today = TODAY
    for ago in range(40):
        day = TODAY - timedelta(ago)
        feed.lists[day.isoformat()] = [item(10 * ago + n, day) for n in range(1, 4)]
    return Syncs(tmp_path / "index", feed)


WEEK = [name(ago) for ago in reversed(range(RECENT_DAYS))]


async def test_the_first_sync_fetches_the_last_week_and_what_trends(sync, feed):
    outcome, report = await sync()
    assert feed.days == [*WEEK, TRENDING]
    assert (outcome.read, outcome.unchanged, outcome.failed) == (8, 0, {})
    assert report.added == len(sync.embedder.seen) == 21
    assert sync.paper(3).upvotes == 0
    assert [step.done for step in sync.steps] == list(range(9))
    with Corpus.open(sync.folder) as corpus:
        assert listings.last_sync(corpus) == NOON


async def test_a_second_sync_is_told_that_nothing_changed_and_embeds_nothing(sync, feed):
    await sync()
    outcome, report = await sync()
    assert len(feed.asked) == 8
    assert (outcome.read, outcome.unchanged) == (0, 8)
    assert (report.added, report.updated, report.unchanged) == (0, 0, 0)
    assert sync.embedder.seen == []


async def test_without_etags_a_second_sync_reads_all_and_still_embeds_nothing(sync, feed):
    feed.etags = False
    await sync()
    outcome, report = await sync()
    assert (outcome.read, report.unchanged, report.updated) == (8, 21, 0)
    assert sync.embedder.seen == []


async def test_a_later_sync_begins_at_the_last_day_and_reads_the_recent_ones_again(sync, feed):
    await sync([name(20)])
    assert feed.days == [name(20)]
    await sync()
    assert feed.days == [*(name(ago) for ago in reversed(range(21))), TRENDING]


async def test_what_changed_is_updated_and_only_new_words_are_embedded(sync, feed):
    await sync()
    first, second, third = feed.lists[name(2)]
    first["paper"]["upvotes"] = 41
    first["numComments"] = 5
    second["paper"]["summary"] = "Planning was corrected. It is easy."
    third["paper"]["upvotes"] = 0
    feed.lists[name(2)] = [first, second, third, item(999, TODAY - timedelta(2))]
    outcome, report = await sync()
    assert (outcome.read, outcome.unchanged) == (1, 7)
    assert (report.added, report.updated) == (1, 3)
    assert sync.embedder.seen == ["Agents that plan, part 22", "Agents that plan, part 999"]
    assert (sync.paper(21).upvotes, sync.paper(21).comments) == (41, 5)
    assert sync.paper(22).abstract == "Planning was corrected. It is easy."
    assert sync.paper(23).upvotes == 0
    assert sync.paper(999).listed == (TODAY - timedelta(2),)


async def test_a_paper_on_two_days_has_both_and_trending_adds_none(sync, feed):
    shared = feed.lists[name(5)][0]
    feed.lists[name(1)].append(shared)
    feed.trending = [{**shared, "paper": {**shared["paper"], "upvotes": 77}}]
    await sync()
    both = (TODAY - timedelta(5), TODAY - timedelta(1))
    assert (sync.paper(51).listed, sync.paper(51).upvotes) == (both, 77)
    assert sync.paper(51).published == TODAY - timedelta(6)


def ids(*numbers: int) -> list[str]:
    return [f"2601.{number:05}" for number in numbers]


async def test_the_feed_s_order_of_what_trends_is_kept_and_the_latest_of_a_day_replaces(sync, feed):
    # Votes say another order, and one paper is of no day that was fetched.
    numbers = (23, 11, 52, 390, 3)
    feed.trending = [item(number, TODAY, upvotes=number) for number in numbers]
    await sync()
    assert sync.trending() == {NOON: ids(*numbers)}
    feed.trending = [item(number, TODAY) for number in (3, 390)]
    sync.now += timedelta(hours=5)
    await sync()
    assert sync.trending() == {sync.now: ids(3, 390)}


async def test_a_bad_paper_leaves_its_place_empty(sync, feed):
    feed.trending = [item(1, TODAY), item(2, TODAY, summary=""), item(3, TODAY)]
    _, report = await sync([TRENDING])
    assert report.rejected == 1
    with Corpus.open(sync.folder) as corpus:
        rows = corpus.rows(text("SELECT rank FROM trending ORDER BY rank"))
    assert [row.rank for row in rows] == [1, 3]
    assert sync.trending() == {NOON: ids(1, 3)}


async def test_a_list_that_has_not_changed_since_yesterday_is_today_s_too(sync, feed):
    feed.trending = [item(2, TODAY), item(1, TODAY)]
    await sync([TRENDING])
    sync.now += timedelta(days=1)
    outcome, _ = await sync([TRENDING])
    assert (outcome.read, outcome.unchanged) == (0, 1)
    assert sync.trending() == {NOON: ids(2, 1), sync.now: ids(2, 1)}


async def test_a_failed_or_empty_fetch_leaves_the_list_that_was_there(sync, feed):
    feed.trending = [item(2, TODAY), item(1, TODAY)]
    await sync([TRENDING])
    before = sync.trending()
    sync.now += timedelta(hours=5)
    feed.faults = [web.Response(status=404, text="Oh no")]
    outcome, _ = await sync([TRENDING])
    assert set(outcome.failed) == {TRENDING}
    feed.trending = [item(3, TODAY, summary=""), item(4, TODAY, title="")]
    outcome, _ = await sync([TRENDING])
    assert set(outcome.failed) == {TRENDING}
    feed.trending = []
    outcome, _ = await sync([TRENDING])
    assert outcome.failed == {}
    # An empty list that has not changed is no list, either.
    sync.now += timedelta(days=1)
    outcome, _ = await sync([TRENDING])
    assert (outcome.unchanged, sync.trending()) == (1, before)


async def test_the_order_is_kept_only_once_its_papers_are(sync, feed):
    feed.trending = [item(number, TODAY) for number in range(1, 40)]
    embed = sync.embedder.papers

    def dies(texts):
        if len(sync.embedder.seen) >= 32:
            raise KilledError
        return embed(texts)

    sync.embedder.papers = dies
    with pytest.raises(KilledError):
        await sync([TRENDING])
    assert (sync.trending(), sync.paper(32) is None) == ({}, False)
    sync.embedder.papers = embed
    await sync([TRENDING])
    assert sync.trending() == {NOON: ids(*range(1, 40))}


async def test_a_day_that_fails_is_told_kept_and_tried_again(sync, feed):
    feed.broken = {name(30): 404, name(28): 500}
    outcome, report = await sync(days(TODAY - timedelta(31), TODAY - timedelta(27)))
    assert (outcome.read, set(outcome.failed), report.added) == (3, {name(30), name(28)}, 9)
    assert [line[:10] for line in sync.said] == [name(30), name(28)]
    assert "answered HTTP 404" in sync.said[0]
    assert "busy just now (HTTP 500)" in sync.said[1]
    assert sync.known()[name(28)].failure == outcome.failed[name(28)]
    feed.broken = {name(30): 404}
    outcome, report = await sync([name(3)])
    assert feed.days == [name(30), name(28), name(3)]
    assert (set(outcome.failed), report.added) == ({name(30)}, 6)
    assert sync.known()[name(28)].failure is None
    assert sync.known()[name(30)].wanted_at == NOON


async def test_a_feed_that_does_not_answer_is_not_asked_for_every_day(sync, feed):
    feed.broken = {name(ago): 503 for ago in range(40)}
    outcome, _ = await sync(days(TODAY - timedelta(39), TODAY))
    assert len(feed.asked) == 3 * 4
    assert len(sync.said) == 4
    assert sync.said[-1] == (
        "3 in a row got no answer: the other 37 lists stay for the next sync, too."
    )
    assert len(outcome.failed) == 40
    feed.broken = {}
    outcome, report = await sync([])
    assert (outcome.read, report.added) == (40, 120)


class KilledError(BaseException):
    """What comes over a process in the middle of its work."""


async def test_a_sync_that_is_stopped_goes_on_where_it_stopped(sync, feed):
    month = days(TODAY - timedelta(39), TODAY - timedelta(10))

    def kill(step: Progress) -> None:
        if step.done == 12:
            raise KilledError

    sync.steps = type("Steps", (), {"append": staticmethod(kill)})()
    with pytest.raises(KilledError):
        await sync(month)
    sync.steps = []
    sync.now += timedelta(hours=1)
    outcome, _ = await sync(month)
    assert feed.days == month[12:]
    assert outcome.read == 18
    with Corpus.open(sync.folder) as corpus:
        assert corpus.count() == 90
    sync.now += timedelta(hours=1)
    outcome, _ = await sync(month)
    assert (feed.days, outcome.unchanged) == (month, 30)


async def test_recent_days_are_read_again_although_a_stopped_sync_had_read_them(sync, feed):
    feed.broken = {}
    with open_writer(sync.folder) as corpus:
        listings.want(corpus, [TRENDING, name(0)], NOON)
        listings.fetched(corpus, listings.known(corpus)[name(0)])
    await sync([name(0)])
    assert feed.days == [name(0), TRENDING]


async def test_a_list_with_a_bad_paper_is_read_again_until_it_is_good(sync, feed):
    feed.lists[name(1)][0]["paper"]["summary"] = ""
    _, report = await sync()
    assert (report.added, report.rejected) == (20, 1)
    feed.lists[name(1)][0]["paper"]["summary"] = "Now there are words. They are good."
    _, report = await sync()
    assert (report.added, report.rejected) == (1, 0)


async def test_all_nine_real_answers_come_in_and_come_again_without_work(sync, feed, shared):
    files = sorted((shared / "payloads" / "hf_daily_papers_raw").iterdir())
    feed.lists = {}
    feed.texts = {file.stem: file.read_text("utf-8") for file in files}
    raw = {e["paper"]["id"]: (d, e) for d, t in feed.texts.items() for e in json.loads(t)}
    wanted = list(feed.texts)
    _, report = await sync(wanted)
    assert (report.added, report.rejected) == (105, 0)
    with Corpus.open(sync.folder) as corpus:
        for paper in corpus.papers():
            day, entry = raw[paper.paper_id]
            assert paper.listed == (date.fromisoformat(day),)
            assert paper.published.isoformat() == entry["paper"]["publishedAt"][:10]
            assert (paper.upvotes, paper.comments) == (
                entry["paper"]["upvotes"],
                entry["numComments"],
            )
    feed.etags = False
    sync.now += timedelta(days=30)
    outcome, report = await sync(wanted)
    assert (outcome.read, report.unchanged, sync.embedder.seen) == (9, 105, [])


async def test_files_that_are_no_answers_of_the_feed_fail_with_a_reason(sync, feed, shared):
    files = sorted((shared / "payloads" / "archiver_artifacts").iterdir())
    feed.texts = {file.stem: file.read_text("utf-8") for file in files}
    outcome, report = await sync(list(feed.texts))
    assert set(outcome.failed) == set(feed.texts)
    assert all("answered not a list but" in why for why in outcome.failed.values())
    assert report.added == 0
