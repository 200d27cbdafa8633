"""Acronyms are searched for by their words too."""

from __future__ import annotations

import pytest

from bot.answering.acronyms import spelt_out
from tests.builders import hit, paper

HITS = (
    hit(paper("2401.00001", "We use retrieval-augmented generation (RAG) here.")),
    hit(paper("2401.00002", "The (RAG) of Indirect Object Identifications (IOIs).")),
)


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("papers with RAG", "papers with RAG retrieval augmented generation"),
        (
            "IOI or RAG?",
            "IOI or RAG? Indirect Object Identifications retrieval augmented generation",
        ),
        ("what is BERT", "what is BERT"),
        ("no acronym", "no acronym"),
    ],
)
def test_an_acronym_is_spelt_out_as_a_paper_does(question: str, searched: str) -> None:
    assert spelt_out(question, HITS) == searched
