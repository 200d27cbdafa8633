"""Does a text contain a key fact? Pure; a minimum check, not proof.

A fact is one or more alternatives, separated by ``|``. Case, thousands commas, dash and quote
styles are ignored. An alternative begins where a word begins and may be the beginning of a longer
one ("clamp" is in "clamped"), unless that would change it: numbers, acronyms and a few short words
match whole.
"""

from __future__ import annotations

import functools
import re

_STYLES = str.maketrans({"\\": "", "–": "-", "—": "-", "‑": "-", "’": "'", "‘": "'"})
_ACRONYM = re.compile(r"[A-Z][A-Za-z]{0,3}[A-Z]|[A-Z]{2,6}")
# "ten" is not in "tends", nor "none" in "nonetheless".
_WHOLE_WORDS = frozenset({"ten", "none", "less", "half"})


def has_fact(text: str, fact: str) -> bool:
    """Whether any alternative of ``fact`` occurs in ``text``."""
    normal = _normalise(text)
    return any(_pattern(alternative).search(normal) for alternative in fact.split("|"))


def _normalise(text: str) -> str:
    plain = text.translate(_STYLES).replace("``", '"').replace("''", '"')
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", plain)
    plain = re.sub(r"(?<=\d)\s+%", "%", plain)
    return re.sub(r"\s+", " ", plain).lower()


@functools.cache
def _pattern(alternative: str) -> re.Pattern[str]:
    needle = _normalise(alternative).strip()
    if not needle:
        raise ValueError(f"a key fact has an empty alternative: {alternative!r}")
    before = r"(?<![a-z0-9])"
    if needle[0].isdigit():
        before += r"(?<!\d[.,])"
    after = r"(?!\d)(?!\.\d)" if needle[-1].isdigit() else ""
    if _ACRONYM.fullmatch(alternative.strip()):
        after = r"s?(?![a-z])"
    elif alternative.strip() in _WHOLE_WORDS:
        after = r"(?![a-z])"
    return re.compile(before + re.escape(needle) + after)
