"""How long a text is for Discord, and making it shorter. Pure."""

from __future__ import annotations


def size(text: str) -> int:
    """Length in UTF-16 units: Discord's clients count so, and its servers never count more."""
    return len(text) + sum(char > "\uffff" for char in text)


def head(text: str, limit: int) -> str:
    """The longest beginning of ``text`` whose size is at most ``limit``; none is below 0."""
    kept = text[: max(limit, 0)]
    while kept and size(kept) > limit:
        kept = kept[: len(kept) - max(1, (size(kept) - limit) // 2)]
    return kept


def shorten(text: str, limit: int) -> str:
    """``text`` in one line, within ``limit``; what is left out, from a word on, shows as ``…``."""
    folded = " ".join(text.split())
    if size(folded) <= limit:
        return folded
    cut = head(folded, limit - 1)
    words = cut.rpartition(" ")[0]
    # A text without spaces is cut anywhere rather than lost.
    return (words if size(words) > limit // 2 else cut).rstrip() + "…"
