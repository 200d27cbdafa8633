"""One digest a day, whatever the clocks do; one for all that were missed; none in quiet hours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.digest import Rhythm, Subscription
from bot.digests.due import CATCH_UP_DAYS, due, moment_of, next_moment, silent, window
from tests.builders import subscription

NEW_YORK, BERLIN = "America/New_York", "Europe/Berlin"
ZONES = sorted(name for name in available_timezones() if "/" in name)
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
DAY = timedelta(days=1)

subscriptions = st.builds(
    subscription,
    zone=st.sampled_from(ZONES),
    at=TIMES,
    rhythm=st.sampled_from(Rhythm),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    quiet=st.none() | st.tuples(TIMES, TIMES).filter(lambda ends: ends[0] != ends[1]),
    created_at=st.datetimes(datetime(2005, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
)


def sent(
    to: Subscription, steps: Iterator[timedelta] | list[timedelta]
) -> list[tuple[date, datetime]]:
    """The days for which something was sent, and when, if somebody looks after each step."""
    now, last = to.created_at, None
    found = []
    for step in steps:
        now += step
        if (day := due(to, now, last)) is not None:
            last = day
            found.append((day, now))
    return found


@given(subscriptions, st.lists(st.timedeltas(timedelta(minutes=1), 3 * DAY), max_size=40))
def test_whenever_somebody_looks_days_go_up_and_nothing_is_early_or_in_the_night(to, steps):
    found = sent(to, steps)
    days = [day for day, _ in found]
    assert days == sorted(set(days))
    for day, now in found:
        assert moment_of(to, day) <= now
        assert not silent(to, now)
        assert day.weekday() in to.weekdays


@settings(max_examples=60, deadline=None)
@given(subscriptions.map(lambda to: replace(to, quiet=None, rhythm=Rhythm.DAILY)))
def test_every_chosen_day_has_exactly_one_digest_at_its_time(to):
    zone = ZoneInfo(to.zone)
    step = timedelta(minutes=20)
    looks = 3 * 24 * 20
    found = sent(to, [step] * looks)
    begin = to.created_at.astimezone(zone).date() - DAY
    coming = [begin + n * DAY for n in range(23) if (begin + n * DAY).weekday() in to.weekdays]
    expected = [
        day
        for day in coming
        if to.created_at < moment_of(to, day) <= to.created_at + looks * step
        and _is_a_day(day, zone)
    ]
    assert [day for day, _ in found if _is_a_day(day, zone)] == expected
    for day, now in found:
        assert now - moment_of(to, day) < step
        local = moment_of(to, day).astimezone(zone).replace(tzinfo=None)
        late = local - datetime.combine(day, to.at)
        assert late == timedelta(0) or not _exists(day, to.at, zone)


def _exists(day: date, at: time, zone: ZoneInfo) -> bool:
    local = datetime.combine(day, at)
    return local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local


def _is_a_day(day: date, zone: ZoneInfo) -> bool:
    """Some places left one out when they moved across the date line."""
    noon = datetime.combine(day, time(12), zone)
    return noon.astimezone(UTC).astimezone(zone).date() == day


@given(subscriptions, st.integers(3, 300))
def test_one_digest_makes_up_for_a_stop_of_any_length(to, days):
    now = to.created_at + days * DAY
    first = due(to, now, None)
    if silent(to, now):
        assert first is None
    elif first is not None:
        assert due(to, now, first) is None
        covers = window(to, now, None)
        assert (covers.until - covers.since).days <= CATCH_UP_DAYS
    else:
        assert days <= 8


@given(subscriptions, st.lists(st.timedeltas(timedelta(hours=1), 20 * DAY), max_size=30))
def test_windows_leave_no_day_out_and_reach_no_further_back_than_the_first(to, steps):
    first = covered = None
    for _, now in sent(to, steps):
        covers = window(to, now, covered)
        assert covers.earliest <= covers.since <= covers.until
        if covered is None:
            first = covers.earliest
        elif covers.until - covered <= CATCH_UP_DAYS * DAY and covers.until > covered:
            assert covers.since == covered + DAY
        assert covers.earliest >= first
        covered = covers.until


@given(subscriptions, st.timedeltas(timedelta(0), 400 * DAY))
def test_the_next_moment_is_when_it_is_due(to, later):
    now = to.created_at + later
    moment = next_moment(to, now)
    assert moment > now
    day = due(to, moment, None)
    # A second pass through quiet hours, where clocks go back, holds it up once more.
    assert day is None or moment_of(to, day) == moment
    assert day is not None or silent(to, moment)


@pytest.mark.parametrize(
    ("zone", "day", "at", "utc"),
    [
        (BERLIN, date(2026, 3, 28), time(2, 30), "2026-03-28T01:30"),
        (BERLIN, date(2026, 3, 29), time(2, 30), "2026-03-29T01:30"),  # 2:30 does not exist: 3:30
        (BERLIN, date(2026, 3, 30), time(2, 30), "2026-03-30T00:30"),
        (BERLIN, date(2026, 10, 25), time(2, 30), "2026-10-25T00:30"),  # the first of two
        (NEW_YORK, date(2026, 11, 1), time(1, 30), "2026-11-01T05:30"),
        ("Asia/Beirut", date(2026, 3, 29), time(0, 30), "2026-03-28T22:30"),  # the day begins at 1
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:45"),
    ],
)
def test_times_that_do_not_exist_or_come_twice(zone, day, at, utc):
    moment = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    to = subscription(zone=zone, at=at, created_at=moment - 2 * DAY)
    assert moment_of(to, day) == moment
    assert due(to, moment - timedelta(minutes=1), day - DAY) is None
    assert due(to, moment, day - DAY) == day
    assert due(to, moment + timedelta(hours=1), day) is None


def test_a_day_that_was_left_out_of_the_calendar_has_no_digest_of_its_own():
    made = datetime(2011, 12, 28, 0, tzinfo=UTC)
    to = subscription(zone="Pacific/Apia", at=time(9), created_at=made)
    days = [day.day for day, _ in sent(to, [timedelta(minutes=30)] * 48 * 6)]
    assert days == [28, 29, 31, 1, 2, 3]


@pytest.mark.parametrize(
    ("at", "quiet", "day", "utc"),
    [
        (time(23, 30), (time(22), time(7)), date(2026, 8, 21), "2026-08-22T07:00"),
        (time(3), (time(22), time(7)), date(2026, 8, 21), "2026-08-21T07:00"),
        (time(7), (time(22), time(7)), date(2026, 8, 21), "2026-08-21T07:00"),
        (time(12, 30), (time(12), time(14)), date(2026, 8, 21), "2026-08-21T14:00"),
        (time(9), (time(9), time(9)), date(2026, 8, 21), "2026-08-21T09:00"),
    ],
)
def test_what_falls_into_quiet_hours_comes_after_them(at, quiet, day, utc):
    moment = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    to = subscription(at=at, quiet=quiet)
    assert moment_of(to, day) == moment
    assert due(to, moment - timedelta(minutes=1), day - DAY) is None
    assert due(to, moment, day - DAY) == day


def test_what_was_missed_is_not_made_up_for_in_quiet_hours():
    to = subscription(quiet=(time(22), time(6)))
    assert due(to, datetime(2026, 8, 25, 23, tzinfo=UTC), None) is None
    assert due(to, datetime(2026, 8, 26, 6, tzinfo=UTC), None) == date(2026, 8, 25)


def test_a_weekly_digest_comes_on_the_first_of_its_days():
    to = subscription(
        rhythm=Rhythm.WEEKLY,
        weekdays=frozenset({2, 4}),
        created_at=datetime(2026, 8, 20, 12, tzinfo=UTC),  # a Thursday
    )
    days = [day for day, _ in sent(to, [timedelta(hours=1)] * 24 * 21)]
    assert days == [date(2026, 8, 26), date(2026, 9, 2), date(2026, 9, 9)]
    first = window(to, datetime(2026, 8, 26, 9, tzinfo=UTC), None)
    assert (first.since, first.until) == (date(2026, 8, 19), date(2026, 8, 26))
    second = window(to, datetime(2026, 9, 2, 9, tzinfo=UTC), first.until)
    assert (second.since, second.until) == (date(2026, 8, 27), date(2026, 9, 2))


def test_the_first_daily_digest_covers_a_whole_day():
    to = subscription(created_at=datetime(2026, 8, 20, 8, tzinfo=UTC))
    covers = window(to, datetime(2026, 8, 20, 9, tzinfo=UTC), None)
    assert (covers.since, covers.until) == (date(2026, 8, 19), date(2026, 8, 20))
