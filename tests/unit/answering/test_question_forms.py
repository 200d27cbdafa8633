from __future__ import annotations

import pytest

from bot.answering.question_forms import asks_for_explanation, form_of, subject
from bot.core.models import Form

QUESTIONS = {
    Form.LIST: [
        "which papers say they release code?",
        "Which of these use EEG?",
        "who ran user studies?",
        "what's here on auditory scenes",
        "What’s here on auditory scenes",
        "list all the talking head generators",
        "do both use diffusion?",
        "any that work with MEG?",
        "WHICH METHODS SCALE LINEARLY",
        "who brings up sparse autoencoders, and do they use them or just compare?",
        "what methods are compared to SyncTalk in these papers?",
    ],
    Form.COMPARISON: [
        "compare SyncTalk and EDTalk",
        "Can you compare the two spiking models?",
        "SyncTalk vs EDTalk on lip sync",
        "what is the difference between FaceTalk and FD2Talk?",
        "how does SpikeGPT differ from RWKV?",
        "How is FaceTalk different from EDTalk?",
        "similarities between SpikeGPT and RWKV",
    ],
    Form.SUMMARY: [
        "summarise the papers on talking heads",
        "Summary of work on spiking networks",
        "give me an overview of talking head generation",
        "tl;dr of FaceTalk",
        "what do the papers say about hallucination?",
        "what's new in brain decoding?",
    ],
    Form.DEFINITION: [
        "what are attention sinks?",
        "What is a retrieval head",
        "define inverse effectiveness",
        "what does IOI stand for?",
        "what does multimodal entrainment mean?",
    ],
    Form.SIMPLE: [
        "explain retrieval heads in simple terms",
        "ELI5: what is SpikeGPT?",
        "explain attention sinks like I'm five",
        "What are spike delays, for a beginner?",
        "explain it simply",
    ],
    Form.PLAIN: [
        "how many clips in ViCo?",
        "who is the first author?",
        "what does the SpikeGPT paper say about attention?",
        "vsync in SyncTalk?",
        "what is FaceTalk about?",
        "what is the dataset of ViCo?",
        "what is it trained on?",
        "why would masking retrieval heads hurt?",
        "is it comparable?",
        "",
        "注意とは何ですか",
        "Wie viele Parameter hat SpikeGPT?",
    ],
}


@pytest.mark.parametrize(
    ("question", "form"),
    [(question, form) for form, questions in QUESTIONS.items() for question in questions],
)
def test_the_form_of_a_question(question: str, form: Form) -> None:
    assert form_of(question) is form


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("which papers are about diffusion models?", "diffusion models"),
        ("List all papers on robot manipulation!", "robot manipulation"),
        ("which of the papers here study retrieval heads", "retrieval heads"),
        ("what do the papers say about safety?", "safety"),
        ("which papers do you have on agents here?", "agents"),
        ("summarise the papers on spiking networks", "spiking networks"),
        ("who ran user studies?", "ran user studies"),
        ("which papers?", "which papers?"),
    ],
)
def test_what_papers_are_to_be_about(question: str, about: str) -> None:
    assert subject(question) == about


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
