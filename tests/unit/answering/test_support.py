"""What a statement says that its quotes do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.language import reads_english
from bot.answering.support import Support
from bot.core.models import Citation
from vectorstore.lexicon import Lexicon

LEXICON = Lexicon()
SUPPORT = Support(LEXICON)
QUOTE = (
    "ViCo contains 92 identities and 483 clips of people listening to speakers, and models trained "
    "on it increase the realism of generated motions."
)


def doubts(statement: str, *quotes: str, title: str = "Responsive Listening Head") -> list[str]:
    cited = [
        Citation(n, "id", title, "", quote, 0, len(quote))
        for n, quote in enumerate(quotes or (QUOTE,), 1)
    ]
    return SUPPORT.doubts(statement, cited)


@pytest.mark.parametrize(
    "statement",
    [
        QUOTE,
        "The ViCo dataset has 483 clips with 92 identities.",
        "Training on ViCo raises the realism of generated motions.",
        "Responsive listening heads are trained on clips of people who listen to speakers.",
    ],
)
def test_what_the_quote_says_is_not_doubted(statement: str) -> None:
    assert doubts(statement) == []


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("ViCo has 484 clips of people listening.", "no quote has the number 484"),
        ("ViCo has four hundred clips of people listening.", "no quote has the number 4"),
        ("ViCo, from OpenAI, has 483 clips.", "no quote has the name OpenAI"),
        ("GPT-4o was trained on clips of ViCo.", "no quote has the name GPT-4o"),
        ("ViCo does not contain clips of people listening.", "no quote has its negation"),
        ("Models trained on ViCo reduce realism.", "the quotes say the opposite direction"),
        ("Tomatoes ripen faster in warm soil.", "the quotes are about something else"),
        ("ViCo is at https://evil.example/x.", "no quote has the address https://evil.example/x."),
        ("ViCo is at evil.example/x.", "no quote has the address evil.example/x."),
        ("@everyone ViCo has 483 clips.", "no quote has the address @everyone"),
    ],
)
def test_what_no_quote_says_is_doubted(statement: str, reason: str) -> None:
    assert reason in doubts(statement)


def test_numbers_are_the_same_in_words_and_with_commas() -> None:
    quote = "It compares three models on 12,000 questions."
    assert doubts("It compares 3 models on 12000 questions.", quote) == []


def test_every_quote_counts() -> None:
    assert doubts("It has 4 heads and 7 layers.", "It has 4 heads.", "It has 7 layers.") == []


def test_another_language_is_checked_for_numbers_and_names_only() -> None:
    assert doubts("ViCo enthält 483 Ausschnitte von Zuhörern.") == []
    assert doubts("ViCo enthält 500 Ausschnitte von Zuhörern.") == ["no quote has the number 500"]
    assert doubts("Laut GPT-4 enthält es 483 Ausschnitte von Zuhörern.") == [
        "no quote has the name GPT-4"
    ]


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("which heads do long-context models use to find facts?", True),
        ("Welche Köpfe finden in langen Texten die richtigen Stellen?", False),
        ("Quels articles parlent des têtes d'attention ?", False),
        ("¿Qué artículos hablan de las cabezas de atención?", False),
        ("哪些论文研究注意力头", False),
        ("どの論文が注意ヘッドを調べていますか", False),
    ],
)
def test_english_is_told_from_other_languages(text: str, english: bool) -> None:
    assert reads_english(text, LEXICON) is english


@settings(deadline=None)
@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=2))
def test_any_text_can_be_checked_and_a_quote_of_itself_is_not_doubted(
    statement: str, quotes: list[str]
) -> None:
    doubts(statement, *quotes)
    assert doubts(statement, statement) == []
