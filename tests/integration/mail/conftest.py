from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.core.digest import Subscription
from bot.core.site import Site
from bot.mail.mailing import Mailing
from bot.mail.smtp import Smtp
from bot.state.database import sqlite_url
from bot.state.store import State, open_state
from tests.digests import ADA, ADDRESS
from tests.integration.state.samples import Clock
from tests.mail_server import Inbox, mail_server

SITE = Site("https://papers.example/footnote/")
SENDER = "papers@footnote.example"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def state(tmp_path: Path, clock: Clock) -> AsyncIterator[State]:
    async with open_state(sqlite_url(tmp_path / "state"), clock) as opened:
        yield opened


@pytest.fixture
async def inbox() -> AsyncIterator[Inbox]:
    async with mail_server() as opened:
        yield opened


@pytest.fixture
def mailing(state: State, clock: Clock) -> Callable[[Smtp], Mailing]:
    async def titles(_: Subscription) -> dict[str, str]:
        return {"2408.08072": "A Saved Paper"}

    return lambda smtp: Mailing(smtp, SENDER, SITE, state.addresses, state.links, titles, clock)


@pytest.fixture
async def confirmed(state: State) -> None:
    """Ada's address is."""
    await state.addresses.confirm(await state.addresses.request(ADA, ADDRESS))
