"""Which sentence of an abstract says what its paper does. Pure; English abstracts."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WHO = r"\b(?:we|this (?:paper|work|study|article|survey|review|report|tutorial|thesis))"
_MAKES = (
    r"(?:propose|present|introduce|develop|describe|release|design|build|survey|review|unveil"
    r"|contribute|implement|put forward|formulate|construct|create|devise|provide|offer)"
)
_LEARNS = (
    r"(?:study|studies|show|find|investigate|explore|examine|analy[sz]e|demonstrate|argue|evaluate"
    r"|reveal|report|address|ask|prove|establish|train|conduct|compare|revisit)"
)
_SAYING = tuple(
    re.compile(rf"{_WHO} (?:[\w-]+ ){{0,3}}?{does}(?:s|d|ed)?\b", re.IGNORECASE)
    for does in (_MAKES, _LEARNS)
)


def gist(abstract: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """The span of the sentence of ``abstract`` that says what its paper does: "we propose …", else
    "we show …", else the first. None without sentences."""
    for saying in _SAYING:
        for start, end in spans:
            if saying.search(abstract, start, end):
                return start, end
    return spans[0] if spans else None
