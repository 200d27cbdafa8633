"""What a subscription would be sent, on the command line."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.core.digest import Scope
from bot.state.database import sqlite_url
from bot.state.store import open_state
from tests.builders import subscription
from tests.e2e.conftest import CommandLine

TODAY = datetime.now(UTC).date()
NEWEST = TODAY - timedelta(days=1)


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """Twelve papers, one a day, the newest of yesterday."""
    made = CommandLine(tmp_path_factory.mktemp("digest") / "work")
    records = [
        {
            "arxiv_id": f"2601.{number:05}",
            "title": f"Agents that plan, part {number}",
            "abstract": f"Planning is hard. We propose planner number {number} for agents.",
            "authors": ["Ada Lovelace" if number == 2 else "Somebody Else"],
            "daily_dates": [(TODAY - timedelta(days=number)).isoformat()],
            "upvotes": number,
        }
        for number in range(1, 13)
    ]
    made.take_in(records)
    return made


def test_a_week_of_all_papers_is_two_lines_each_the_most_upvoted_first(line: CommandLine) -> None:
    ran = line.run("digest", "-k", "2")
    assert ran.code == 0, ran.err
    assert ran.out.splitlines() == [
        f"7 new papers from {NEWEST - timedelta(days=6)} to {NEWEST}; the 2 most upvoted:",
        "",
        "Agents that plan, part 7  ▲7  https://huggingface.co/papers/2601.00007",
        "    “We propose planner number 7 for agents.”",
        "Agents that plan, part 6  ▲6  https://huggingface.co/papers/2601.00006",
        "    “We propose planner number 6 for agents.”",
    ]


def test_days_and_subjects_are_chosen_and_scripts_get_json(line: CommandLine) -> None:
    since = (TODAY - timedelta(days=12)).isoformat()
    (found,) = line.run("digest", "--author", "lovelace", "--since", since, "--json").objects
    (paper,) = found["groups"][0]["papers"]
    assert (found["total"], paper["paper_id"], paper["why"]) == (1, "2601.00002", "Ada Lovelace")
    ran = line.run("digest", "--keyword", "zebra", "--since", since, "--until", since)
    assert ran.out == f"Nothing new on {since}.\n"


def test_a_kept_subscription_is_looked_at_and_nothing_of_it_changes(line: CommandLine) -> None:
    folder = line.folder / ".footnote" / "state"

    async def subscribed() -> str:
        now = datetime.combine(TODAY - timedelta(days=3), time(12), UTC)
        async with open_state(sqlite_url(folder), lambda: now) as state:
            kept = subscription(scope=Scope.KEYWORD, subject="plan", created_at=now)
            return (await state.subscriptions.add(kept)).id

    identity = asyncio.run(subscribed())
    for _ in range(2):
        ran = line.run("digest", identity)
        assert ran.code == 0, ran.err
        assert ran.out.startswith("3 new papers from ")
        assert "[plan]" in ran.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--topic", "?"), "it must have a word"),
        (("--topic", "a", "--author", "b"), "Give one of SUBSCRIPTION"),
        (("nobody",), "there is no subscription with this id"),
        (("--like", "nothing"), "there is no paper with this id"),
        (("--since", "2026-02-02", "--until", "2026-02-01"), "it is after the last day"),
        (("--since", "yesterday"), "does not match the format"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(line: CommandLine, arguments, said: str) -> None:
    ran = line.run("digest", *arguments)
    assert ran.code == 2
    assert said in ran.said()
