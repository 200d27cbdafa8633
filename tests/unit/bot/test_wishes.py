"""Which days a sync is asked for, and which wishes make no sense."""

from __future__ import annotations

from datetime import date

import pytest

from bot.cli.wishes import WishError, wished, wished_days

TODAY = date(2026, 8, 21)


@pytest.mark.parametrize(
    ("wish", "days"),
    [
        ((None, None, None, None), None),
        (("2026-08-01", None, None, None), ("2026-08-01", "2026-08-21")),
        (("2026-08-01", "2026-08-01", None, None), ("2026-08-01", "2026-08-01")),
        ((None, None, "2026-W33", None), ("2026-08-10", "2026-08-16")),
        ((None, None, "2026-W34", None), ("2026-08-17", "2026-08-21")),
        ((None, None, "2020-w53", None), ("2020-12-28", "2021-01-03")),
        ((None, None, None, "2024-02"), ("2024-02-01", "2024-02-29")),
        ((None, None, None, "2026-08"), ("2026-08-01", "2026-08-21")),
    ],
)
def test_the_days_of_a_wish(wish, days):
    assert wished(*wish, TODAY) == (days and tuple(map(date.fromisoformat, days)))


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (("2026-08-21", "2026-08-20", None, None), "is after --until 2026-08-20: swap them"),
        (("2026-08-22", None, None, None), r"2026-08-22 has not come yet: .* 2026-08-21 \(UTC\)"),
        (("2026-08-01", "2026-08-22", None, None), "2026-08-22 has not come yet"),
        ((None, None, "2026-W35", None), "2026-08-24 has not come yet"),
        ((None, None, None, "2026-09"), "2026-09-01 has not come yet"),
        (("yesterday", None, None, None), "“yesterday” is not a day: write it like 2026-08-20"),
        (("2026-02-30", None, None, None), "is not a day"),
        ((None, None, "2025-W53", None), "“2025-W53” is not a week"),
        ((None, None, "34", None), "is not a week"),
        ((None, None, None, "2026-13"), "is not a month: write it like 2026-08"),
        ((None, "2026-08-20", None, None), "from which day on"),
        (("2026-08-20", None, "2026-W33", None), "not for several"),
    ],
)
def test_a_wish_that_makes_no_sense_is_explained_in_one_sentence(wish, said):
    with pytest.raises(WishError, match=said) as raised:
        wished(*wish, TODAY)
    assert "\n" not in str(raised.value)


def test_open_ends_stay_open():
    assert wished_days("2026-08-01", None) == (date(2026, 8, 1), None)
    with pytest.raises(WishError, match="swap them"):
        wished_days("2026-08-02", "2026-08-01")
