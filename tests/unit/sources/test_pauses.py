"""What servers say about when to come back."""

from __future__ import annotations

import pytest

from vectorstore.sources.pauses import wanted

NOON = "Fri, 21 Aug 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({}, None),
        ({"retry-after": "30"}, 30.0),
        ({"retry-after": " 0 "}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "²"}, None),
        ({"retry-after": "9" * 400}, None),
        ({"retry-after": NOON}, None),
        ({"retry-after": "Fri, 21 Aug 2026 12:01:00 GMT", "date": NOON}, 60.0),
        ({"retry-after": "Fri, 21 Aug 2026 11:00:00 GMT", "date": NOON}, 0.0),
        ({"retry-after": "Fri, 21 Aug 2026 12:01:00 -0000", "date": NOON}, None),
        ({"ratelimit": '"api";r=0;t=55'}, 55.0),
        ({"ratelimit": '"api";r=499;t=55'}, None),
        ({"ratelimit": "limit=500, remaining=0"}, None),
        ({"retry-after": "30", "ratelimit": '"api";r=0;t=55'}, 30.0),
    ],
)
def test_the_pause_that_a_refusal_asks_for(headers, pause):
    assert wanted(headers, refused=True) == pause


def test_a_good_answer_asks_for_a_pause_by_its_quota_only():
    headers = {"retry-after": "30", "ratelimit": '"api";r=0;t=55'}
    assert wanted(headers, refused=False) == 55.0
