"""Papers by day and topic, on a real SQLite file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.builders import paper
from tests.integration.corpus.test_corpus import store
from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.shelf import Found, Order, Shelf
from vectorstore.lexicon import FILE, Lexicon
from vectorstore.models import Filters, Paper
from vectorstore.terms import stem

LISTED = paper("1", "Spiking networks spike.", listed=(date(2026, 8, 3),), upvotes=5)
AGAIN = paper(
    "2",
    "A Spike in every NETWORK’s life.",
    listed=(date(2026, 8, 5), date(2026, 8, 1)),
    published=date(2026, 7, 1),
)
PUBLISHED = paper("3", "Networks only.", published=date(2026, 8, 4), upvotes=0)
IN_2026 = paper("4", "Spiking.", published=date(2026, 1, 1), extra={"date_precision": "year"})
IN_AUGUST = paper(
    "5", "Rock'n'networks.", published=date(2026, 8, 1), extra={"date_precision": "month"}
)
UNDATED = paper("6", "Studies of Spikes.", title="Neural Networking", authors=("Ada", "Ben", "Ada"))
ALL = (LISTED, AGAIN, PUBLISHED, IN_2026, IN_AUGUST, UNDATED)


@pytest.fixture
def shelf(tmp_path: Path):
    store(tmp_path, *ALL)
    with Corpus.open(tmp_path) as corpus:
        yield Shelf(corpus)


def ids(found: Found) -> str:
    return "".join(one.paper_id for one in found.papers)


def test_the_newest_first_then_those_without_a_day(shelf: Shelf) -> None:
    found = shelf.find(Filters())
    assert ids(found) == "312546"
    assert [one.day for one in found.papers][-1] is None
    assert found.total == 6


def test_the_most_upvoted_first_and_none_is_not_zero(shelf: Shelf) -> None:
    assert ids(shelf.find(Filters(), order=Order.UPVOTES))[:2] == "13"


def test_a_day_is_the_first_listing_else_the_publication(shelf: Shelf) -> None:
    found = shelf.find(Filters(since=date(2026, 8, 1), until=date(2026, 8, 4)))
    assert sorted(ids(found)) == ["1", "2", "3"]
    assert (found.total, found.unlisted) == (3, 1)


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (date(2026, 8, 30), ["1", "2", "3"]),
        (date(2026, 8, 31), ["1", "2", "3", "5"]),
        (date(2026, 12, 30), ["1", "2", "3", "5"]),
        (date(2026, 12, 31), ["1", "2", "3", "4", "5"]),
    ],
)
def test_a_month_or_year_belongs_to_a_window_that_holds_all_of_it(
    shelf: Shelf, until: date, expected: list[str]
) -> None:
    assert sorted(ids(shelf.find(Filters(since=date(2026, 1, 1), until=until)))) == expected


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        (("spiking", "networks"), ["1", "2", "6"]),
        (("Network",), ["1", "2", "3", "5", "6"]),
        (("study",), ["6"]),
        (("rock'n",), ["5"]),
        (("net",), []),
        (("100%_",), []),
        (("spiking", "zebra"), []),
    ],
)
def test_a_topic_is_all_its_words_in_any_of_their_forms(
    shelf: Shelf, topic: tuple[str, ...], expected: list[str]
) -> None:
    found = shelf.find(Filters(), topic, most=1)
    assert found.total == len(expected)
    assert sorted(ids(shelf.find(Filters(), topic))) == expected
    assert len(found.papers) == min(1, len(expected))


def test_pages_hold_everything_once(shelf: Shelf) -> None:
    for topic in ((), ("networks",)):
        whole = ids(shelf.find(Filters(), topic))
        pages = [ids(shelf.find(Filters(), topic, first=n, most=2)) for n in range(0, 6, 2)]
        assert "".join(pages) == whole


def test_sources_and_chosen_papers(shelf: Shelf) -> None:
    assert shelf.find(Filters(sources=frozenset({"another"}))).total == 0
    assert ids(shelf.find(Filters(paper_ids=frozenset({"1", "9"})))) == "1"


def test_days_and_authors_are_counted(shelf: Shelf) -> None:
    assert shelf.days(Filters(), ("spiking",)) == {
        date(2026, 8, 3): 1,
        date(2026, 8, 1): 1,
        date(2026, 1, 1): 1,
    }
    assert shelf.authors(Filters()) == [("Ada", 1), ("Ben", 1)]


def test_an_empty_corpus_counts_nothing(tmp_path: Path) -> None:
    store(tmp_path)
    with Corpus.open(tmp_path) as corpus:
        assert Shelf(corpus).find(Filters()) == Found(0, 0, ())


def test_what_the_database_rules_out_is_no_form_of_the_word() -> None:
    """A stem but for its last letter begins each of its words, for all words that papers use."""
    known = [word for word in Lexicon(FILE)._rows if len(stem(word)) >= 4]
    assert len(known) > 10_000
    assert [word for word in known if not word.startswith(stem(word)[:-1])] == []


def test_a_paper_of_no_words_is_on_no_topic(tmp_path: Path) -> None:
    store(tmp_path, Paper("7", "?", "", "test"))
    with Corpus.open(tmp_path) as corpus:
        assert Shelf(corpus).find(Filters(), ("networks",)).total == 0
