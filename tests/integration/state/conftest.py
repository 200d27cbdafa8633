from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.state.database import sqlite_url
from bot.state.store import State, open_state
from tests.integration.state.samples import Clock


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def state(folder: Path, clock: Clock) -> AsyncIterator[State]:
    async with open_state(sqlite_url(folder), clock) as opened:
        yield opened
