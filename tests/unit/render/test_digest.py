"""Digests as Discord shows them: within its limits with 3 papers and with 120, in any language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.digest import Digest, Group, Item, Pause, Rhythm, Scope, Via
from bot.exts.subscriptions.controls import PER_PAGE
from bot.locales.catalog import LANGUAGES, translator
from bot.render import digest as pages
from bot.render import subscription as render
from bot.render.embed_data import EMBEDS_LIMIT, MESSAGE_LIMIT
from tests.builders import digest, paper, subscription
from tests.unit.render.samples import assert_within_limits

HOSTILE = "@everyone **[click](https://evil.example)** <@123> ` # \u202e" * 20


def item(number: int, why: str = "", **fields: object) -> Item:
    abstract = f"We propose method {number}, which {'really ' * 30}works. It is new."
    end = abstract.index(". ") + 1
    given = {
        "title": f"Title {number} " + "of a paper " * 6,
        "upvotes": number,
        "code_url": f"https://github.com/somebody/repository-{number}",
    }
    one = paper(f"2608.{number:05}", abstract, **(given | fields))
    return Item(one, abstract[:end], 0, end, why)


def of_groups(
    sizes: list[int], scope: Scope = Scope.ALL, why: str = "", **fields: object
) -> Digest:
    numbers = iter(range(1, 1000))
    groups = tuple(
        Group(f"group {n}", tuple(item(next(numbers), why, **fields) for _ in range(size)))
        for n, size in enumerate(sizes)
    )
    of = subscription(scope=scope, subject="talking heads", at_most=200)
    return replace(digest(of), groups=groups, total=sum(sizes))


def text(message) -> str:
    return "\n".join(filter(None, (part for e in message for part in (e.title, e.description))))


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.integers(1, 25), max_size=12), st.sampled_from(LANGUAGES), st.sampled_from(Scope)
)
def test_every_page_fits_and_each_paper_is_on_one(sizes, language, scope):
    made, t = of_groups(sizes, scope, why="We propose " + "a way " * 60), translator(language)
    seen = []
    for number in range(len(pages.split(made))):
        message = pages.page(made, number, {}, t)
        assert len(message) <= EMBEDS_LIMIT
        assert sum(embed.size for embed in message) <= MESSAGE_LIMIT
        assert_within_limits(message)
        if sizes:
            assert_within_limits(pages.why(made, number, {}, t))
            seen += [place for place, _ in pages.items(made, number)]
    assert seen == list(range(sum(sizes)))


def test_three_papers_are_one_page_of_two_lines_each():
    made = of_groups([2, 1])
    message = pages.page(made, 0, {}, translator("en"))
    heading, first, second = message
    assert heading.title == "Daily digest: New papers"
    assert heading.description == "3 new papers, from 2026-08-20 to 2026-08-21 (UTC)."
    assert (first.title, second.title) == ("group 0", "group 1")
    entries = first.description.split("\n\n")
    assert [len(entry.split("\n")) for entry in entries] == [2, 2]
    assert entries[0].startswith("**[Title 1 of a paper")
    assert "](https://huggingface.co/papers" in entries[0]
    assert "1 upvote · [Code](https://github.com/somebody/repository-1)" in entries[0]
    assert "> We propose method 1, which really" in entries[0]
    assert second.footer == "abstracts only"


def test_many_papers_begin_with_their_topics_and_go_on():
    made = of_groups([18, 4, 98])
    t = translator("en")
    first = text(pages.page(made, 0, {}, t))
    assert "group 0 (18) · group 1 (4) · group 2 (98)" in first
    assert "group 0 (continued)" in text(pages.page(made, 1, {}, t))
    assert pages.page(made, 11, {}, t)[-1].footer == "Page 12 of 12 · abstracts only"
    assert [pages.page_of(made, group) for group in range(3)] == [0, 1, 2]


def test_what_was_cut_is_counted():
    made = replace(of_groups([2]), total=40)
    assert "40 new papers" in text(pages.page(made, 0, {}, translator("en")))
    assert "2 of them are shown." in text(pages.page(made, 0, {}, translator("en")))


def test_zero_votes_are_said_and_unknown_ones_are_not():
    made = of_groups([1], upvotes=0)
    assert "0 upvotes" in text(pages.page(made, 0, {}, translator("en")))
    made = of_groups([1], upvotes=None)
    assert "upvote" not in text(pages.page(made, 0, {}, translator("en")))


@pytest.mark.parametrize(
    ("scope", "why", "said"),
    [
        (Scope.TOPIC, "talking, heads", "· *talking, heads*"),
        (Scope.TOPIC, "A sentence " + "that goes on " * 10, "\n> *A sentence that goes on"),
        (Scope.QUESTION, "The answer " + "is long " * 20, "\n> The answer is long"),
    ],
)
def test_what_matched_is_shown(scope, why, said):
    message = text(pages.page(of_groups([1], scope, why), 0, {}, translator("en")))
    assert said in message
    assert ("We propose method" in message) is (scope is not Scope.QUESTION)


def test_one_group_needs_no_name():
    made = replace(of_groups([2]), groups=(Group("", of_groups([2]).groups[0].items),))
    assert pages.page(made, 0, {}, translator("en"))[1].title is None


def test_a_quiet_day_is_one_sentence():
    (only,) = pages.page(of_groups([]), 0, {}, translator("en"))
    assert only.description.startswith("A quiet day: no new papers, from 2026-08-20")


def test_hostile_words_are_shown_and_obeyed_nowhere():
    one = item(1, why=HOSTILE[:79], title=HOSTILE, code_url="javascript:alert(1)")
    one = replace(one, sentence=HOSTILE)
    of = subscription(scope=Scope.TOPIC, subject=HOSTILE)
    made = replace(digest(of), groups=(Group(HOSTILE, (one,)),), total=1)
    t = translator("en")
    for message in (pages.page(made, 0, {}, t), pages.why(made, 0, {}, t)):
        assert_within_limits(message)
        assert "@everyone" not in text(message)
        assert "](https://evil" not in text(message)
        assert "javascript" not in text(message)
        assert "<@123>" not in text(message)
    card = text(render.card(of, {}, datetime(2026, 8, 22, tzinfo=UTC), "Subscribed", t))
    assert "@everyone" not in card
    assert "<@123>" not in card


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("via", Via)
def test_every_subscription_can_be_said(language, scope, via):
    t = translator(language)
    one = subscription(
        scope=scope,
        subject="*" * 300,
        via=via,
        channel=(1 << 63) - 1,
        email=f"{'_' * 60}@{'a' * 60}.{'b' * 60}.{'c' * 60}.org",
        zone="America/Argentina/ComodRivadavia",
        quiet=(time(22), time(7)),
        weekdays=frozenset(range(6)),
        at_most=200,
    )
    for rhythm in Rhythm:
        shown = replace(one, rhythm=rhythm)
        moment = datetime(2026, 8, 22, tzinfo=UTC)
        assert_within_limits(render.card(shown, {shown.subject: "A title"}, moment, "y", t))
        assert_within_limits(pages.page(digest(shown), 0, {}, t))
        for reason in Pause:
            stopped = replace(shown, paused=reason)
            assert_within_limits(render.card(stopped, {}, moment, "y", t))
            assert_within_limits(render.listing([stopped] * PER_PAGE, {}, 0, 3, 1, t))
            assert "{" not in render.stopped(stopped, {}, t)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (range(7), "daily at 09:00 (UTC)"),
        (range(5), "Monday to Friday at 09:00 (UTC)"),
        ((1, 3), "Tuesday, Thursday at 09:00 (UTC)"),
    ],
)
def test_days_are_named_as_people_do(days, said):
    assert render.rhythm(subscription(weekdays=frozenset(days)), translator("en")) == said
