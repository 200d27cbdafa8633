from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.models import Paper
from vectorstore.papers import (
    merge,
    normalise_title,
    paper_url,
    parse_arxiv_id,
    same_paper,
    title_id,
)


def paper(**fields: object) -> Paper:
    given = {"paper_id": "p1", "title": "A Title", "abstract": "One two three.", "source": "test"}
    return Paper(**{**given, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2405.14906", "2405.14906"),
        (" 2405.14906v12 ", "2405.14906"),
        ("arXiv:2405.14906v2", "2405.14906"),
        ("https://arxiv.org/abs/2405.14906v1", "2405.14906"),
        ("http://export.arxiv.org/pdf/2405.14906v3.pdf", "2405.14906"),
        ("https://huggingface.co/papers/2405.14906?tab=x#comments", "2405.14906"),
        ("https://doi.org/10.48550/arXiv.2405.14906", "2405.14906"),
        ("0704.0001", "0704.0001"),
        ("1412.7477", "1412.7477"),
        ("1501.00001", "1501.00001"),
        ("cs/0112017", "cs/0112017"),
        ("cs.CL/0112017v2", "cs/0112017"),
        ("cmp-lg/9504011", "cmp-lg/9504011"),
    ],
)
def test_arxiv_ids_are_found_in_ids_references_and_links(text: str, expected: str) -> None:
    assert parse_arxiv_id(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1908.0558",  # lost its last zero
        "1907.0725100000002",  # went through a float
        "1211.542",
        "1412.12345",
        "1501.0001",
        "0703.1234",
        "2413.12345",
        "2400.12345",
        "2405.00000",
        "2405.149061",
        "foo/0112017",
        "cs/0712017",  # old ids ended in March 2007
        "cs/0113017",
        "4983",
        "conf:icra2019:8793962",
        "https://example.org/abs/2405.14906",
        "see 2405.14906",
        "２４０５.14906",
    ],
)
def test_what_is_no_arxiv_id_is_none(text: str) -> None:
    assert parse_arxiv_id(text) is None


@settings(deadline=None)
@given(st.text(max_size=40))
def test_a_parsed_id_parses_to_itself(text: str) -> None:
    found = parse_arxiv_id(text)
    assert found is None or parse_arxiv_id(found) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Attention Is All\n You Need", "attention is all you need!"),
        ("Pre-Training", "Pretraining"),
        (r"$\pi_0$: A Model", "π₀: a model"),
        ('G\\"odel', "Gödel"),
        (r"\textbf{Mamba}", "Mamba"),
        ("Cats &amp; Dogs", "Cats & Dogs"),
        ("ﬁne", "fine"),
        ("Erdős–Rényi", r"Erd\H{o}s--R\'enyi"),
        ("Stra\u00dfe", "STRASSE"),
    ],
)
def test_one_title_written_twice_has_one_key(one: str, other: str) -> None:
    assert normalise_title(one) == normalise_title(other)
    assert title_id(one) == title_id(other)


def test_different_titles_have_different_keys() -> None:
    titles = ["PointNet", "PointNet++", "???", "!!!", "你好", "GPT-3", "GPT-4"]
    assert len({title_id(title) for title in titles}) == len(titles)


def test_title_ids_are_stable() -> None:
    assert title_id("Continuous Thought Machines") == "title-1d7593c4eda3"


def test_the_link_is_the_daily_papers_page() -> None:
    assert paper_url(paper(arxiv_id="2405.14906")) == "https://huggingface.co/papers/2405.14906"


@pytest.mark.parametrize("arxiv_id", [None, "cs/0112017"])
def test_the_link_is_a_title_search_where_no_page_is_known(arxiv_id: str | None) -> None:
    url = paper_url(paper(title="A & B/C?", arxiv_id=arxiv_id))
    assert url == "https://huggingface.co/papers?q=A%20%26%20B%2FC%3F"


def test_one_arxiv_id_is_one_paper_whatever_the_title() -> None:
    one = paper(paper_id="a", arxiv_id="2405.14906", title="Working title")
    assert same_paper(one, paper(paper_id="b", arxiv_id="2405.14906", title="Final title"))


def test_different_arxiv_ids_are_different_papers() -> None:
    assert not same_paper(paper(arxiv_id="2405.14906"), paper(arxiv_id="2405.14907"))


