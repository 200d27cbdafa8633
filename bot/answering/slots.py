"""Does a paper have the kind of thing that is asked for? Pure; English forms.

"how many neurons" may be answered where a number stands before a word like "neurons", "which
corpus" where a name stands beside a word like "corpus". Which words are alike the lexicon tells;
what it all weighs is learned (``tests/calibration/answerability.py``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.answering.cues import TELLS_AMOUNT
from vectorstore.embeddings import Vectors
from vectorstore.lexicon import Lexicon
from vectorstore.models import Paper, Passage

# What is asked for: up to three words after the one that asks.
_ASKED = re.compile(
    r"""\b(?:
        how\ (?:many|much) | which | what(?:\ (?:kinds?|types?|sort)\ of)?
      | number\ of | list(?:\ of)? | names?\ of
    )\s+
    (?:(?:the|an?|is|are|was|were|other|exact|different|kind|type|do|does|did)\s+)*
    ((?:[\w-]+\s*){1,3})""",
    re.IGNORECASE | re.VERBOSE,
)
_LETTERS = re.compile(r"[a-z]+")
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[^\w\s]")
_STOPS = frozenset(".!?:")
_INNER = re.compile(r"[A-Z].*[A-Z0-9]|[A-Za-z]\d")
_SHARE = re.compile(r"\d\s*(?:\\?%|percent|points|x\b|×|\\times)")

# How many of the words that are asked for count, and how rare they must be to say anything.
WORDS, RAREST = 2, 0.15
# In tokens: how far a number stands before a thing, how far on either side, and how far a name.
BEFORE, AFTER = 4, 3
NAME_BEFORE, NAME_AFTER = 4, 5


def slots(question: str, paper: Paper, lexicon: Lexicon) -> list[float]:
    """Whether a thing is asked for, how many words name it, and of each of the first two how near
    a word of ``paper`` is: any, one after a number, one beside a number, one beside a name."""
    found = _ASKED.search(question)
    said = _LETTERS.findall(found[1].lower()) if found else []
    things = [w for w in said if w in lexicon and lexicon.rarity(w) > RAREST][:WORDS]
    measures = [float(found is not None), float(len(things))]
    if things:
        text = _Tokens(f"{paper.title}. {paper.abstract}", lexicon)
        measures += [near for thing in things for near in text.nearest(lexicon.vectors([thing])[0])]
    return measures + [0.0] * (2 + 4 * WORDS - len(measures))


def shapes(passages: Sequence[Passage]) -> list[float]:
    """What the sentences have in them: a digit, shares, names; and how long they are."""
    text = " ".join(passage.text for passage in passages)
    tokens = _TOKEN.findall(text)
    names = sum(_is_name(tokens, place) for place in range(len(tokens)))
    return [
        float(any(map(str.isdigit, text))),
        float(min(3, len(_SHARE.findall(text)))),
        min(6, names) / 2,
        float(np.log1p(len(text))),
    ]


class _Tokens:
    """The tokens of a text, which of them are numbers and names, and what they mean."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        tokens = _TOKEN.findall(text)
        known = [_known(token.lower(), lexicon) for token in tokens]
        self._places = np.array([place for place, word in enumerate(known) if word], dtype=int)
        self._vectors = lexicon.vectors(word for word in known if word)
        numbers = np.array([TELLS_AMOUNT.search(token) is not None for token in tokens])
        names = np.array([_is_name(tokens, place) for place in range(len(tokens))])
        self._beside = (
            _within(numbers, BEFORE, 0),
            _within(numbers, BEFORE, AFTER),
            _within(names, NAME_BEFORE, NAME_AFTER),
        )

    def nearest(self, thing: Vectors) -> list[float]:
        """How near the nearest word is to ``thing``: of all, and of those beside each mark."""
        near = self._vectors @ thing
        marked = (near[beside[self._places]] for beside in self._beside)
        return [float(some.max(initial=0.0)) for some in (near, *marked)]


def _known(word: str, lexicon: Lexicon) -> str | None:
    """``word``, or what it ends in after a hyphen, where the lexicon has it."""
    return next((w for w in (word, word.rpartition("-")[2]) if w in lexicon), None)


def _is_name(tokens: Sequence[str], place: int) -> bool:
    """Whether a token is spelt like a name: with capitals or digits inside, or a capital where no
    sentence begins."""
    token = tokens[place]
    if _INNER.search(token):
        return True
    return place > 0 and token[0].isupper() and tokens[place - 1] not in _STOPS


def _within(marks: NDArray[np.bool_], before: int, after: int) -> NDArray[np.bool_]:
    """Which places have a mark at most ``before`` places before them, or ``after`` after."""
    found = np.zeros_like(marks)
    for step in range(1, before + 1):
        found[step:] |= marks[:-step]
    for step in range(1, after + 1):
        found[:-step] |= marks[step:]
    return found
