"""Is a text in the language of the abstracts?"""

from __future__ import annotations

from vectorstore.lexicon import Lexicon
from vectorstore.terms import words

# The share of a text's words that English abstracts use too. Names are in no lexicon, and a few
# words of every language happen to be English ones.
SHARE = 0.6


def reads_english(text: str, lexicon: Lexicon) -> bool:
    """Whether most words of ``text`` are of the lexicon, which was made from English abstracts."""
    said = [word for word in words(text) if not word.isdigit()]
    return sum(word in lexicon for word in said) >= SHARE * len(said)
