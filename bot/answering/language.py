"""Is a text in the language of the abstracts?"""

from __future__ import annotations

from bot.core.language import language_of
from vectorstore.lexicon import Lexicon
from vectorstore.terms import words

# The share of a text's words that English abstracts use too. Names are in no lexicon, and a few
# words of every language happen to be English ones.
SHARE = 0.6
# So many words may all be names.
_NAMES = 3


def reads_english(text: str, lexicon: Lexicon) -> bool:
    """Whether most words of ``text`` are of the lexicon, which was made from English abstracts."""
    said = [word for word in words(text) if not word.isdigit()]
    return sum(word in lexicon for word in said) >= SHARE * len(said)


def is_foreign(text: str, lexicon: Lexicon) -> bool:
    """Whether ``text`` is surely in another language: names alone, or slips, are not."""
    in_words = language_of(text)
    return (
        in_words != "en"
        and not reads_english(text, lexicon)
        and (in_words is not None or len(words(text)) > _NAMES)
    )
