"""A long text → parts that fit a message, cut where a reader would pause. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from bot.render.measure import head, size
from vectorstore import sentences

CONTENT_LIMIT = 2000

_FENCE = "```"
_LANGUAGE = re.compile(r"([A-Za-z0-9_+.#-]{0,20})\n")
_PARAGRAPH = re.compile(r"(?<=\n\n)(?!\n)")
_LINE = re.compile(r"(?<=\n)(?!\n)")
_WORD = re.compile(r"(?<=\s)(?!\s)")
# The sentence splitter knows the stops of Latin script only.
_EAST_ASIAN_STOP = re.compile(r"(?<=[。！？])(?![。！？])")

Cutter = Callable[[str], list[str]]


def split(text: str, limit: int = CONTENT_LIMIT) -> tuple[str, ...]:
    """Parts of at most ``limit`` (50 or more), none of them blank, that joined are ``text``.

    Cuts fall between paragraphs, else lines, else sentences, else words. Only a code block that
    has to be cut gains something: it is closed in one part and opened again in the next.
    """
    parts: list[str] = [""]
    for piece in _pieces(text, limit):
        if size(parts[-1]) + size(piece) <= limit:
            parts[-1] += piece
        else:
            parts.append(piece)
    return tuple(part for part in parts if part.strip())


def _pieces(text: str, limit: int) -> Iterator[str]:
    """Prose and code blocks, in pieces that fit."""
    at = 0
    while (start := text.find(_FENCE, at)) >= 0:
        yield from _shorter(text[at:start], limit, _CUTTERS)
        inside = start + len(_FENCE)
        end = text.find(_FENCE, inside)
        yield from _block(text[inside:end] if end >= 0 else text[inside:], limit)
        at = end + len(_FENCE) if end >= 0 else len(text)
    yield from _shorter(text[at:], limit, _CUTTERS)


def _block(body: str, limit: int) -> Iterator[str]:
    """A code block whole or, where it is too long, as several of the same language."""
    whole = f"{_FENCE}{body}{_FENCE}"
    if size(whole) <= limit:
        yield whole
        return
    language = _LANGUAGE.match(body)
    opening = f"{_FENCE}{language[1] if language else ''}\n"
    closing = f"\n{_FENCE}"
    room = limit - size(opening) - size(closing)
    code = ""
    for line in _shorter(body[language.end() :] if language else body, room, (_at(_LINE),)):
        if size(code) + size(line) > room:
            yield opening + code + closing
            code = ""
        code += line
    yield opening + code + closing


def _shorter(text: str, limit: int, cutters: tuple[Cutter, ...]) -> Iterator[str]:
    """``text`` in pieces that fit, cut by the first cutter that is enough for each."""
    if size(text) <= limit:
        yield text
    elif cutters:
        cut, *finer = cutters
        for piece in cut(text):
            yield from _shorter(piece, limit, tuple(finer))
    else:
        first = head(text, limit)
        yield first
        yield from _shorter(text[len(first) :], limit, ())


def _at(boundary: re.Pattern[str]) -> Cutter:
    return boundary.split


def _between_sentences(text: str) -> list[str]:
    starts = [start for start, _ in sentences.split(text)]
    edges = [0, *starts[1:], len(text)]
    return [text[start:end] for start, end in pairwise(edges)]


_CUTTERS: tuple[Cutter, ...] = (
    _at(_PARAGRAPH),
    _at(_LINE),
    _between_sentences,
    _at(_EAST_ASIAN_STOP),
    _at(_WORD),
)
