"""Digests of real papers, from the corpus to the direct message."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.bootstrap import open_services
from bot.discord_services import DiscordServices
from bot.state.database import sqlite_url
from bot.state.store import open_state
from config.settings import IndexSettings, Settings, StateSettings
from tests.conversation.conftest import Clock, Parts
from tests.conversation.talk import text_of
from tests.discord_core import PAPERS

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.simcord(settle_timeout=60)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    """A dozen of the papers of the sample, as the feed listed them on one day."""
    folder = tmp_path_factory.mktemp("index")
    records = folder / "papers.jsonl"
    lines = (
        {"title": p.title, "abstract": p.abstract, "daily_dates": ["2024-08-20"], "upvotes": n}
        for n, p in enumerate(sorted(PAPERS, key=_wanted)[:12])
    )
    records.write_text("\n".join(map(json.dumps, lines)))
    command = [sys.executable, "-m", "bot", "ingest", str(records), "--index", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


def _wanted(paper):
    return not paper.title.startswith(("FaceTalk", "Retrieval Head"))


@pytest.fixture
def settings(index, tmp_path):
    return Settings(index=IndexSettings(dir=index), state=StateSettings(dir=tmp_path))


@pytest.fixture
async def parts(settings):
    clock = Clock()
    clock.moment = datetime(2024, 8, 20, 12, tzinfo=UTC)
    async with (
        open_services(settings, settings.index.dir) as core,
        open_state(sqlite_url(settings.state.dir), clock) as state,
    ):
        services = DiscordServices(
            core.answers, core.library, state, None, core.pictures, core.digests
        )
        yield Parts(services, None, clock)


async def test_each_is_sent_what_is_theirs_of_the_day_s_papers_and_once(world):
    question = "Which attention heads find facts in a long context?"
    await world.ada.slash(world.channel, "subscribe", about="all")
    heads = await world.ben.slash(
        world.channel, "subscribe", about="topic", what="talking heads from audio"
    )
    await world.eve.slash(world.channel, "subscribe", about="question", what=question)
    preview = await world.ben.click(heads.response, label="Preview")
    assert "FaceTalk" in text_of(preview.response)
    await world.wait(hours=21)
    everything, on_heads, answer = (
        text_of(person.user.dm_channel.last_message) for person in (world.ada, world.ben, world.eve)
    )
    assert "12 new papers, from 2024-08-20 to 2024-08-21 (UTC)." in everything
    assert "Page 1 of 2" in everything
    assert "FaceTalk" in on_heads
    assert "Retrieval Head" not in on_heads
    assert "Papers that answer “Which attention heads" in answer
    assert "Retrieval Head" in answer
    message = world.eve.user.dm_channel.last_message
    why = await world.eve.user.click(message, label="Why this?")
    assert "retrieval heads" in text_of(why.response)
    await world.wait(hours=24)
    assert world.eve.user.dm_channel.last_message.id == message.id
