"""Who wins a vote."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.core.club import Candidate, Club, Stage


def club(*votes: int, stage: Stage = Stage.CLOSED, cancelled: bool = False) -> Club:
    return Club(
        id="c",
        guild=1,
        channel=2,
        opened_by=3,
        opened_at=datetime(2026, 8, 21, tzinfo=UTC),
        closes_at=datetime(2026, 8, 22, tzinfo=UTC),
        language="en",
        zone="UTC",
        topic="",
        since=date(2026, 8, 15),
        until=date(2026, 8, 21),
        total=9,
        candidates=tuple(
            Candidate(n, f"p{n}", f"Title {n}", "https://example.org", 5, "It does.", count)
            for n, count in enumerate(votes, 1)
        ),
        stage=stage,
        cancelled=cancelled,
    )


@pytest.mark.parametrize(
    ("votes", "first", "winner"),
    [
        ((0, 3, 1), [2], 2),
        ((2, 0, 2), [1, 3], 1),
        ((0, 1, 1), [2, 3], 2),
        ((0, 0, 0), [], None),
        ((), [], None),
    ],
)
def test_the_most_votes_win_and_on_a_tie_the_higher_in_the_list(votes, first, winner):
    decided = club(*votes)
    assert [one.n for one in decided.first] == first
    assert (decided.winner and decided.winner.n) == winner
    assert decided.voters == sum(votes)


def test_nobody_wins_while_a_vote_is_open_or_when_it_was_cancelled():
    assert club(0, 2, stage=Stage.OPEN).winner is None
    assert club(0, 2, cancelled=True).winner is None
