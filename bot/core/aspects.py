"""What a sentence of an abstract tells of its paper: the columns of a comparison. Pure; English."""

from __future__ import annotations

import re
from enum import StrEnum


class Aspect(StrEnum):
    PROBLEM = "problem"
    METHOD = "method"
    DATA = "data"
    RESULT = "result"


# The first that matches counts: results are told of methods and data, methods of problems.
_SIGNS = (
    (
        Aspect.RESULT,
        r"outperform\w*|achieve[sd]?|results? (?:show|indicate|demonstrate|suggest)\w*"
        r"|state[- ]of[- ]the[- ]art|experiment\w*|superior|improve[sd]? (?:over|by|the)"
        r"|we (?:find|found|show|observe|demonstrate)|\d+(?:\.\d+)?\s?%|reveal\w*|yield\w*",
    ),
    (
        Aspect.DATA,
        r"data ?sets?|corpus|corpora|benchmarks?|annotat\w+|recordings?|participants|hours of"
        r"|collect(?:ed)?|samples",
    ),
    (
        Aspect.METHOD,
        r"(?:we|this (?:paper|work)|our) (?:[\w-]+ ){0,3}?(?:propos\w+|introduc\w+|present\w*"
        r"|develop\w*|design\w*|use[sd]?|employ\w*|method|approach|framework|model)|novel"
        r"|framework|architecture|is based on|consists? of|leverag\w+",
    ),
    (
        Aspect.PROBLEM,
        r"however|challeng\w+|remains?|despite|lack\w*|limit\w+|difficult\w*|problem|suffer\w*"
        r"|costly",
    ),
)
_PATTERNS = tuple((aspect, re.compile(rf"\b(?:{p})\b", re.IGNORECASE)) for aspect, p in _SIGNS)


def aspect_of(sentence: str) -> Aspect | None:
    """The aspect that ``sentence`` is about; None where its words do not say."""
    return next((aspect for aspect, said in _PATTERNS if said.search(sentence)), None)
