from __future__ import annotations

import pytest

from bot.core.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what is the idea of SyncTalk?", "en"),
        ("Welche Köpfe finden in langen Texten die richtigen Stellen?", "de"),
        ("Quels articles parlent de têtes parlantes ?", "fr"),
        ("¿Qué artículos hay sobre agentes?", "es"),
        ("哪些论文研究可解释性？", "zh"),
        ("SpikeGPTはどう訓練されますか", "ja"),
        ("SyncTalk EDTalk", None),
        ("", None),
    ],
)
def test_the_language_of_a_question(text: str, language: str | None) -> None:
    assert language_of(text) == language