def test_one_record_id_is_one_paper() -> None:
    assert same_paper(paper(title="Old name"), paper(title="New name"))


def test_a_title_alone_makes_one_paper() -> None:
    known = paper(paper_id="2405.14906", arxiv_id="2405.14906")
    assert same_paper(known, paper(paper_id=title_id("A Title"), title="a  title."))
    assert not same_paper(known, paper(paper_id="title-000000000000", title="Another"))


def test_one_title_on_different_texts_with_ids_of_their_own_is_two_papers() -> None:
    one = paper(paper_id="11", title="Summary", abstract="Malaria parasites in red blood cells.")
    two = paper(paper_id="12", title="Summary", abstract="Yeast proteins that fold badly.")
    assert not same_paper(one, two)
    assert same_paper(one, replace(two, abstract="Malaria parasites in the red blood cells."))
    assert same_paper(one, replace(two, abstract=""))


texts = st.sampled_from(["", "A", "B", "C d e"])
optional_texts = st.none() | texts
days = st.dates(date(2024, 1, 1), date(2024, 1, 5))
papers = st.builds(
    Paper,
    paper_id=st.sampled_from(["x1", "x2", "title-0123456789ab", "title-ba9876543210"]),
    title=texts,
    abstract=texts,
    source=texts,
    arxiv_id=st.sampled_from([None, "2405.14906"]),
    authors=st.lists(texts, max_size=2).map(tuple),
    published=st.none() | days,
    listed=st.lists(days, max_size=3).map(tuple),
    upvotes=st.none() | st.integers(0, 3),
    comments=st.none() | st.integers(0, 3),
    ai_summary=optional_texts,
    ai_keywords=st.lists(texts, max_size=2).map(tuple),
    code_url=optional_texts,
    project_url=optional_texts,
    organization=optional_texts,
    extra=st.dictionaries(st.sampled_from("ab"), st.none() | texts, max_size=2)
    | st.sampled_from([{"date_precision": "year"}, {"date_precision": "month"}]),
)


@settings(deadline=None)
@given(papers, papers)
def test_merging_a_record_again_changes_nothing(old: Paper, new: Paper) -> None:
    once = merge(old, new)
    assert merge(once, new) == once


@settings(deadline=None)
@given(papers, papers, st.randoms())
def test_the_order_of_listed_days_does_not_matter(old: Paper, new: Paper, random: object) -> None:
    shuffled = list(new.listed)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merge(old, replace(new, listed=tuple(shuffled))) == merge(old, new)
    assert merge(old, new).listed == tuple(sorted({*old.listed, *new.listed}))


@settings(deadline=None)
@given(papers, papers)
def test_what_is_known_is_never_erased(old: Paper, new: Paper) -> None:
    merged = merge(old, new)
    for name in Paper.__dataclass_fields__:
        before = getattr(old, name)
        if name != "extra" and before not in (None, "", ()):
            assert getattr(merged, name) not in (None, "", ()), name


def test_newer_values_win_and_zero_is_a_value() -> None:
    merged = merge(paper(upvotes=7, ai_summary="Old"), paper(upvotes=0, ai_summary="New"))
    assert (merged.upvotes, merged.ai_summary) == (0, "New")


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        ("title-0123456789ab", "2405.14906", "2405.14906"),
        ("title-0123456789ab", "conf:x:1", "conf:x:1"),
        ("2405.14906", "title-0123456789ab", "2405.14906"),
        ("conf:x:1", "2405.14906", "conf:x:1"),
    ],
)
def test_a_real_id_replaces_a_title_id_and_then_stays(old: str, new: str, kept: str) -> None:
    assert merge(paper(paper_id=old), paper(paper_id=new)).paper_id == kept


def test_extra_is_merged_by_key() -> None:
    merged = merge(paper(extra={"a": 1, "b": 2}), paper(extra={"b": 3, "a": None}))
    assert merged.extra == {"a": 1, "b": 3}


def test_a_vaguer_date_does_not_replace_an_exact_one() -> None:
    exact = paper(published=date(2024, 5, 27))
    vague = paper(published=date(2024, 1, 1), extra={"date_precision": "year"})
    assert merge(exact, vague) == exact
    assert merge(vague, exact) == exact
