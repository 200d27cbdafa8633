"""Quotes shown in their place: the sentences around them, the quoted words in bold. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.models import Citation
from bot.render.escape import escape
from vectorstore import sentences

_LEFT_OUT = "…"

Span = tuple[int, int]


def in_context(abstract: str, cited: Sequence[Citation]) -> str:
    """One paper's quotes with a sentence before and after each, as Markdown.

    Where the abstract changed since, the quotes are shown without their surroundings.
    """
    if any(abstract[c.start : c.end] != c.quote for c in cited):
        return "\n".join(f"> {_bold(citation.quote)}" for citation in cited)
    spans = _united([(citation.start, citation.end) for citation in cited])
    passages = []
    for start, end in _windows(abstract, spans):
        before = f"{_LEFT_OUT} " if abstract[:start].strip() else ""
        after = f" {_LEFT_OUT}" if abstract[end:].strip() else ""
        inside = [span for span in spans if start <= span[0] < end]
        passages.append(f"> {before}{_marked(abstract, (start, end), inside)}{after}")
    return "\n".join(passages)


def _windows(abstract: str, spans: Sequence[Span]) -> list[Span]:
    """Whole sentences around each span, one more on either side."""
    found = sentences.split(abstract)
    windows = []
    for start, end in spans:
        touched = [n for n, (first, last) in enumerate(found) if first < end and last > start]
        if not touched:
            windows.append((start, end))
            continue
        first = found[max(touched[0] - 1, 0)][0]
        last = found[min(touched[-1] + 1, len(found) - 1)][1]
        windows.append((min(first, start), max(last, end)))
    return _united(windows)


def _united(spans: Sequence[Span]) -> list[Span]:
    """The same characters as few spans, in reading order."""
    united: list[Span] = []
    for start, end in sorted(spans):
        if united and start <= united[-1][1] + 1:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united


def _marked(abstract: str, window: Span, spans: Sequence[Span]) -> str:
    at, end = window
    pieces = []
    for first, last in spans:
        pieces += [escape(abstract[at:first]), _bold(abstract[first:last])]
        at = last
    return "".join([*pieces, escape(abstract[at:end])])


def _bold(text: str) -> str:
    """Bold, with the spaces at its ends outside: there the stars would not count."""
    escaped = escape(text)
    inner = escaped.strip()
    if not inner:
        return escaped
    before, _, after = escaped.partition(inner)
    return f"{before}**{inner}**{after}"
