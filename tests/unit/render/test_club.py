"""A journal club as embeds: within Discord's limits, whatever papers and people wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.club import Candidate, Club, Stage
from bot.core.models import Abstention, Answer, Citation, Nearest, Statement, Timings
from bot.journal.prompts import prompts
from bot.locales.catalog import LANGUAGES, translator
from bot.render import club as render
from bot.render.club import Talked
from bot.render.embed_data import (
    DESCRIPTION_LIMIT,
    EMBEDS_LIMIT,
    FIELD_VALUE_LIMIT,
    MESSAGE_LIMIT,
    TITLE_LIMIT,
)
from bot.render.measure import size
from tests.discord_core import PAPERS
from vectorstore.models import Paper

EN = translator("en")
TIMINGS = Timings(1, 2, 3)
HOSTILE = "@everyone [x](https://evil.example) **bold** `code` <@1> \u202e"


def club(*votes, title="A title", sentence="It does this.", **changes) -> Club:
    made = Club(
        id="f" * 16,
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
        total=45,
        candidates=tuple(
            Candidate(n, f"p{n}", title, "https://example.org/p", 123, sentence, count)
            for n, count in enumerate(votes, 1)
        ),
        stage=Stage.DONE,
    )
    return replace(made, **changes)


def within_limits(message):
    assert 1 <= len(message) <= EMBEDS_LIMIT
    assert sum(embed.size for embed in message) <= MESSAGE_LIMIT
    for embed in message:
        assert size(embed.description or "") <= DESCRIPTION_LIMIT
        assert size(embed.title or "") <= TITLE_LIMIT
        assert all(size(field.value) <= FIELD_VALUE_LIMIT for field in embed.fields)
    return "\n".join(embed.description or "" for embed in message)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stage", Stage)
def test_ten_candidates_fit_in_every_language_at_every_stage(language, stage):
    long = club(*range(10), title=HOSTILE * 9, sentence=HOSTILE * 9, stage=stage)
    said = within_limits(render.vote(long, translator(language)))
    assert all(f"**{n}.**" in said for n in range(1, 11))
    assert "<@1>" not in said
    assert "@everyone" not in said


@given(st.text(min_size=1, max_size=600), st.text(max_size=600), st.text(max_size=100))
def test_any_title_any_sentence_and_any_topic_fit(title, sentence, topic):
    some = club(*[3] * 10, title=title, sentence=sentence, topic=topic)
    within_limits(render.vote(some, EN))
    for message in render.recap(some, None, (), 0, EN):
        within_limits(message)


def test_the_window_and_the_total_are_printed_but_not_the_words_of_who_was_forgotten():
    said = within_limits(render.vote(club(1, topic="talking heads"), EN))
    assert "45 papers with the words “talking”, “heads”" in said
    assert "from 2026-08-15 to 2026-08-21 (UTC)" in said
    assert "45 papers" not in within_limits(render.vote(club(1, topic=None), EN))


def test_what_came_of_it():
    tie = within_limits(render.vote(club(0, 2, 2), EN))
    assert "with 2 votes of 4" in tie
    assert "a tie between 2, 3" in tie
    assert "🏆 **2.**" in tie
    assert "Nobody voted" in within_limits(render.vote(club(0, 0), EN))
    cancelled = within_limits(render.vote(club(0, 2, cancelled=True), EN))
    assert "was cancelled" in cancelled
    assert "🏆" not in cancelled
    blocked = within_limits(render.vote(club(1, stage=Stage.BLOCKED), EN))
    assert "I may not open a thread" in blocked


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_words_of_a_thread_fit_with_each_quote_whole(language):
    t = translator(language)
    for paper in PAPERS:
        asked = [(t(f"journal.prompt.{one.question}"), one.citation) for one in prompts(paper)]
        won = club(1, title=paper.title).candidates[0]
        said = within_limits(render.talk(won, asked, t))
        assert all(f"[{cited.n}]" in said and question in said for question, cited in asked)


def test_the_longest_prompts_still_fit_one_message():
    cited = Citation(1, "p", HOSTILE * 9, "https://example.org", "*" * 600, 0, 600)
    asked = [(EN("journal.prompt.method"), replace(cited, n=n)) for n in range(1, 6)]
    within_limits(render.talk(club(1).candidates[0], asked, EN))


def test_a_paper_without_an_abstract_has_a_thread_all_the_same():
    said = within_limits(render.talk(club(1).candidates[0], (), EN))
    assert said == "No abstract is known."


def answered(question: str, statements: int, quote: str = "The words of it") -> Answer:
    citations = tuple(
        Citation(n, f"p{n % 3}", f"Paper {n % 3}", f"https://example.org/{n % 3}", quote, 0, 9)
        for n in range(1, statements + 1)
    )
    said = tuple(Statement(f"{one.quote}.", (one.n,)) for one in citations)
    return Answer("a", question, question, said, citations, (), "extractive", TIMINGS)


def abstained(question: str) -> Abstention:
    near = (Nearest("p", "Near", "https://example.org", 0.5, "near"),)
    return Abstention("b", question, question, near, "extractive", TIMINGS)


def test_a_recap_tells_what_was_read_the_vote_and_the_questions():
    paper = Paper("p2", "A title", "It does this.", "test", listed=(date(2026, 8, 20),))
    talked = [
        Talked(answered("Which data?", 2), "https://discord.com/channels/1/2/3"),
        Talked(abstained("How much memory?"), None),
    ]
    (message,) = render.recap(club(1, 2), paper, talked, 7, EN)
    said = within_limits(message)
    assert "> It does this." in said
    assert said.index("2 votes") < said.index("1 vote\n")
    assert "7 questions asked in the thread" in said
    assert "The last 2:" in said
    assert "**Which data?**" in said
    assert "The words of it. [1] The words of it. [2]" in said
    assert "-# [1] [Paper 1](https://example.org/1)" in said
    assert "[the whole answer](https://discord.com/channels/1/2/3)" in said
    assert "The papers here do not say." in said


def test_of_a_long_answer_the_first_statements_are_shown_and_only_their_sources():
    long = answered("Everything?", 40, "words " * 20)
    said = within_limits(
        render.recap(club(1), None, [Talked(long, "https://discord.com/channels/1/2/3")], 1, EN)[0]
    )
    assert "…" in said
    assert "[1]" in said
    assert "[40]" not in said


def test_the_longest_recap_is_split_into_messages_that_fit():
    talked = [
        Talked(answered(HOSTILE * 50, 40, HOSTILE * 5), "https://discord.com/channels/1/2/3")
    ] * 10
    messages = render.recap(club(*[5] * 10, title=HOSTILE * 9), None, talked, 10, EN)
    for message in messages:
        assert "<@1>" not in within_limits(message)
    assert len(messages) <= 4


def test_without_a_winner_the_recap_is_what_came_of_the_vote():
    assert render.recap(club(0, 0), None, (), 0, EN) == (render.vote(club(0, 0), EN),)
