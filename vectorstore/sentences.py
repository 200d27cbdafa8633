"""Abstract → sentences, as character offsets. Pure."""

from __future__ import annotations

import nupunkt

Span = tuple[int, int]


def split(abstract: str) -> tuple[Span, ...]:
    """The sentences of ``abstract`` as ``(start, end)`` offsets, without surrounding white space.

    Together they hold every character that is not white space; an empty text has none.
    """
    spans = []
    for start, end in nupunkt.sent_spans(abstract):
        text = abstract[start:end]
        if stripped := text.strip():
            first = start + len(text) - len(text.lstrip())
            spans.append((first, first + len(stripped)))
    return tuple(spans)
