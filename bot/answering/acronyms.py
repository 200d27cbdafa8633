"""What the acronyms of a question stand for, as the papers found for it spell them out. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vectorstore.models import Hit

_ACRONYM = re.compile(r"\b[A-Z]{2,6}\b")
_WORD = re.compile(r"[^\W_]+")


def spelt_out(question: str, hits: Sequence[Hit]) -> str:
    """``question``, followed by what each of its acronyms stands for: papers use either."""
    return " ".join([question, *_long_forms(question, hits)])


def _long_forms(question: str, hits: Sequence[Hit]) -> Iterator[str]:
    for acronym in dict.fromkeys(_ACRONYM.findall(question)):
        for hit in hits:
            if long := _defined(acronym, f"{hit.paper.title}. {hit.paper.abstract}"):
                yield long
                break


def _defined(acronym: str, text: str) -> str | None:
    """The words before "(acronym)" that begin with its letters."""
    for place in re.finditer(rf"\({acronym}s?\)", text):
        said = _WORD.findall(text[: place.start()])[-len(acronym) :]
        if "".join(word[0] for word in said).upper() == acronym:
            return " ".join(said)
    return None
