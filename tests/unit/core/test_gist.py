"""The sentence that says what a paper does."""

from __future__ import annotations

import pytest

from bot.core.gist import gist
from vectorstore.sentences import split


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("Heads matter. We show that some do. In this paper, we propose a test.", 2),
        ("Heads matter. We show that some do. They are few.", 1),
        ("Heads matter. This paper investigates why. They are few.", 1),
        ("Heads matter. To this end, we carefully introduce HeadNet. It wins.", 1),
        ("Heads matter. They are few.", 0),
    ],
)
def test_what_it_makes_then_what_it_learns_then_how_it_begins(abstract: str, expected: int) -> None:
    spans = split(abstract)
    assert gist(abstract, spans) == spans[expected]


def test_nothing_says_nothing() -> None:
    assert gist("", ()) is None
