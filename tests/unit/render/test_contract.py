"""The JSON that scripts build on: names, kinds and nesting may not change."""

from __future__ import annotations

import json

import pytest

from bot.core.models import Abstention, Answer, Citation, Nearest, Statement, Timings
from bot.render.contract import answer_object, search_object
from tests.builders import hit, paper

NEAREST = Nearest("a", "Heads", "https://example.org/a", 0.123456, "its title is near")
TIMINGS = Timings(1.23456, 2.0, 3.5)
ANSWER = Answer(
    id="f00",
    question="heads?",
    standalone="heads? (Heads)",
    statements=(Statement("Heads retrieve.", (1,)),),
    citations=(Citation(1, "a", "Heads", "https://example.org/a", "Heads retrieve.", 4, 19),),
    nearest=(NEAREST,),
    answerer="extractive",
    timings=TIMINGS,
)


def test_an_answer() -> None:
    assert json.loads(json.dumps(answer_object(ANSWER))) == {
        "id": "f00",
        "question": "heads?",
        "kind": "answer",
        "text": "Heads\n  Heads retrieve. [1]",
        "statements": [{"text": "Heads retrieve.", "citations": [1]}],
        "citations": [
            {
                "n": 1,
                "paper_id": "a",
                "title": "Heads",
                "url": "https://example.org/a",
                "quote": "Heads retrieve.",
                "start": 4,
                "end": 19,
            }
        ],
        "nearest": [{"paper_id": "a", "title": "Heads", "score": 0.1235}],
        "answerer": "extractive",
        "timings_ms": {"retrieve": 1.2, "answer": 2.0, "total": 3.5},
    }


def test_an_abstention_has_the_same_fields() -> None:
    made = answer_object(
        Abstention("f00", "taps?", "taps?", (NEAREST,), "extractive", TIMINGS), "q1"
    )
    assert list(made) == list(answer_object(ANSWER))
    assert (made["kind"], made["statements"], made["citations"]) == ("abstention", [], [])
    assert made["nearest"] == [{"paper_id": "a", "title": "Heads", "score": 0.1235}]


@pytest.mark.parametrize("identifier", ["q1", "", "0"])
def test_the_callers_own_id_is_kept(identifier: str) -> None:
    assert answer_object(ANSWER, identifier)["id"] == identifier


def test_hits() -> None:
    hits = [
        hit(paper("a", "One is here. Two is here.", title="Heads"), 0.98765, [0.2, 0.3]),
        hit(paper("b", "", title="Spikes"), 0.5),
    ]
    assert search_object(hits, "q1") == {
        "id": "q1",
        "hits": [
            {"paper_id": "a", "title": "Heads", "score": 0.9877, "passage": "Two is here."},
            {"paper_id": "b", "title": "Spikes", "score": 0.5, "passage": ""},
        ],
    }
    assert search_object([]) == {"id": None, "hits": []}
