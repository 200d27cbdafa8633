"""The whole way by e-mail, as everything is wired: confirm, read, read as a feed, leave."""

from __future__ import annotations

import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import feedparser
import pytest

from bot.bootstrap import open_discord_services, open_services
from bot.core.digest import Scope, Subscription
from bot.digests.feeds import FeedDesk
from bot.discord_services import DiscordServices
from bot.web.server import WebError
from config.settings import Settings, StateSettings, WebSettings
from tests.builders import paper
from tests.digests import ADA, ADDRESS, subscription
from tests.integration.state.samples import Clock
from tests.mail_server import Inbox, mail_server
from vectorstore.corpus.writer import open_writer
from vectorstore.ingest import ingest
from vectorstore.models import Paper
from vectorstore.packaged import PackagedEmbedder

NOW = datetime.now(UTC)
ABSTRACT = "Video is hard. We propose generator number {} for talking heads."


def published(number: int, days_ago: int, **fields: object) -> Paper:
    return paper(
        f"2608.0000{number}",
        ABSTRACT.format(number),
        arxiv_id=f"2608.0000{number}",
        listed=(NOW.date() - timedelta(days=days_ago),),
        upvotes=number,
        authors=("Ada Lovelace",) if number == 1 else ("Ben Franklin",),
        **fields,
    )


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers")
    with open_writer(folder) as writer:
        found = [published(1, 0), published(2, 0), published(3, 9), published(4, 30)]
        ingest(found, writer, PackagedEmbedder(), folder, lambda _: None)
    return folder


@dataclass
class Running:
    services: DiscordServices
    inbox: Inbox
    base: str


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@asynccontextmanager
async def running(papers: Path, state: Path) -> AsyncIterator[Running]:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    async with mail_server() as inbox:
        settings = Settings(
            state=StateSettings(dir=state),
            mail=inbox.settings(),
            web=WebSettings(port=port, url=base),
        )
        async with open_discord_services(settings, papers) as services:
            yield Running(services, inbox, base)


async def ask(method: str, url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.request(method, url) as got:
        return got.status, await got.text()


def links(running: Running, kind: str) -> str:
    text, _ = running.inbox.messages[-1].iter_parts()
    return re.findall(rf"{running.base}/{kind}/\S+", text.get_content())[0]


async def test_from_the_question_to_the_way_out(papers: Path, tmp_path: Path) -> None:
    async with running(papers, tmp_path) as bot:
        mail, state = bot.services.mail, bot.services.state
        assert mail is not None
        await mail.ask_to_confirm(ADA, ADDRESS, "en")
        assert (await ask("POST", links(bot, "confirm")))[0] == 200
        assert await state.addresses.confirmed(ADA) == ADDRESS

        kept = await state.subscriptions.add(
            subscription(scope=Scope.KEYWORD, subject="talking heads", created_at=NOW)
        )
        digest = await bot.services.digests.preview(kept, NOW)
        await mail.deliver(digest, "0123456789abcdef01234567", again=False)
        assert "Papers with “talking heads”: 2 papers" in bot.inbox.messages[-1]["Subject"]

        status, atom = await ask("GET", links(bot, "feed"))
        assert status == 200
        titles = [entry.title for entry in feedparser.parse(atom).entries]
        assert titles == [f"Title of 2608.0000{number}" for number in (2, 1, 3)]

        leave = links(bot, "unsubscribe")
        assert bot.inbox.messages[-1]["List-Unsubscribe"] == f"<{leave}>"
        assert (await ask("POST", leave))[0] == 200
        assert await state.subscriptions.get(kept.id) is None
        base = bot.base
    with pytest.raises(aiohttp.ClientConnectionError):
        await ask("GET", base)


async def test_without_a_mail_server_or_pages_there_is_no_mail(
    papers: Path, tmp_path: Path
) -> None:
    settings = Settings(state=StateSettings(dir=tmp_path))
    async with open_discord_services(settings, papers) as services:
        assert services.mail is None


async def test_a_taken_port_stops_the_bot_with_a_sentence(papers: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = Settings(
            state=StateSettings(dir=tmp_path), web=WebSettings(port=port, url="http://x.example")
        )
        with pytest.raises(WebError, match="FOOTNOTE_WEB_PORT"):
            async with open_discord_services(settings, papers):
                pass


async def test_feeds_are_made_anew_when_they_are_old_or_something_changed(papers: Path) -> None:
    clock, asked = Clock(), []
    clock.moment = NOW
    unwanted: set[str] = set()

    async def disliked(of: str) -> set[str]:
        asked.append(of)
        return unwanted

    async def titles(_: Subscription) -> dict[str, str]:
        return {}

    async with open_services(Settings(), papers) as services:
        desk = FeedDesk(services.digests, disliked, titles, clock)
        one = subscription(scope=Scope.ALL, subject="", at_most=1)
        first = await desk.feed(one, "https://x.example/a")
        assert [item.paper.upvotes for item in first.items] == [2, 1, 3]
        assert await desk.feed(one, "https://x.example/a") is first
        assert len(asked) == 1
        changed = await desk.feed(replace(one, scope=Scope.AUTHOR, subject="ada lovelace"), "x")
        assert [item.paper.upvotes for item in changed.items] == [1]
        clock.forward(minutes=15)
        assert await desk.feed(one, "https://x.example/a") == first
        assert len(asked) == 3
