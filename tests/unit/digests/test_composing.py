"""A digest reads well with three papers and with 120."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digests.composing import compose
from bot.digests.due import Window
from bot.digests.matching import Match
from bot.render.digest_text import digest_text
from tests.builders import paper, subscription
from vectorstore.corpus.reader import Candidate
from vectorstore.embeddings import PaperVectors, unit
from vectorstore.lexicon import Lexicon
from vectorstore.sentences import split

RARITY = Lexicon().rarity
DAY = date(2026, 8, 21)
WINDOW = Window(date(2026, 8, 14), date(2026, 8, 20), DAY)
THEMES = ("camera lens", "speech voice", "robot arm", "protein folding")


def match(number: int, upvotes: int | None = 0, listed: date = DAY, why: str = "") -> Match:
    theme = number % len(THEMES)
    abstract = f"Papers are many. We propose the {THEMES[theme]} of paper {number}. It works."
    of = paper(
        f"2608.{number:05}",
        abstract,
        title=f"On {THEMES[theme]} {number}",
        upvotes=upvotes,
        listed=(listed,),
        arxiv_id=f"2608.{number:05}",
    )
    chance = np.random.default_rng(number)
    vector = unit((np.eye(16)[theme] + chance.normal(scale=0.05, size=16)).astype(np.float32))
    spans = split(abstract)
    return Match(
        Candidate(of.paper_id, of, spans, PaperVectors(vector, np.stack([vector] * len(spans)))),
        why,
    )


def test_three_papers_are_one_group_without_a_name_most_upvoted_first():
    made = compose(
        subscription(), DAY, WINDOW, [match(1, None), match(2, 0), match(3, 9, why="arm")], RARITY
    )
    (group,) = made.groups
    assert group.name == ""
    assert [item.paper.upvotes for item in group.items] == [9, 0, None]
    assert group.items[0].why == "arm"
    for item in made.items:
        assert item.sentence.startswith("We propose")
        assert item.paper.abstract[item.start : item.end] == item.sentence


def test_120_papers_are_grouped_by_what_they_are_about():
    found = [match(n, upvotes=n) for n in range(120)]
    made = compose(subscription(at_most=120), DAY, WINDOW, found, RARITY)
    assert 4 <= len(made.groups) <= 12
    assert (made.total, made.cut) == (120, ())
    assert made.groups[0].items[0].paper.upvotes == 119
    for group in made.groups:
        themes = {int(item.paper.paper_id[-5:]) % len(THEMES) for item in group.items}
        assert len(themes) == 1
        assert set(THEMES[themes.pop()].split()) & set(group.name.split(", "))
        votes = [item.paper.upvotes for item in group.items]
        assert votes == sorted(votes, reverse=True)


def test_the_most_upvoted_are_shown_and_the_others_are_named():
    made = compose(
        subscription(at_most=2), DAY, WINDOW, [match(n, upvotes=n) for n in range(5)], RARITY
    )
    assert [item.paper.upvotes for item in made.items] == [4, 3]
    assert made.total == 5
    assert made.cut == ("2608.00002", "2608.00001", "2608.00000")


def test_a_paper_that_came_late_widens_the_days():
    late = match(1, listed=date(2026, 8, 17))
    made = compose(subscription(), DAY, WINDOW, [late, match(2)], RARITY)
    assert (made.since, made.until, made.day) == (date(2026, 8, 17), DAY, DAY)
    quiet = compose(subscription(), DAY, WINDOW, [], RARITY)
    assert (quiet.since, quiet.groups, quiet.total) == (WINDOW.since, (), 0)


@settings(deadline=None)
@given(
    st.lists(st.none() | st.integers(0, 3), max_size=60),
    st.integers(1, 60),
)
def test_no_paper_is_lost_or_shown_twice_however_many_there_are(votes, at_most):
    found = [match(n, vote) for n, vote in enumerate(votes)]
    made = compose(subscription(at_most=at_most), DAY, WINDOW, found, RARITY)
    shown = [item.paper.paper_id for item in made.items]
    assert len(shown) == min(len(votes), at_most)
    assert sorted([*shown, *made.cut]) == sorted(one.candidate.paper.paper_id for one in found)
    names = [group.name for group in made.groups]
    assert len(set(names)) == len(names)
    assert all(group.items for group in made.groups)


def test_in_a_terminal_each_paper_has_two_lines():
    found = [match(n, upvotes=n, why="robot") for n in range(12)]
    text = digest_text(compose(subscription(at_most=10), DAY, WINDOW, found, RARITY))
    head, *groups = text.split("\n\n")
    assert head == "12 new papers from 2026-08-20 to 2026-08-21; the 10 most upvoted:"
    assert sum(len(group.splitlines()) - group.startswith("— ") for group in groups) == 20
    assert "On robot arm 10  ▲10  https://huggingface.co/papers/2608.00010" in text
    assert "    “We propose the robot arm of paper 10.”  [robot]" in text
    one = digest_text(compose(subscription(), DAY, Window(DAY, DAY, DAY), [match(1)], RARITY))
    assert one.startswith("1 new paper on 2026-08-21:\n\nOn speech voice 1  ▲0  ")
    nothing = compose(subscription(), DAY, WINDOW, [], RARITY)
    assert digest_text(nothing) == "Nothing new from 2026-08-20 to 2026-08-21."
