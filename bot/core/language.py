"""Which of the languages that the bot speaks a text is in. Pure.

Scripts tell some of them; function words, each a closed class, tell the others.
"""

from __future__ import annotations

import re

_JAPANESE = re.compile(r"[\u3040-\u30ff]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[^\W\d_]+")
_FUNCTION_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the of and to in is are what which how why do does did for with on that this from",
        "de": (
            "der die das den dem des ein eine einen und ist sind was welche welcher welches wie "
            "warum wer von mit für auf zu im nicht es gibt wird werden über bei aus sich"
        ),
        "fr": (
            "le la les un une des du et est sont que quel quelle quels quelles qui comment "
            "pourquoi dans avec pour sur ne pas il y a ce cette ces au aux par de"
        ),
        "es": (
            "el la los las un una unos del y es son qué cuál cuáles quién cómo por para con sobre "
            "en no hay se esta este estos al de cuánto cuántos"
        ),
    }.items()
}


def language_of(text: str) -> str | None:
    """``en``, ``de``, ``fr``, ``es``, ``ja`` or ``zh``; None where the text does not tell."""
    if _JAPANESE.search(text):
        return "ja"
    if _CHINESE.search(text):
        return "zh"
    said = [word.casefold() for word in _WORD.findall(text)]
    counts = {
        language: sum(word in known for word in said) for language, known in _FUNCTION_WORDS.items()
    }
    best, *_ = ranked = sorted(counts, key=lambda language: -counts[language])
    return best if counts[best] > counts[ranked[1]] else None
