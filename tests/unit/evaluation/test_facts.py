"""Key facts: what counts as saying them."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.facts import has_fact

GOLD = Path(__file__).parents[4] / "shared" / "gold"


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("It gains 75 % over it.", "75%|75 percent"),
        ("75 percent of them", "75%|75 percent"),
        ("trained on 10,000 hours", "10000 hours"),
        ("a mel–spectrogram", "mel-spectrogram"),
        ("the neurons are clamped", "clamp"),
        ("two LLMs", "LLM"),
        ("``Nth item'' feature", '"nth item"'),
        ("the authors’ code", "authors' code"),
        ("None of them.", "none"),
    ],
)
def test_says_it(text: str, fact: str) -> None:
    assert has_fact(text, fact)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("It gains 175% over it.", "75%"),
        ("3.75 points", "75"),
        ("75.2 points", "75"),
        ("752 points", "75"),
        ("an unclamped neuron", "clamp"),
        ("an STGx", "STG"),
        ("this tends to work", "ten"),
        ("nonetheless", "none"),
        ("", "75%"),
    ],
)
def test_does_not_say_it(text: str, fact: str) -> None:
    assert not has_fact(text, fact)


def test_an_empty_alternative_is_a_mistake_in_the_data() -> None:
    with pytest.raises(ValueError, match="empty alternative"):
        has_fact("anything", "75%|")


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("match", GOLD / "match.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


needs_gold = pytest.mark.skipif(not GOLD.exists(), reason="the development set is not here")
WORDS = "75 1,000 . % - – ’ `` \\ LLM LLMs ten Ten tends none half STG vSMC clamp ed 7 , x é ''"
pieces = st.sampled_from([*WORDS.split(" "), " ", "\n"])
joined = st.lists(pieces, max_size=12).map("".join)


@needs_gold
@given(text=joined, alternatives=st.lists(joined, min_size=1, max_size=3))
def test_agrees_with_the_reference(
    reference: ModuleType, text: str, alternatives: list[str]
) -> None:
    fact = "|".join(part for part in alternatives if reference.norm(part).strip())
    if fact:
        assert has_fact(text, fact) == reference.has_fact(text, fact)


@needs_gold
def test_agrees_with_the_reference_on_every_abstract(reference: ModuleType) -> None:
    rows = [json.loads(line) for line in (GOLD / "dev.jsonl").read_text().splitlines()]
    papers = [json.loads(line) for line in (GOLD / "papers.jsonl").read_text().splitlines()]
    facts = {fact for row in rows for fact in row["key_facts"]}
    texts = [f"{paper['title']} {paper['abstract']}" for paper in papers]
    assert [has_fact(text, fact) for text in texts for fact in facts] == [
        reference.has_fact(text, fact) for text in texts for fact in facts
    ]
