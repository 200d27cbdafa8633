"""Answers, sources, papers and lists as embeds."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.models import Nearest
from bot.locales.catalog import LANGUAGES, translator
from bot.render import embeds
from bot.render.embed_data import CorpusFacts
from bot.render.escape import escape
from tests.unit.render.samples import (
    AGENTS,
    CORPUS,
    HEADS,
    PAPERS,
    abstention,
    answer,
    assert_within_limits,
    citation,
    heads_answer,
    hit,
    long_answer,
    near,
    texts,
)

t = translator("en")
HOSTILE = "@everyone <@123> [free](https://evil.example) **bold** ```x``` ||s|| \u202e # h"


def test_an_answer_shows_statements_marks_sources_and_an_honest_footer():
    ((shown,),) = embeds.answer(heads_answer(), PAPERS, CORPUS, t)
    assert shown.title == "Which heads find facts?"
    assert shown.description == (
        "Retrieval heads find the facts. [1] Without them it hallucinates. [2]\n\n"
        "Agents fail often. [3][1]"
    )
    (sources,) = shown.fields
    assert sources.name == "Sources"
    assert sources.value == (
        "[1][2] [Retrieval Head Mechanistically Explains Long-Context Factuality]"
        "(https://huggingface.co/papers/2404.15574) · <t:1714046400:D>\n"
        "[3] [Agents (and Tools)]"
        "(https://huggingface.co/papers?q=Agents%20%28and%20Tools%29)"
    )
    assert shown.footer == "45 papers · newest 2026-08-21 · abstracts only"


def test_an_abstention_shows_the_nearest_papers_and_why():
    result = abstention(near(HEADS, "its nearest sentence: “*Heads*”"), near(AGENTS, ""))
    ((shown,),) = embeds.answer(result, PAPERS, CORPUS, t)
    assert shown.description == "The papers here do not say."
    assert shown.fields[0].name == "Nearest papers"
    assert r"> its nearest sentence: “\*Heads\*”" in shown.fields[0].value
    assert "Agents (and Tools)" in shown.fields[0].value
    assert shown.footer == "45 papers · newest 2026-08-21 · abstracts only"


def test_an_empty_corpus_says_so_and_has_no_newest_day():
    ((shown,),) = embeds.answer(abstention(), {}, CorpusFacts(0, None), t)
    assert shown.description == "There are no papers here yet."
    assert (shown.footer, shown.fields) == ("0 papers · abstracts only", ())


def test_the_footer_says_when_the_feed_was_last_synced():
    facts = CorpusFacts(45, date(2026, 8, 20), date(2026, 8, 21))
    ((shown,),) = embeds.answer(abstention(), {}, facts, t)
    assert shown.footer == "45 papers · newest 2026-08-20 · synced 2026-08-21 · abstracts only"


@pytest.mark.parametrize("statements", [1, 12, 40])
def test_a_long_answer_is_split_and_nothing_is_cut(statements):
    text = "A sentence that goes on about retrieval heads and what they find in long contexts. " * 5
    result = long_answer(statements, text.strip())
    shown = embeds.answer(result, PAPERS, CORPUS, t)
    assert_within_limits(*shown)
    said = "\n".join(texts(*shown))
    assert said.count("A sentence that goes on") == statements * 5
    assert all(f"[{n}]" in said for n in range(1, statements + 1))
    assert shown[-1][-1].footer
    assert sum(bool(embed.title) for message in shown for embed in message) == 1


@settings(max_examples=40, deadline=None)
@given(
    st.text(min_size=1, max_size=3000).filter(str.strip),
    st.integers(1, 30),
    st.sampled_from(["x" * 300, "題" * 300, "A short title", "*_" * 200]),
    st.sampled_from(LANGUAGES),
)
def test_every_limit_holds_whatever_the_words(text, count, title, language):
    speak = translator(language)
    papers = {
        f"p{n}": replace(HEADS, paper_id=f"p{n}", arxiv_id=None, title=title, abstract=text)
        for n in range(count)
    }
    cited = tuple(citation(n, paper, text) for n, paper in enumerate(papers.values(), 1))
    result = answer(*((text, (c.n,)) for c in cited), citations=cited)
    result = replace(result, question=text)
    nearest = tuple(near(paper, text) for paper in papers.values())[:3]
    hits = [hit(paper) for paper in papers.values()][:10]
    assert_within_limits(*embeds.answer(result, papers, CORPUS, speak))
    assert_within_limits(*embeds.answer(abstention(*nearest), papers, CORPUS, speak))
    assert_within_limits(*embeds.claim(text, result, papers, CORPUS, speak))
    assert_within_limits(*embeds.sources(result, papers, speak))
    assert_within_limits(embeds.search_page(text, hits, 0, 3, speak))
    assert_within_limits(embeds.similar(hits[0].paper, hits, speak))
    everything = replace(
        hits[0].paper,
        authors=(title,) * 50,
        ai_keywords=(title,) * 9,
        organization=title,
        code_url="https://x.org/" + "y" * 2000,
        project_url="https://x.org/z",
    )
    assert_within_limits(embeds.paper(everything, speak))


def test_nothing_a_paper_says_can_ping_link_or_format():
    paper = replace(HEADS, title=HOSTILE, abstract=HOSTILE, authors=(HOSTILE,))
    paper = replace(paper, organization=HOSTILE, ai_keywords=(HOSTILE,), code_url=HOSTILE)
    result = answer((HOSTILE, (1,)), citations=(citation(1, paper, HOSTILE),))
    result = replace(result, question=HOSTILE)
    papers = {paper.paper_id: paper}
    bad_near = Nearest(paper.paper_id, HOSTILE, "javascript:x", 1.0, HOSTILE)
    shown = [
        *embeds.answer(result, papers, CORPUS, t),
        *embeds.answer(abstention(bad_near), papers, CORPUS, t),
        *embeds.claim(HOSTILE, result, papers, CORPUS, t),
        *embeds.sources(result, papers, t),
        embeds.paper(paper, t),
        embeds.search_page(HOSTILE, [hit(paper)], 0, 1, t),
        embeds.similar(paper, [hit(paper)], t),
    ]
    for text in texts(*shown):
        assert "@everyone" not in text
        assert "<@" not in text.replace("\\<@", "")
        assert "(https://evil" not in text
        assert "\u202e" not in text
        assert "||s||" not in text
        assert "```" not in text


def test_sources_show_the_quote_in_bold_between_its_neighbours():
    (shown,) = embeds.sources(heads_answer(), PAPERS, t)
    heads, agents = shown
    assert heads.title == f"[1][2] {HEADS.title}"
    assert heads.url == "https://huggingface.co/papers/2404.15574"
    assert heads.description == (
        "> We study long-context models. A few attention heads, "
        "**the retrieval heads, find the facts**. **Pruning them causes hallucination.** "
        "Other heads do not matter. …"
    )
    assert agents.description == "> Agents use tools. **They fail often.**"


def test_quotes_far_apart_have_a_window_each():
    abstract = " ".join(f"Sentence number {n} is here." for n in range(1, 10))
    paper = replace(HEADS, abstract=abstract)
    cited = tuple(citation(i, paper, f"number {n} is") for i, n in enumerate((1, 8), 1))
    ((shown,),) = embeds.sources(answer(("x", (1, 2)), citations=cited), {paper.paper_id: paper}, t)
    assert shown.description == (
        "> Sentence **number 1 is** here. Sentence number 2 is here. …\n"
        "> … Sentence number 7 is here. Sentence **number 8 is** here. Sentence number 9 is here."
    )


def test_a_quote_is_shown_though_its_paper_has_changed_or_gone():
    expected = "> **the retrieval heads, find the facts**\n> **Pruning them causes hallucination.**"
    changed = {HEADS.paper_id: replace(HEADS, abstract="Another abstract altogether.")}
    for papers in ({}, changed):
        assert embeds.sources(heads_answer(), papers, t)[0][0].description == expected


def test_overlapping_quotes_are_one_bold_stretch():
    cited = (citation(1, AGENTS, "Agents use tools."), citation(2, AGENTS, "use tools. They"))
    ((shown,),) = embeds.sources(answer(("x", (1, 2)), citations=cited), PAPERS, t)
    assert shown.description == "> **Agents use tools. They** fail often."


def test_an_abstention_has_no_sources():
    assert embeds.sources(abstention(), {}, t)[0][0].description == "This answer quotes no papers."


def test_a_papers_card_shows_what_is_known_and_nothing_else():
    (card,) = embeds.paper(HEADS, t)
    fields = {field.name: field.value for field in card.fields}
    assert fields == {
        "Authors": "Wenhao Wu, Yizhong Wang",
        "Date": "<t:1714046400:D>",
        "Upvotes": "0",
        "arXiv": "[2404.15574](https://arxiv.org/abs/2404.15574)",
        "Code": "<https://github.com/nightdessert/Retrieval_Head>",
    }
    assert card.description == escape(HEADS.abstract)
    (bare,) = embeds.paper(replace(AGENTS, abstract=""), t)
    assert (bare.fields, bare.description) == ((), "No abstract is known.")


def test_many_authors_are_counted():
    (card,) = embeds.paper(replace(HEADS, authors=tuple(f"A{n}" for n in range(13))), t)
    assert card.fields[0].value == "A0, A1, A2, A3, A4, A5, A6, A7, A8, A9 and 3 more"


@pytest.mark.parametrize(
    ("published", "precision", "expected"),
    [
        (date(2023, 1, 1), "year", "2023"),
        (date(2023, 5, 1), "month", "2023-05"),
        (date(2023, 5, 2), None, "<t:1683028800:D>"),
    ],
)
def test_a_day_is_no_more_exact_than_it_is_known(published, precision, expected):
    extra = {"date_precision": precision} if precision else {}
    (card,) = embeds.paper(replace(AGENTS, published=published, extra=extra), t)
    assert card.fields[0].value == expected


def test_a_search_page_ranks_papers_with_their_best_sentence():
    (shown,) = embeds.search_page("heads", [hit(HEADS), hit(AGENTS)], 1, 3, t, first=6)
    assert shown.title == "Papers on: heads"
    assert shown.description.startswith("**6.** [Retrieval Head")
    assert "\n> We study long-context models.\n\n**7.** [Agents" in shown.description
    assert shown.footer == "Page 2 of 3"


def test_no_hits_say_what_to_do():
    assert "Try other words" in (embeds.search_page("x", [], 0, 1, t)[0].description or "")
    assert embeds.similar(HEADS, [], t)[0].description == "No similar paper found."


def test_similar_papers_name_the_paper_they_are_like():
    (shown,) = embeds.similar(HEADS, [hit(AGENTS)], t)
    assert shown.title == f"Similar to: {HEADS.title}"
    assert "Agents (and Tools)" in (shown.description or "")


def test_a_claim_is_quoted_and_not_judged():
    ((shown,),) = embeds.claim("Heads *find* facts", heads_answer(), PAPERS, CORPUS, t)
    assert shown.title == "Check this claim"
    assert (shown.description or "").startswith(
        "> Heads \\*find\\* facts\n\nThese passages come closest. I quote them but cannot judge"
    )
    assert shown.fields[0].name == "Sources"
    ((missing,),) = embeds.claim("Cats fly", abstention(), {}, CORPUS, t)
    assert "Not in these papers" in (missing.description or "")


def test_the_interface_speaks_the_readers_language_and_quotes_stay_as_they_are():
    ((shown,),) = embeds.answer(heads_answer(), PAPERS, CORPUS, translator("ja"))
    assert shown.footer == "論文 45 件 · 最新 2026-08-21 · 要旨のみ"
    assert "Retrieval heads find the facts." in (shown.description or "")
    assert not re.search("Sources", "".join(field.name for field in shown.fields))
