"""Days in words → windows. It is Thursday, 20 August 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.answering.calendar.windows import window_of

NOW = datetime(2026, 8, 20, 9, 30, tzinfo=UTC)


def days(text: str, zone: str = "UTC", now: datetime = NOW) -> tuple[str, str] | None:
    """The window as text; an open end is empty."""
    found = window_of(text, zone, now)
    if found is None:
        return None
    return str(found.since or ""), str(found.until or "")


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("today", "2026-08-20", "2026-08-20"),
        ("trending yesterday", "2026-08-19", "2026-08-19"),
        ("the day before yesterday", "2026-08-18", "2026-08-18"),
        ("what came out this week on talking heads?", "2026-08-17", "2026-08-23"),
        ("last week", "2026-08-10", "2026-08-16"),
        ("the previous month", "2026-07-01", "2026-07-31"),
        ("two weeks ago", "2026-08-03", "2026-08-09"),
        ("3 days ago", "2026-08-17", "2026-08-17"),
        ("in the last 3 days", "2026-08-18", "2026-08-20"),
        ("over the past two weeks", "2026-08-07", "2026-08-20"),
        ("in the past week", "2026-08-14", "2026-08-20"),
        ("in the last two months", "2026-06-21", "2026-08-20"),
        ("in the last 24 hours", "2026-08-19", "2026-08-20"),
        ("since March", "2026-03-01", ""),
        ("since September", "2025-09-01", ""),
        ("since 2025", "2025-01-01", ""),
        ("since last Monday", "2026-08-17", ""),
        ("on Tuesday", "2026-08-18", "2026-08-18"),
        ("from May on", "2026-05-01", ""),
        ("in August 2026", "2026-08-01", "2026-08-31"),
        ("in 2025-02", "2025-02-01", "2025-02-28"),
        ("in Q1 2026", "2026-01-01", "2026-03-31"),
        ("last week of July 2026 on agents", "2026-07-25", "2026-07-31"),
        ("in the first week of August", "2026-08-01", "2026-08-07"),
        ("the 4th week of February 2026", "2026-02-22", "2026-02-28"),
        ("in the first half of 2026", "2026-01-01", "2026-06-30"),
        ("the second half of July", "2026-07-16", "2026-07-31"),
        ("in early July", "2026-07-01", "2026-07-10"),
        ("mid-July 2026", "2026-07-11", "2026-07-20"),
        ("at the end of July", "2026-07-21", "2026-07-31"),
        ("early on 2026-08-07", "2026-08-07", "2026-08-07"),
        ("late 2025", "2025-09-01", "2025-12-31"),
        ("on 2026-08-07", "2026-08-07", "2026-08-07"),
        ("on August 20, 2026", "2026-08-20", "2026-08-20"),
        ("on the 20th of August 2026", "2026-08-20", "2026-08-20"),
        ("before June", "", "2026-05-31"),
        ("until May 3rd", "", "2026-05-03"),
        ("after 2025-12-31", "2026-01-01", ""),
        ("between 2026-08-01 and 2026-08-10", "2026-08-01", "2026-08-10"),
        ("between 3 and 17 August", "2026-08-03", "2026-08-17"),
        ("between March and May 2025", "2025-03-01", "2025-05-31"),
        ("from November to February", "2025-11-01", "2026-02-28"),
        ("from 12 December 2025 to 3 January", "2025-12-12", "2026-01-03"),
        ("between 2026-08-10 and 2026-08-01", "2026-08-01", "2026-08-10"),
    ],
)
def test_english(text: str, since: str, until: str) -> None:
    assert days(text) == (since, until)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("seit dem 3. März 2026", "2026-03-03", ""),
        ("in dieser Woche", "2026-08-17", "2026-08-23"),
        ("in den letzten drei Tagen", "2026-08-18", "2026-08-20"),
        ("letzten Monat", "2026-07-01", "2026-07-31"),
        ("vor zwei Wochen", "2026-08-03", "2026-08-09"),
        ("im August 2026", "2026-08-01", "2026-08-31"),
        ("Mitte Juli", "2026-07-11", "2026-07-20"),
        ("début juillet", "2026-07-01", "2026-07-10"),
        ("a finales de julio", "2026-07-21", "2026-07-31"),
        ("depuis mars", "2026-03-01", ""),
        ("la semaine dernière", "2026-08-10", "2026-08-16"),
        ("ces 3 derniers jours", "2026-08-18", "2026-08-20"),
        ("entre le 3 et le 17 août", "2026-08-03", "2026-08-17"),
        ("desde marzo", "2026-03-01", ""),
        ("la semana pasada", "2026-08-10", "2026-08-16"),
        ("en los últimos 3 días", "2026-08-18", "2026-08-20"),
        ("en agosto de 2026", "2026-08-01", "2026-08-31"),
        ("自3月以来", "2026-03-01", ""),
        ("最近三天的论文", "2026-08-18", "2026-08-20"),
        ("上个月", "2026-07-01", "2026-07-31"),
        ("3月以降", "2026-03-01", ""),
        ("今週の論文", "2026-08-17", "2026-08-23"),
        ("過去3日間", "2026-08-18", "2026-08-20"),
        ("2026年8月20日", "2026-08-20", "2026-08-20"),
    ],
)
def test_other_languages(text: str, since: str, until: str) -> None:
    assert days(text) == (since, until)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "what did the 2023 benchmark show?",
        "may I ask what attention sinks are",
        "the march of the penguins",
        "from 2 to 4 heads",
        "at step 2020",
        "the FID of MAR after retraining",
        "on 31 February 2026",
        "vor allem",
        "\u0130 2026",
        "in the last 99999 days",
        "the first half of the layers",
    ],
)
def test_what_is_no_window(text: str) -> None:
    assert days(text) is None


def test_today_is_the_asker_s() -> None:
    late = datetime(2026, 8, 20, 23, 30, tzinfo=UTC)
    assert days("today", "Asia/Tokyo", late) == ("2026-08-21", "2026-08-21")
    assert days("yesterday", "America/Los_Angeles", late) == ("2026-08-19", "2026-08-19")
    new_year = datetime(2026, 1, 1, 1, 0, tzinfo=UTC)
    assert days("this month", "America/New_York", new_year) == ("2025-12-01", "2025-12-31")


def test_a_window_knows_where_it_stands() -> None:
    text = "papers on agents since last Monday, please"
    found = window_of(text, "UTC", NOW)
    assert found is not None
    assert text[found.start : found.end] == "since last Monday"


def test_the_last_day_of_a_month_goes_back_to_a_day_that_there_is() -> None:
    now = datetime(2026, 3, 31, 12, tzinfo=UTC)
    assert days("in the past month", now=now) == ("2026-03-01", "2026-03-31")
    assert window_of("in the past month", "UTC", now).since == date(2026, 3, 1)  # type: ignore[union-attr]
