"""Days, titles, pages and texts: the small pure parts of the Discord edge."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import NotNowError
from bot.exts import errors
from bot.exts.days import first_day, last_day
from bot.exts.errors import ReaderError
from bot.exts.library.pages import QUERY_LIMIT, Search
from bot.exts.present import shorten, to_texts
from bot.locales.catalog import translator
from bot.render.embed_data import EmbedData, FieldData
from bot.state.errors import BadAddressError, NoSuchAddressError, TooManyRequestsError


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-2-3", date(2024, 2, 3), date(2024, 2, 3)),
        (" 2024-08-20 ", date(2024, 8, 20), date(2024, 8, 20)),
    ],
)
def test_a_day_a_month_or_a_year(text, first, last):
    assert (first_day(text), last_day(text)) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "now", "2024-13", "2023-02-29", "0000", "20.8.2024", "2024-00"]
)
def test_what_is_no_day(text):
    for read in (first_day, last_day):
        with pytest.raises(ReaderError):
            read(text)


@given(
    st.text(min_size=1, max_size=QUERY_LIMIT),
    st.integers(0, 9),
    st.none() | st.dates(date(1000, 1, 1)),
    st.none() | st.dates(date(1000, 1, 1)),
)
def test_a_search_survives_its_custom_id_and_fits(query, page, since, until):
    search = Search(query, page, since, until)
    assert Search.decode(search.encode()) == search
    assert len(f"page:{search.encode()}") <= 100


@given(st.text(max_size=300))
def test_a_short_name_fits(text):
    short = shorten(text)
    assert len(short) <= 100
    assert "\n" not in short


def test_where_embeds_are_not_allowed_the_same_words_are_text():
    data = EmbedData(
        title="A title",
        description="What is said. [1]",
        url="https://example.org",
        color=None,
        fields=(FieldData("Sources", "[1] A paper", False),),
        footer="45 papers",
    )
    (text,) = to_texts((data,))
    for word in ("A title", "<https://example.org>", "What is said. [1]", "Sources", "45 papers"):
        assert word in text


@pytest.mark.parametrize(
    "error",
    [BadAddressError(), NoSuchAddressError(), TooManyRequestsError()],
)
def test_what_is_wrong_with_an_address_is_told_as_it_is(error):
    assert errors.sentence(error, translator("en")) == str(error)
    assert errors.sentence(error, translator("de")) != str(error)


def test_a_mail_server_that_fails_is_no_fault_of_the_reader():
    said = errors.sentence(NotNowError("secret detail"), translator("en"))
    assert said == "The message could not be sent now: try again later."
