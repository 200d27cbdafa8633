"""When a vote closes, as people type it. It is Friday, 21 August 2026, 9:30 in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.journal.closing import LONGEST, closing_time, in_time

NOW = datetime(2026, 8, 21, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("90 min", "UTC", NOW + timedelta(minutes=90)),
        ("in 3 hours", "UTC", NOW + timedelta(hours=3)),
        ("3h", "Asia/Tokyo", NOW + timedelta(hours=3)),
        ("2 Tage", "UTC", NOW + timedelta(days=2)),
        ("1 jour", "UTC", NOW + timedelta(days=1)),
        ("5 horas", "UTC", NOW + timedelta(hours=5)),
        ("3時間後", "UTC", NOW + timedelta(hours=3)),
        ("2天", "UTC", NOW + timedelta(days=2)),
        ("18:00", "UTC", datetime(2026, 8, 21, 18, tzinfo=UTC)),
        ("18h00", "UTC", datetime(2026, 8, 21, 18, tzinfo=UTC)),
        ("9:30", "UTC", datetime(2026, 8, 22, 9, 30, tzinfo=UTC)),
        ("18:00", "Europe/Berlin", datetime(2026, 8, 21, 16, tzinfo=UTC)),
        ("8:00", "Asia/Tokyo", datetime(2026, 8, 21, 23, tzinfo=UTC)),
        ("2026-08-25 18:00", "America/New_York", datetime(2026, 8, 25, 22, tzinfo=UTC)),
        (" 2026-8-25,  18:00 ", "UTC", datetime(2026, 8, 25, 18, tzinfo=UTC)),
    ],
)
def test_a_while_from_now_or_a_time_of_day_there(text, zone, expected):
    assert closing_time(text, zone, NOW) == expected


@pytest.mark.parametrize(
    "text",
    ["", "soon", "18", "25:00", "18:61", "2026-02-30 18:00", "3 weeks", "-3h", "h", "日"],
)
def test_what_is_no_time(text):
    assert closing_time(text, "UTC", NOW) is None


def test_when_the_clocks_change_a_time_is_the_one_on_the_wall():
    saturday = datetime(2026, 10, 24, 16, tzinfo=UTC)
    assert closing_time("12:00", "Europe/Berlin", saturday) == datetime(
        2026, 10, 25, 11, tzinfo=UTC
    )
    spring = datetime(2026, 3, 28, 22, tzinfo=UTC)
    # There is no 2:30 that night.
    assert closing_time("2:30", "Europe/Berlin", spring) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@given(
    st.text(max_size=40) | st.from_regex(r"\d{1,5} ?(m|h|d|日)", fullmatch=True),
    st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
)
def test_whatever_is_typed_is_read_or_refused(text, now):
    moment = closing_time(text, "Europe/Berlin", now)
    assert moment is None or moment.tzinfo is UTC


def test_a_vote_closes_within_a_week_and_not_in_the_past():
    assert in_time(NOW + LONGEST, NOW)
    assert not in_time(NOW + LONGEST + timedelta(seconds=1), NOW)
    assert not in_time(NOW, NOW)
