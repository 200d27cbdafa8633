"""Turns come at even distances, first come, first served."""

from __future__ import annotations

import asyncio

from bot.conduct import pace


class Time:
    """Sleeping takes as long as it says, and no longer."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        self.now += seconds


async def test_turns_are_apart_and_none_is_saved_up(monkeypatch):
    time = Time()
    monkeypatch.setattr(asyncio, "sleep", time.sleep)
    turns, began = pace.Pace(10, time), []
    for _ in range(3):
        await turns.turn()
        began.append(round(time.now, 3))
    time.now += 60
    for _ in range(2):
        await turns.turn()
        began.append(round(time.now, 3))
    assert began == [100.0, 100.1, 100.2, 160.2, 160.3]
