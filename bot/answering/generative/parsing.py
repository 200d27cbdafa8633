"""A chat model's text while it arrives → drafted statements as soon as each is whole. Pure.

Two formats: blocks of lines, and a JSON object. What is not in the format is passed over; the raw
text is kept elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from langchain_core.utils.json import parse_partial_json

from bot.core.models import DraftStatement, Evidence
from bot.core.prompts import CANNOT

# Models like to make labels bold.
_LINE = re.compile(
    r"^[\s>*_#-]*(?:(?P<statement>statement)|(?P<aspect>aspect)|quote\s*\[(?P<key>[^\]]*)\])"
    r"[\s*_]*:[*_]*\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_CANNOT = re.compile(rf"{CANNOT}|\"cannot_answer\"\s*:\s*true", re.IGNORECASE)
_MARKS = {'"': '"', "“": "”", "«": "»", "'": "'"}


class Parser(Protocol):
    def feed(self, text: str) -> Iterator[DraftStatement]:
        """The statements that ``text``, what came after the last call, completes."""
        ...

    def finish(self) -> Iterator[DraftStatement]:
        """What the end completes."""
        ...


class Blocks:
    """STATEMENT, ASPECT and QUOTE lines. ``papers`` gives the paper of each key; an unknown key
    stays as it is, so that nothing is proved by it."""

    def __init__(self, papers: Mapping[str, str]) -> None:
        self._papers = papers
        self._line = ""
        self._text: str | None = None
        self._aspect: str | None = None
        self._evidence: list[Evidence] = []

    def feed(self, text: str) -> Iterator[DraftStatement]:
        *lines, self._line = (self._line + text).split("\n")
        for line in lines:
            yield from self._read(line)

    def finish(self) -> Iterator[DraftStatement]:
        yield from self._read(self._line)
        self._line = ""
        yield from self._flush()

    def _read(self, line: str) -> Iterator[DraftStatement]:
        found = _LINE.match(line)
        if found is None:
            return
        rest = found["rest"].strip()
        if found["statement"]:
            yield from self._flush()
            self._text = rest
        elif found["aspect"]:
            self._aspect = rest or None
        elif self._text is not None:
            self._evidence.append(_evidence(found["key"], rest, self._papers))

    def _flush(self) -> Iterator[DraftStatement]:
        if self._text:
            yield DraftStatement(self._text, tuple(self._evidence), self._aspect)
        self._text, self._aspect, self._evidence = None, None, []


class JsonObject:
    """One object with ``statements``; the last one is whole only at the end or before another."""

    def __init__(self, papers: Mapping[str, str]) -> None:
        self._papers = papers
        self._text = ""
        self._given = 0

    def feed(self, text: str) -> Iterator[DraftStatement]:
        self._text += text
        # Only a closed brace can complete a statement.
        if "}" in text:
            yield from self._statements(whole=False)

    def finish(self) -> Iterator[DraftStatement]:
        yield from self._statements(whole=True)

    def _statements(self, *, whole: bool) -> Iterator[DraftStatement]:
        try:
            value = parse_partial_json(self._text[self._text.index("{") :])
        except ValueError:
            return
        found = value.get("statements") if isinstance(value, dict) else None
        ready = found if isinstance(found, list) else []
        if not whole:
            ready = ready[:-1]
        for one in ready[self._given :]:
            self._given += 1
            if statement := _statement(one, self._papers):
                yield statement


def cannot_answer(text: str) -> bool:
    """Whether the model said, in either format, that the passages do not say."""
    return _CANNOT.search(text) is not None


def _statement(value: Any, papers: Mapping[str, str]) -> DraftStatement | None:
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        return None
    given = value.get("evidence")
    evidence = [
        _evidence(one["key"], one["quote"], papers)
        for one in (given if isinstance(given, list) else [])
        if isinstance(one, dict)
        and isinstance(one.get("key"), str)
        and isinstance(one.get("quote"), str)
    ]
    aspect = value.get("aspect")
    named = aspect.strip() if isinstance(aspect, str) else ""
    return DraftStatement(value["text"].strip(), tuple(evidence), named or None)


def _evidence(key: str, quote: str, papers: Mapping[str, str]) -> Evidence:
    bare = key.strip().strip("[]")
    return Evidence(papers.get(bare, f"unknown key {bare}"), _unquoted(quote.strip()))


def _unquoted(quote: str) -> str:
    """Without the marks around it, which are the model's."""
    closing = _MARKS.get(quote[:1])
    inner = quote[1:-1]
    if closing and len(quote) > 1 and quote.endswith(closing) and closing not in inner:
        return inner
    return quote
