"""Feeds on the command line: what another program reads, and what a person is told."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import feedparser
import pytest

from bot.state.database import sqlite_url
from bot.state.store import open_state
from tests.digests import subscription
from tests.e2e.conftest import CommandLine

TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """Papers on agents: one of each of the last days, the newest of yesterday."""
    made = CommandLine(tmp_path_factory.mktemp("feed") / "work")
    records = [
        {
            "arxiv_id": f"2601.{number:05}",
            "title": f"Agents <b>that plan</b> & act, part {number}",
            "abstract": f"Planning is hard. We propose planner number {number} for agents.",
            "authors": ["Ada Lovelace" if number == 2 else "Ben Franklin"],
            "daily_dates": [(TODAY - timedelta(days=number)).isoformat()],
            "upvotes": number,
        }
        for number in range(1, 5)
    ]
    made.take_in(records)
    return made


def test_new_papers_are_a_feed_on_standard_output(line: CommandLine) -> None:
    ran = line.run("feed", "--days", "3")
    assert ran.code == 0, ran.err
    read = feedparser.parse(ran.out)
    assert not read.bozo
    assert read.feed.title == "New papers"
    assert [entry.link for entry in read.entries] == [
        f"https://huggingface.co/papers/2601.0000{number}" for number in (1, 2, 3)
    ]
    assert "We propose planner number 1 for agents." in read.entries[0].content[0].value
    assert line.run("feed", "--days", "3").out == ran.out


def test_an_author_or_keyword_is_a_feed_in_a_file_in_the_format_that_is_asked_for(
    line: CommandLine,
) -> None:
    ran = line.run("feed", "--author", "Ada Lovelace", "--format", "json", "-o", "ada.json")
    assert (ran.code, ran.out) == (0, "")
    assert "The feed is in ada.json: 1 paper." in ran.said()
    (item,) = json.loads((line.folder / "ada.json").read_text())["items"]
    assert item["title"] == "Agents <b>that plan</b> & act, part 2"
    assert not list(line.folder.glob(".*.new"))
    ran = line.run("feed", "--keyword", "planner number", "--format", "rss", "-k", "2")
    assert len(feedparser.parse(ran.out).entries) == 2


async def test_a_subscription_is_a_feed_by_its_id(line: CommandLine) -> None:
    url = sqlite_url(line.folder / ".footnote" / "state")
    async with open_state(url, lambda: datetime.now(UTC)) as state:
        kept = await state.subscriptions.add(subscription(subject="agents that plan"))
    read = feedparser.parse(line.run("feed", kept.id).out)
    assert read.feed.title == "Papers on “agents that plan”"
    assert len(read.entries) == 4


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("feed", "nosuch"), 2, "there is no subscription with this id"),
        (("feed", "--topic", "a", "--author", "b"), 2, "Choose one of"),
        (("feed", "--keyword", "…"), 2, "it must have a word"),
        (("feed", "-o", "no/such/folder.xml"), 1, "check that it exists"),
        (("feed", "--author", "Nobody"), 0, "None of the papers of the newest 14 days"),
    ],
)
def test_what_cannot_be_done_is_said(
    line: CommandLine, arguments: tuple[str, ...], code: int, said: str
) -> None:
    ran = line.run(*arguments)
    assert ran.code == code
    assert said in ran.said()
