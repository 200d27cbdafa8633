"""Counts, browsing and pictures on the command line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.e2e.conftest import CommandLine

TODAY = datetime.now(UTC).date()
ZONE = {"FOOTNOTE_ZONE": "Pacific/Kiritimati"}


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """Twelve papers on agents, one a week, the newest of three days ago."""
    made = CommandLine(tmp_path_factory.mktemp("calendar") / "work")
    records = [
        {
            "arxiv_id": f"2601.{number:05}",
            "title": f"Agents that plan, part {number}",
            "abstract": f"Planning is hard. We propose planner number {number} for agents.",
            "daily_dates": [(TODAY - timedelta(days=3 + 7 * number)).isoformat()],
            "upvotes": number,
        }
        for number in range(1, 13)
    ]
    made.take_in(records)
    return made


def test_a_dated_question_is_counted_in_the_zone_of_the_settings(line: CommandLine) -> None:
    since = (TODAY - timedelta(days=18)).isoformat()
    ran = line.run("ask", f"how many papers on agents since {since}?", environment=ZONE)
    assert ran.code == 0, ran.err
    assert ran.out.startswith(
        "2 papers with the words “agents” in title or abstract, "
        f"since {since} (Pacific/Kiritimati). Newest first, 2 of 2:\n"
    )
    assert "We propose planner number 1 for agents. [1]" in ran.out


def test_papers_are_listed_and_are_json_for_scripts(line: CommandLine) -> None:
    ran = line.run("papers", "last 60 days", "--topic", "agents", "--sort", "upvotes", "-k", "2")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("8 papers with the words “agents”")
    assert ran.out.count("https://huggingface.co/papers/") == 2
    assert " 1. Agents that plan, part 8" in ran.out
    (found,) = line.run("papers", "--json", "-k", "5", "--page", "3").objects
    assert (found["total"], found["since"], len(found["papers"])) == (12, None, 2)
    assert found["papers"][0]["sentence"].startswith("We propose")


def test_pictures_are_files_and_their_facts_are_text(line: CommandLine) -> None:
    ran = line.run("trends", "agents", "zebras", "-o", "weeks.png")
    assert ran.code == 0, ran.err
    assert "- “agents”: 12 papers; busiest week from " in ran.out
    assert "The picture is in weeks.png." in ran.err
    assert (line.folder / "weeks.png").read_bytes().startswith(b"\x89PNG")
    nothing = line.run("map", "zebras")
    assert nothing.code == 1
    assert nothing.out == ""
    assert "too few for a map" in nothing.said()
    assert not (line.folder / "map.png").exists()


def test_what_cannot_be_meant_is_said_before_anything_is_loaded(line: CommandLine) -> None:
    for arguments, said in (
        (("papers", "someday"), "“someday” names no days: write day, week"),
        (("trends", *"abcdef"), "at most 5 fit in one chart"),
        (("map", "?!"), "a topic must have a word"),
    ):
        ran = line.run(*arguments)
        assert ran.code == 2
        assert said in ran.said()
