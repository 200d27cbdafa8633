"""Pictures from a real corpus, drawn in a real process of its own."""

from __future__ import annotations

import logging
import os
import struct
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.answering.threads import Readers
from bot.locales.catalog import translator
from bot.pictures import studio as studio_module
from bot.pictures.studio import PictureError, Studio
from bot.pictures.trends import MOST_WEEKS, count
from tests.builders import paper
from tests.integration.corpus.test_corpus import EMBEDDER, store
from vectorstore.corpus.reader import Corpus
from vectorstore.models import Paper

T = translator("en")
THEMES = ("camera lens zoom", "speech voice codec", "robot arm gripper")
HOSTILE = "$x_1 \\frac{ <b> 論文 🔥"


def papers() -> list[Paper]:
    """Three themes of agents; the newest is of Friday, 21 August 2026."""
    made = []
    for number in range(45):
        theme = THEMES[number % 3]
        made.append(
            paper(
                f"2601.{number:05}",
                f"Agents with {theme}. The {theme} of agents number{number}.",
                title=f"On {theme} {number}" if number else HOSTILE,
                listed=(date(2026, 8, 21) - timedelta(days=number * 3),),
                upvotes=100 - number,
            )
        )
    return [*made, paper("2601.99999", "Zebras only.", upvotes=1)]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    folder = tmp_path_factory.mktemp("pictures")
    store(folder, *papers())
    with Corpus.open(folder) as opened:
        yield opened


@pytest.fixture
def studio(corpus: Corpus) -> Iterator[Studio]:
    readers = Readers()
    yield Studio(corpus, readers, EMBEDDER.fingerprint)
    readers.close()


def size(png: bytes | None) -> tuple[int, int]:
    assert png is not None
    assert png.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_weeks_run_from_monday_to_monday_up_to_the_newest_paper(corpus: Corpus) -> None:
    counted = count(corpus, ["agents", "robot"], None, None)
    assert counted is not None
    assert (counted.since, counted.until) == (date(2026, 2, 23), date(2026, 8, 21))
    assert counted.weeks[-1] == date(2026, 8, 17)
    assert [len(line.counts) for line in counted.lines] == [26, 26]
    assert [line.total for line in counted.lines] == [45, 15]
    # 21 and 18 August, both in the week of the 17th.
    assert counted.lines[0].counts[-1] == 2


def test_a_window_is_counted_to_the_day(corpus: Corpus) -> None:
    counted = count(corpus, ["agents"], date(2026, 8, 12), date(2026, 8, 18))
    assert counted is not None
    assert counted.weeks == (date(2026, 8, 10), date(2026, 8, 17))
    assert counted.lines[0].counts == (2, 1)


def test_a_window_without_an_end_or_of_an_age_stays_a_chart(corpus: Corpus) -> None:
    old = count(corpus, ["agents"], date(1990, 1, 1), None)
    assert old is not None
    assert len(old.weeks) == MOST_WEEKS
    later = count(corpus, ["agents"], date(2027, 1, 1), None)
    assert later is not None
    assert (later.since, later.until, later.total) == (date(2027, 1, 1), date(2027, 1, 1), 0)


async def test_a_chart_says_what_it_shows(studio: Studio) -> None:
    picture = await studio.trends(["agents", "robot arm", HOSTILE, "zebras"], None, None, T)
    assert size(picture.png) == (1200, 624)
    opening, agents, *_, zebras = picture.facts.splitlines()
    assert opening == "Papers per week, from 2026-02-23 to 2026-08-21:"
    assert agents.startswith("- “agents”: 45 papers; busiest week from ")
    assert agents.endswith("final week 2")
    assert zebras == "- “zebras”: no paper"


async def test_a_map_names_its_groups_by_their_own_words(studio: Studio) -> None:
    picture = await studio.map("agents", None, None, "UTC", T)
    assert size(picture.png)[0] == 1440
    opening, *groups = picture.facts.splitlines()
    assert opening.startswith(
        "45 papers with the words “agents” in title or abstract, over all days. 3 groups"
    )
    assert len(groups) == 3
    for theme in THEMES:
        (named,) = [group for group in groups if theme.split()[0] in group]
        assert all(word in named for word in theme.split())
        assert "(15 papers; most upvoted: " in named
    assert "agents" not in "".join(groups)
    assert HOSTILE in picture.facts


async def test_too_few_papers_make_no_map_but_a_sentence(studio: Studio) -> None:
    picture = await studio.map("zebras", None, None, "UTC", T)
    assert picture.png is None
    assert picture.facts == (
        "1 paper with the words “zebras” in title or abstract, over all days. That is too few for "
        "a map, which takes at least 8: try another topic, fewer words or more days."
    )


async def test_no_papers_make_no_chart_but_a_sentence(studio: Studio) -> None:
    picture = await studio.trends(["zebras"], date(2026, 8, 1), None, T)
    assert picture.png is None
    assert picture.facts.endswith("- “zebras”: no paper")


async def test_papers_without_days_make_no_chart(tmp_path: Path) -> None:
    store(tmp_path, paper("1"))
    readers = Readers()
    with Corpus.open(tmp_path) as corpus:
        picture = await Studio(corpus, readers, "e").trends(["one"], None, None, T)
    readers.close()
    assert picture.png is None
    assert "No paper here has a date" in picture.facts


async def test_of_many_papers_the_newest_are_shown(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio_module, "MOST", 9)
    picture = await studio.map("agents", None, None, "UTC", T)
    assert "45 papers" in picture.facts
    assert "The newest 9 are shown." in picture.facts


async def test_papers_that_are_not_embedded_have_no_place(corpus: Corpus) -> None:
    readers = Readers()
    picture = await Studio(corpus, readers, "another").map("agents", None, None, "UTC", T)
    readers.close()
    assert picture.png is None
    assert "too few for a map" in picture.facts


async def test_a_process_that_fails_is_logged_and_explained(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with (
        caplog.at_level(logging.ERROR),
        pytest.raises(PictureError, match="could not be drawn: try again"),
    ):
        await studio.trends(["agents"], None, None, T)
    assert "a picture could not be drawn" in caplog.text


async def test_a_process_that_hangs_is_ended(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\necho $$ > pid\nexec sleep 600\n")
    slow.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "executable", str(slow))
    readers = Readers()
    studio = Studio(corpus, readers, EMBEDDER.fingerprint, seconds=0.5)
    with pytest.raises(PictureError, match=r"not ready within 0\.5 seconds: try again"):
        await studio.trends(["agents"], None, None, T)
    readers.close()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
