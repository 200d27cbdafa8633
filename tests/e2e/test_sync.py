"""``footnote sync`` as a process, with servers on loopback."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from tests.e2e.conftest import CommandLine, Ran
from tests.feed_double import ArxivDouble, FeedDouble, item, serving
from vectorstore.corpus import listings
from vectorstore.corpus.reader import Corpus

TODAY = datetime.now(UTC).date()


class Sync:
    """Runs ``footnote sync`` with the doubles in the place of the world."""

    def __init__(self, line: CommandLine, feed: FeedDouble, arxiv: ArxivDouble) -> None:
        self.line = line
        self.feed = feed
        self.arxiv = arxiv
        self.index = line.folder / ".footnote" / "index"

    async def start(self, *arguments: str) -> asyncio.subprocess.Process:
        servers = {
            "FOOTNOTE_FEED_API": self.feed.url,
            "FOOTNOTE_ARXIV_API": f"{self.arxiv.url}/api/query",
        }
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *arguments),
            cwd=self.line.folder,
            env=self.line.environment(servers),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def __call__(self, *arguments: str) -> Ran:
        self.feed.asked.clear()
        process = await self.start("sync", *arguments)
        out, errors = await process.communicate()
        return Ran(process.returncode or 0, out.decode(), errors.decode())

    def count(self) -> int:
        with Corpus.open(self.index) as corpus:
            return corpus.count()


@pytest.fixture
async def sync(footnote: CommandLine):
    async with (
        serving(FeedDouble(), "/api/daily_papers") as feed,
        serving(ArxivDouble(), "/api/query") as arxiv,
    ):
        for ago in range(40):
            day = TODAY - timedelta(ago)
            feed.lists[day.isoformat()] = [item(ago + 1, day)]
        yield Sync(footnote, feed, arxiv)


def days(first: int, last: int) -> list[str]:
    """The names of days, from so many ago to so many."""
    return [(TODAY - timedelta(ago)).isoformat() for ago in range(first, last - 1, -1)]


async def test_a_feed_is_kept_up_with(sync: Sync) -> None:
    ran = await sync("--json")
    assert ran.code == 0, ran.err
    [done] = ran.objects
    assert done["lists"] == {"read": 8, "unchanged": 0, "failed": {}}
    assert done["papers"] == {"added": 7, "updated": 0, "unchanged": 0, "rejected": 0}
    assert sync.feed.days == [*days(6, 0), "trending"]

    asked = await (await sync.start("ask", "which planner helps agents, number 3?")).communicate()
    assert f"last sync {TODAY}; abstracts only." in asked[0].decode()

    sync.feed.broken = {days(2, 2)[0]: 404}
    sync.feed.lists[days(0, 0)[0]].append(item(99, TODAY))
    ran = await sync()
    assert ran.code == 1
    table = dict(line.rsplit(maxsplit=1) for line in ran.out.splitlines())
    assert (table["lists read"], table["lists unchanged"], table["added"]) == ("1", "6", "1")
    assert "Traceback" not in ran.err
    assert f"{days(2, 2)[0]}: Daily Papers answered HTTP 404" in ran.err
    assert ran.err.splitlines()[-1] == "One list could not be fetched: the next sync tries again."

    examined = await (await sync.start("doctor")).communicate()
    told = examined[0].decode()
    assert f"Daily Papers was fetched for the last time at {TODAY}" in told
    assert f"still to be fetched: {days(2, 2)[0]} (Daily Papers answered HTTP 404" in told
    assert "→ Run `footnote sync`, which tries them again" in told


async def test_what_trends_is_in_the_feed_s_own_order(sync: Sync) -> None:
    sync.feed.trending = [item(n, TODAY - timedelta(n - 1), upvotes=n) for n in (3, 30, 12, 7)]
    ran = await sync("--trending")
    assert ran.code == 0, ran.err
    told = await (await sync.start("papers", "--sort", "trending", "--json")).communicate()
    found = json.loads(told[0])
    ids = [paper["paper_id"] for paper in found["papers"]]
    assert ids == [f"2601.{n:05}" for n in (3, 30, 12, 7)]
    assert (found["sort"], found["total"], len(found["trending_lists"])) == ("trending", 4, 1)
    asked = await (await sync.start("ask", "What is trending today?")).communicate()
    assert asked[0].decode().startswith("4 papers, on the feed's own trending list of ")

    told = await (await sync.start("papers", "last 60 days", "--sort", "trending")).communicate()
    assert "on the feed's own trending list of" in told[0].decode()
    told = await (await sync.start("papers", "yesterday", "--sort", "trending")).communicate()
    assert "The feed's own trending list for this is not here" in told[0].decode()


async def test_a_back_fill_survives_kill_9(sync: Sync) -> None:
    month = days(39, 10)
    sync.feed.faults = [None] * 12 + ["hang"]
    process = await sync.start("sync", "--since", month[0], "--until", month[-1])
    await sync.feed.until_asked(13)
    process.kill()
    await process.communicate()
    with Corpus.open(sync.index) as corpus:
        left = [name for name, known in listings.known(corpus).items() if known.wanted_at]
    assert left == month[12:]
    assert sync.count() == 12

    ran = await sync("--since", month[0], "--until", month[-1])
    assert ran.code == 0, ran.err
    assert sync.feed.days == month[12:]
    assert sync.count() == 30
    found = await (await sync.start("search", "planner number 20", "-k", "3")).communicate()
    assert "part 20" in found[0].decode()


async def test_a_first_sync_without_a_network_leaves_room_for_the_sample(sync: Sync) -> None:
    sync.feed.url = "http://127.0.0.1:9"
    ran = await sync()
    assert ran.code == 1
    assert "Daily Papers cannot be reached from here: check the network" in ran.said()
    assert "the other 5 lists stay for the next sync, too." in ran.err
    assert sync.count() == 0
    asked = await (await sync.start("search", "retrieval heads")).communicate()
    assert "45 papers indexed; abstracts only." in asked[0].decode()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--since", "2026-02-02", "--until", "2026-02-01"), "swap them."),
        (("--month", "2020-01"), "Daily Papers begins on 2023-05-04: ask for later days."),
        (("--since", "2999-01-01"), "2999-01-01 has not come yet"),
        (("--month", "2026-02", "--trending"), "not for both at once."),
        (("--trending", "arxiv", "--ids", "2408.08072"), "put them after it."),
        (("arxiv",), "one of --ids, --search and --listing."),
        (("arxiv", "--ids", "hello"), "There is no arXiv id in “hello”"),
        (("arxiv", "--search", " "), "The query is empty"),
        (("arxiv", "--listing", "cs.CL OR x"), "is not a category"),
        (("arxiv", "--search", "x", "--since", "2026-02-02"), "go with --listing only."),
    ],
)
def test_a_wrong_wish_gets_one_sentence(
    footnote: CommandLine, arguments: tuple[str, ...], said: str
) -> None:
    ran = footnote.run("sync", *arguments)
    assert ran.code in (1, 2)
    [line] = ran.said().splitlines()
    assert said in line
    assert not (footnote.folder / ".footnote").exists()


async def test_papers_come_from_arxiv_by_id_search_and_category(sync: Sync) -> None:
    sync.arxiv.total = 4
    ran = await sync("arxiv", "--ids", "2601.00002, https://arxiv.org/abs/2601.00009")
    assert ran.code == 1
    assert ran.err.splitlines()[-1] == "arXiv has no paper 2601.00009: check the ids."
    assert sync.count() == 1
    ran = await sync("arxiv", "--listing", "cs.CL", "--since", "2026-01-05", "--most", "3")
    assert ran.code == 0, ran.err
    assert sync.count() == 3
    asked = sync.arxiv.asked[-1].query
    assert asked["search_query"] == "cat:cs.CL AND submittedDate:[202601050000 TO 209912312359]"
    sync.arxiv.faults = [web.Response(status=400, text=_complaint())]
    ran = await sync("arxiv", "--search", "cat:(")
    assert ran.code == 1
    assert "is an error answer of arXiv" in ran.said()
    assert sync.count() == 3


async def test_two_writers_wait_for_each_other(sync: Sync) -> None:
    sync.feed.faults = ["hang"]
    first = await sync.start("sync", "--trending")
    await sync.feed.until_asked(1)
    refused = await sync("--trending")
    assert refused.code == 1
    assert "Another process is writing to this index" in refused.said()
    second = await sync.start("sync", "--trending", "--wait", "100")
    sync.feed.released.set()
    codes = [(await process.communicate(), process.returncode)[1] for process in (first, second)]
    assert codes == [0, 0]


def _complaint() -> str:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry>'
        "<id>http://arxiv.org/api/errors#malformed</id><title>Error</title>"
        "<summary>malformed query</summary></entry></feed>"
    )
