from __future__ import annotations

import pytest

from bot.answering.question_forms import asks_for_explanation, asks_for_several


@pytest.mark.parametrize(
    "question",
    [
        "which papers say they release code?",
        "Which of these use EEG?",
        "who ran user studies?",
        "compare SyncTalk and EDTalk",
        "what's here on auditory scenes",
        "What’s here on auditory scenes",
        "list all the talking head generators",
        "SyncTalk vs EDTalk on lip sync",
        "what is the difference between FaceTalk and FD2Talk?",
        "do both use diffusion?",
        "any that work with MEG?",
        "WHICH METHODS SCALE LINEARLY",
    ],
)
def test_questions_for_several_papers(question: str) -> None:
    assert asks_for_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "how many clips in ViCo?",
        "who is the first author?",
        "what does the SpikeGPT paper say about attention?",
        "what are attention sinks?",
        "vsync in SyncTalk?",
        "",
        "注意とは何ですか",
    ],
)
def test_questions_for_one_thing(question: str) -> None:
    assert not asks_for_several(question)


@pytest.mark.parametrize(
    ("question", "explains"),
    [
        ("why would masking retrieval heads hurt?", True),
        ("How are spike delays learned?", True),
        ("explain inverse effectiveness", True),
        ("how many clips in ViCo?", False),
        ("how much can AMP prune?", False),
        ("how long does it take?", False),
        ("show me the dataset", False),
        ("which dataset is used?", False),
        ("", False),
    ],
)
def test_questions_for_an_explanation(question: str, explains: bool) -> None:
    assert asks_for_explanation(question) is explains
