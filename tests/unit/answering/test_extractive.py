"""Which sentences an answer quotes, and in which order; whether it does is judged elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.answerability import Answerability
from bot.answering.choosing import EXPLAINED
from bot.answering.extractive import ExtractiveAnswerer
from bot.answering.question_forms import form_of
from bot.core.citations import Proof
from bot.core.lists import LISTED
from bot.core.models import Brief, DraftStatement, Refusal
from tests.builders import hit, paper
from vectorstore.embeddings import Vectors
from vectorstore.models import Hit
from vectorstore.papers import paper_url

FACT, WHY, SEVERAL = "how many heads?", "why do heads retrieve?", "which papers have heads?"
SENTENCE = "Sentence {} of it is here."


class Judged(Answerability):
    """An answerability that has made up its mind."""

    def __init__(self, verdict: bool) -> None:
        self._verdict = verdict

    def answers(self, question: str, vector: Vectors, hits: Sequence[Hit]) -> bool:
        return self._verdict and bool(hits)


def answerer(verdict: bool = True) -> ExtractiveAnswerer:
    return ExtractiveAnswerer(lambda _: np.zeros(4, np.float32), Judged(verdict))


async def drafted(
    answerer: ExtractiveAnswerer, question: str, hits: Sequence[Hit]
) -> list[DraftStatement]:
    return [one async for one in answerer.draft(Brief(question, tuple(hits), form_of(question)))]


def of(name: str, score: float, *similarities: float) -> Hit:
    abstract = " ".join(SENTENCE.format(n) for n in range(len(similarities)))
    return hit(paper(name, abstract), score, similarities, [0.0] * len(similarities))


async def quoted(question: str, *hits: Hit) -> list[tuple[str, int]]:
    """Paper and number of each sentence that a draft quotes."""
    draft = await drafted(answerer(), question, hits)
    for statement in draft:
        (evidence,) = statement.evidence
        assert evidence.quote == statement.text
    return [(s.evidence[0].key, int(s.text.split()[1])) for s in draft]


async def test_the_best_papers_sentences_come_in_reading_order() -> None:
    assert await quoted(FACT, of("a", 0.9, 0.5, 0.9, 0.7), of("b", 0.1, 0.4)) == [
        ("a", 0),
        ("a", 1),
        ("a", 2),
    ]


async def test_how_and_why_take_more_sentences_than_a_fact() -> None:
    many = of("a", 1.0, *[0.5] * 9)
    assert len(await quoted(FACT, many)) == 4
    assert len(await quoted(WHY, many)) == EXPLAINED


async def test_a_second_sentence_is_quoted_however_weak_but_no_third() -> None:
    assert await quoted(FACT, of("a", 0.0, 0.9, 0.1, 0.2, 0.1)) == [("a", 0), ("a", 2)]


async def test_another_paper_is_quoted_only_where_it_is_as_strong() -> None:
    lead = of("a", 0.9, 0.6, 0.1)
    assert ("b", 0) in await quoted(FACT, lead, of("b", 0.88, 0.6))
    assert ("b", 0) not in await quoted(FACT, lead, of("b", 0.5, 0.6))


async def test_the_strongest_paper_leads_whatever_its_rank() -> None:
    found = await quoted(FACT, of("a", 0.9, 0.1), of("b", 0.88, 0.9))
    assert found[0] == ("b", 0)


async def test_a_list_takes_the_best_sentence_of_each_paper_first() -> None:
    hits = [of(name, 0.9 - n / 50, 0.2, 0.6) for n, name in enumerate("abc")]
    assert {("a", 1), ("b", 1), ("c", 1)} <= set(await quoted(SEVERAL, *hits))


async def test_a_list_leaves_weak_papers_out() -> None:
    assert await quoted(SEVERAL, of("a", 1.0, 0.6), of("b", 0.1, 0.2)) == [("a", 0)]


async def test_a_list_has_every_paper_that_is_strong_enough_once() -> None:
    hits = [of(str(n), 0.9, 0.6, 0.6) for n in range(LISTED + 5)]
    found = await quoted(SEVERAL, *hits)
    assert len(found) == LISTED
    assert len({name for name, _ in found}) == LISTED


def titled(name: str, *sentences: str) -> Hit:
    return hit(paper(name, " ".join(sentences), title=f"{name}: A Model"), 0.8)


COMPARED = (
    titled("SyncTalk", "We propose a new framework here.", "It outperforms all others by far."),
    titled("EDTalk", "We present another method there.", "Faces are hard to draw at times."),
    titled("Other", "We propose something else here.", "It outperforms nobody at all."),
)


async def test_a_comparison_has_the_papers_that_are_named_and_their_aspects() -> None:
    draft = await drafted(answerer(), "compare SyncTalk and EDTalk", COMPARED)
    cells = [(s.evidence[0].key, s.aspect) for s in draft]
    assert set(cells) >= {
        ("SyncTalk", "method"),
        ("SyncTalk", "result"),
        ("EDTalk", "method"),
    }
    assert {key for key, _ in cells} == {"SyncTalk", "EDTalk"}


async def test_a_comparison_that_names_nobody_takes_the_strong_ones() -> None:
    draft = await drafted(answerer(), "compare the models for faces", COMPARED)
    assert len({s.evidence[0].key for s in draft}) == 3


async def test_a_summary_says_what_each_paper_does() -> None:
    said = await drafted(answerer(), "summarise the models for faces", COMPARED)
    assert [s.text for s in said] == [
        "We propose a new framework here.",
        "We present another method there.",
        "We propose something else here.",
    ]


async def test_an_explanation_tells_how_before_where_the_code_is() -> None:
    heads = titled(
        "Heads",
        "Heads retrieve facts from afar.",
        "Our code is at https://example.org/heads.",
        "Experiments show that heads retrieve facts.",
        "Heads retrieve facts by copying tokens of the context.",
        "Heads are few in every model.",
        "Heads are there before training.",
        "Heads are active in contexts.",
        "To retrieve facts, they look back.",
    )
    said = [s.text for s in await drafted(answerer(), WHY, [heads])]
    assert "Heads retrieve facts by copying tokens of the context." in said
    assert "To retrieve facts, they look back." in said
    assert "Our code is at https://example.org/heads." not in said
    assert "Experiments show that heads retrieve facts." not in said


async def test_a_definition_quotes_the_sentence_that_defines() -> None:
    sinks = titled(
        "Sinks",
        "Models see much of the first token.",
        "Attention sinks are tokens that draw attention.",
        "This is a third sentence here.",
        "And this one is a fourth sentence.",
        "A fifth one follows the fourth.",
    )
    draft = await drafted(answerer(), "what are attention sinks?", [sinks])
    assert "Attention sinks are tokens that draw attention." in [s.text for s in draft]


async def test_what_the_papers_do_not_say_gets_an_empty_draft() -> None:
    assert await drafted(answerer(False), FACT, [of("a", 1.0, 0.9)]) == []
    assert await drafted(answerer(), FACT, []) == []


@settings(deadline=None)
@given(
    st.sampled_from([FACT, WHY, SEVERAL]),
    st.lists(st.tuples(st.floats(0, 1), st.lists(st.floats(-1, 1), max_size=6)), max_size=5),
)
def test_a_draft_quotes_each_sentence_once_paper_by_paper_and_all_of_it_is_proved(
    question: str, measured: list[tuple[float, list[float]]]
) -> None:
    hits = [of(str(n), score, *near) for n, (score, near) in enumerate(measured)]
    if not any(one.passages for one in hits):
        return
    draft = answerer()._statements(Brief(question, tuple(hits), form_of(question)))
    places = [(s.evidence[0].key, int(s.text.split()[1])) for s in draft]
    assert 1 <= len(places) <= (LISTED if question == SEVERAL else EXPLAINED)
    assert len(set(places)) == len(places)
    papers = [name for name, _ in places]
    assert papers == sorted(papers, key=list(dict.fromkeys(papers)).index)
    for name in papers:
        numbers = [number for one, number in places if one == name]
        assert numbers == sorted(numbers)
    proof = Proof(hits, paper_url)
    for drafted in draft:
        found = proof.quotes(drafted)
        assert not isinstance(found, Refusal)
        proof.add(drafted, found)
    assert [c.quote for c in proof.citations] == [s.text for s in draft]


@pytest.mark.parametrize("question", [FACT, WHY, SEVERAL])
async def test_one_sentence_is_an_answer(question: str) -> None:
    assert await quoted(question, of("a", 0.0, -1.0)) == [("a", 0)]
    assert await quoted(question, of("a", 0.0, 0.3)) == [("a", 0)]
