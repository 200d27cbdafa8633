"""Times of day, quiet hours and numbers are read as people type them."""

from __future__ import annotations

from datetime import time

import pytest

from bot.exts.errors import ReaderError
from bot.exts.subscriptions.typed import MOST_PAPERS, papers_at_most, quiet_hours, time_of_day


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("8", time(8)),
        ("08:30", time(8, 30)),
        ("8.30", time(8, 30)),
        (" 20h ", time(20)),
        ("20h15", time(20, 15)),
        ("20 Uhr", time(20)),
        ("8 pm", time(20)),
        ("8:05 P.M.", time(20, 5)),
        ("12 am", time(0)),
        ("12pm", time(12)),
        ("８：３０", time(8, 30)),
        ("8時", time(8)),
        ("8点30分", time(8, 30)),
        ("0", time(0)),
        ("23:59", time(23, 59)),
    ],
)
def test_times(typed, meant):
    assert time_of_day(typed) == meant


@pytest.mark.parametrize(
    "typed", ["", "24", "8:60", "13 pm", "0 am", "noon", "8:3", "-1", "8:00:00"]
)
def test_what_is_no_time(typed):
    with pytest.raises(ReaderError):
        time_of_day(typed)


@pytest.mark.parametrize("typed", ["22:00-7:00", "22 – 7", "10 pm to 7 am", "22h~7h", "22 bis 7"])
def test_quiet_hours(typed):
    assert quiet_hours(typed) == (time(22), time(7))


@pytest.mark.parametrize("typed", ["22", "8-8", "22-", "1-2-3", "at night"])
def test_what_are_no_quiet_hours(typed):
    with pytest.raises(ReaderError):
        quiet_hours(typed)


def test_none_are_none():
    assert quiet_hours("  ") is None


@pytest.mark.parametrize(("typed", "meant"), [("1", 1), (" 20 ", 20), ("２０", 20)])
def test_numbers(typed, meant):
    assert papers_at_most(typed) == meant


@pytest.mark.parametrize("typed", ["0", "-1", "1.5", "many", "", str(MOST_PAPERS + 1), "9" * 30])
def test_what_is_no_number(typed):
    with pytest.raises(ReaderError):
        papers_at_most(typed)
