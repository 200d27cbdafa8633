"""The whole corridor behind the bot: embedded Chroma and SQLite on disk, with the 45 papers."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adding import PaperAdder, ingest_into
from bot.bootstrap import open_services
from bot.discord_services import DiscordServices
from bot.state.database import sqlite_url
from bot.state.store import open_state
from config.settings import IndexSettings, Settings, StateSettings
from tests.conversation.conftest import Arxiv, Clock, Parts
from tests.conversation.talk import buttons, text_of
from tests.conversation.test_library import ATOM, NEW
from vectorstore.corpus.trending import keep
from vectorstore.corpus.writer import open_writer
from vectorstore.sources.saved_page import sample_page

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.simcord(settle_timeout=60)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    command = [sys.executable, "-m", "bot", "ingest", str(sample_page()), "--index", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.fixture
def settings(index, tmp_path):
    return Settings(index=IndexSettings(dir=index), state=StateSettings(dir=tmp_path))


@pytest.fixture
async def parts(settings):
    clock = Clock()
    arxiv = Arxiv(None)
    async with (
        open_services(settings, settings.index.dir) as core,
        open_state(sqlite_url(settings.state.dir), clock) as state,
    ):
        adder = PaperAdder(arxiv.fetch, ingest_into(settings.index.dir))
        services = DiscordServices(
            core.answers, core.library, state, adder, core.pictures, core.digests
        )
        yield Parts(services, arxiv, clock)


async def test_a_conversation_about_the_papers(world):
    asked = await world.ada.slash(
        world.channel, "ask", question="Which attention heads find facts in a long context?"
    )
    answer = text_of(asked.response)
    assert "Retrieval Head" in answer
    assert "[1]" in answer
    assert "45 papers" in answer
    quotes = await world.ben.click(asked.response, label="Sources")
    assert "**" in text_of(quotes.response)
    similar = await world.ben.click(asked.response, label="Similar papers")
    assert text_of(similar.response)
    await world.ada.send_dm("Who won the football world cup in 1998?")
    told = world.ada.user.dm_channel.last_message
    assert "do not say" in text_of(told)
    assert "Sources" not in buttons(told)


async def test_a_journal_club_reads_a_paper_and_asks_about_it(world):
    result = await world.eve.slash(world.channel, "journal-club", topic="long context")
    message = result.response
    assert "with the words “long”, “context”" in text_of(message)
    (club,) = [await world.state.journal.by_message(message.id)]
    number, title = next(
        (one.n, one.title) for one in club.candidates if one.title.startswith("Retrieval Head")
    )
    await world.ada.click(message, label=str(number))
    await world.eve.click(message, label="Close now")
    (thread,) = world.channel.threads
    assert thread.name == title
    prompts = text_of(thread.last_message)
    assert "[3]" in prompts
    await world.ada.send(thread, f"{world.me} Do they depend on how long the pretraining was?")
    answer = text_of(thread.last_message)
    assert "short context" in answer
    assert title in answer
    recap = await world.ben.click(message, label="Recap")
    said = text_of(recap.response)
    assert "1 question asked in the thread" in said
    assert "short context" in said


async def test_counting_the_papers(world):
    counted = await world.ada.slash(world.channel, "ask", question="How many papers do you have?")
    assert "45 papers, over all days." in text_of(counted.response)
    assert "Sources" not in buttons(counted.response)
    assert "Helpful" in buttons(counted.response)
    on_heads = await world.ada.slash(
        world.channel, "ask", question="How many papers on talking heads do you have?"
    )
    assert "with the words “talking”, “heads” in title or abstract" in text_of(on_heads.response)
    assert "Sources" in buttons(on_heads.response)


async def test_what_trends_is_the_most_upvoted_until_the_feed_s_list_is_here(world, index):
    today = datetime.now(UTC).date()
    result = await world.ada.slash(world.channel, "papers", sort="trending")
    said = text_of(result.response)
    assert "Most upvoted papers" in said
    since = today - timedelta(days=6)
    assert f"0 papers, from {since} to {today} (UTC). The feed's own trending list" in said
    assert "is not here" in said
    with open_writer(index) as corpus:
        ids = [paper.paper_id for paper in corpus.papers()]
        titles = [paper.title for paper in corpus.papers()]
        keep(corpus, {1: ids[40], 2: "elsewhere", 3: ids[3], 4: ids[22]}, datetime.now(UTC))
    result = await world.ada.slash(world.channel, "papers", sort="trending")
    said = text_of(result.response)
    assert "Trending papers" in said
    assert "3 papers, on the feed's own trending list of " in said
    places = [said.index(titles[number][:30]) for number in (40, 3, 22)]
    assert places == sorted(places)
    asked = await world.ada.slash(world.channel, "ask", question="What is trending right now?")
    assert "The first 3 of 3:" in text_of(asked.response)


async def test_looking_around(world):
    found = await world.ada.slash(world.channel, "search", query="long context attention")
    assert "Page 1" in text_of(found.response)
    offered = await world.ada.autocomplete(world.channel, "paper", "paper", "retrieval head")
    card = await world.ada.slash(world.channel, "paper", paper=offered[0]["value"])
    assert "Retrieval Head" in text_of(card.response)
    bibtex = await world.ada.click(card.response, label="BibTeX")
    assert bibtex.response.attachments
    status = await world.ada.slash(world.channel, "status")
    assert "45 papers" in status.response.content


async def test_a_paper_is_added_by_another_process_and_then_found(world):
    world.arxiv.answer = ATOM
    added = await world.eve.slash(world.channel, "add", paper="2408.08072")
    assert NEW.title in text_of(added.response)
    found = await world.ada.slash(world.channel, "search", query="self-alignment from scratch")
    assert NEW.title in text_of(found.response)
