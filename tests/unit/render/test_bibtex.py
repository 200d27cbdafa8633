"""BibTeX entries, read back by a parser that others wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import bibtexparser
import pytest
from bibtexparser.bparser import BibTexParser
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.render.bibtex import entry, file_name, key
from tests.unit.render.samples import AGENTS, HEADS


def parsed(text: str) -> dict[str, str]:
    parser = BibTexParser(common_strings=True)
    (found,) = bibtexparser.loads(text, parser).entries
    return found


def test_an_arxiv_paper_is_read_back_whole():
    found = parsed(entry(HEADS))
    assert found == {
        "ENTRYTYPE": "misc",
        "ID": "wu2024retrieval",
        "title": f"{{{HEADS.title}}}",
        "author": "Wenhao Wu and Yizhong Wang",
        "year": "2024",
        "month": "April",
        "eprint": "2404.15574",
        "archiveprefix": "arXiv",
        "url": "https://arxiv.org/abs/2404.15574",
        "abstract": HEADS.abstract,
    }
    assert file_name(HEADS) == "wu2024retrieval.bib"


def test_what_is_not_known_is_left_out():
    found = parsed(entry(AGENTS))
    assert found.keys() == {"ENTRYTYPE", "ID", "title", "url", "abstract"}
    assert key(AGENTS) == "agents"


def test_a_year_alone_has_no_month():
    paper = replace(AGENTS, published=date(2023, 1, 1), extra={"date_precision": "year"})
    assert "month" not in parsed(entry(paper))


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("50% of R&D_cost #1", r"{50\% of R\&D\_cost \#1}"),
        (r"$\pi_0$: a model", r"{$\pi_0$: a model}"),
        ("costs $5 {sic", r"{costs \$5 \textbraceleft{}sic}"),
        ("$}{$ escape", r"{\$\textbraceright{}\textbraceleft{}\$ escape}"),
        ("a~b^c\\d", r"{a\textasciitilde{}b\textasciicircum{}c\textbackslash{}d}"),
    ],
)
def test_signs_that_latex_reads_are_escaped_and_formulas_stay(title, written):
    assert f"  title = {{{written}}}" in entry(replace(AGENTS, title=title))


def test_a_name_that_holds_and_is_one_author():
    paper = replace(AGENTS, authors=("Research and Development", "Łukasz Kaiser"))
    assert parsed(entry(paper))["author"] == "{Research and Development} and Łukasz Kaiser"
    assert key(replace(AGENTS, authors=("Łukasz Kaisér",))) == "kaiseragents"


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=60).filter(lambda text: text.strip() and text.isprintable()))
def test_no_title_or_name_breaks_out_of_its_field(text):
    written = entry(replace(HEADS, title=text, authors=(text,), abstract=text))
    depth = 0
    for at, char in enumerate(written):
        # BibTeX counts every brace, behind a backslash or not.
        if char in "{}":
            depth += 1 if char == "{" else -1
            assert depth > 0 or at == len(written) - 2
    assert depth == 0
    assert written.count("\n") == 10
