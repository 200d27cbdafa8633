"""A client whose time passes only when it waits, and the servers that it asks."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.feed_double import ArxivDouble, FeedDouble, serving
from vectorstore.sources.arxiv_fetch import MANNERS as ARXIV_MANNERS
from vectorstore.sources.arxiv_fetch import ArxivApi
from vectorstore.sources.daily_papers import MANNERS, DailyPapers
from vectorstore.sources.web import Web


class Time:
    """Seconds, and the pauses that somebody made."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.waits: list[float] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def said():
    """What the client told on the way."""
    return []


@pytest.fixture
async def client():
    async with httpx.AsyncClient(trust_env=False, timeout=0.5) as client:
        yield client


@pytest.fixture
def web(client, time, said):
    """Makes a client that asks under a name with given manners."""
    return lambda name, manners: Web(
        name, client, manners, say=said.append, clock=time.clock, sleep=time.sleep
    )


@pytest.fixture
async def feed():
    async with serving(FeedDouble(), "/api/daily_papers") as double:
        yield double


@pytest.fixture
def papers(feed, web):
    return DailyPapers(web("Daily Papers", MANNERS), feed.url)


@pytest.fixture
async def arxiv():
    async with serving(ArxivDouble(), "/api/query") as double:
        yield double


@pytest.fixture
def arxiv_api(arxiv, web):
    return ArxivApi(web("arXiv", ARXIV_MANNERS), f"{arxiv.url}/api/query")


@pytest.fixture
def shared():
    """The folder of real payloads beside the repository, where it is present."""
    folder = Path(__file__).resolve().parents[4] / "shared"
    if not (folder / "payloads").is_dir():
        pytest.skip("the shared data is not here")
    return folder
