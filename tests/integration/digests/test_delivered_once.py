"""Processes that are killed at random moments: nothing is lost, nothing comes twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.delivered_once import run


@pytest.mark.parametrize("seed", [1, 2])
def test_a_bot_that_is_killed_again_and_again_brings_everything_once(tmp_path: Path, seed: int):
    counts = run(tmp_path, subscriptions=8, days=4, seed=seed)
    assert counts.wanted == 32
    assert (counts.lost, counts.doubled) == (0, 0)
    assert (counts.papers_lost, counts.papers_doubled) == (0, 0)
