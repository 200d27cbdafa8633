"""JSON and JSONL: records, or items of the feed's API, one by one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from vectorstore.errors import SourceError
from vectorstore.models import Paper
from vectorstore.sources import feed_api, records
from vectorstore.sources.checks import BadRecordError, Reject
from vectorstore.sources.stream import LINE_LIMIT, Input, InputBrokenError

SOURCE = "records"


def is_lines(head: str, complete: bool, name: str) -> bool:
    """Whether text that begins with ``{`` or ``[`` is JSONL rather than one JSON document."""
    first, *others = [line for line in head.splitlines()[:50] if line.strip()]
    if first.lstrip().startswith("["):
        return False
    if name.lower().removesuffix(".gz").endswith((".jsonl", ".ndjson")):
        return True
    if complete and not others:
        return False
    try:
        return isinstance(_loads(first), dict)
    except ValueError:
        # A damaged first line, or the first line of an indented document.
        return bool(others) and others[0].startswith("{")


def read_lines(source: Input) -> Iterator[Paper | Reject]:
    """One paper a line; a line that is none is a Reject, and so is the place of a break."""
    number = 0
    try:
        for number, line in enumerate(source.lines(), 1):
            if line.strip():
                yield _read_line(line, f"{source.origin}, line {number}")
    except InputBrokenError as error:
        rest = error.rest.decode("utf-8", "replace")
        yield Reject(f"{source.origin}, after line {number}", f"the file {error}", rest)


def read_document(text: str, origin: str, page_day: date | None = None) -> Iterator[Paper | Reject]:
    """A list of records or of the feed's items, or one of them alone.

    ``page_day`` is the day for which the feed was asked, where it is known. Raises SourceError
    for a document of another shape.
    """
    try:
        document = _loads(text)
    except ValueError as error:
        raise SourceError(
            f"{origin} is not valid JSON ({error}): it may be cut short, so fetch it again."
        ) from error
    items = document if isinstance(document, list) else [document]
    if items and not any(_may_be_paper(item) for item in items):
        raise SourceError(
            f"{origin} holds no papers but {_describe(document)}: give a list of records with "
            "title and abstract, or an untouched answer of the feed's API."
        )
    for number, item in enumerate(items, 1):
        where = f"{origin}, item {number}"
        try:
            yield _to_paper(item, page_day)
        except BadRecordError as error:
            yield Reject(where, str(error), json.dumps(item))


def _read_line(line: bytes, where: str) -> Paper | Reject:
    raw = line.decode("utf-8", "replace")
    if len(line) > LINE_LIMIT:
        return Reject(where, f"the line is longer than {LINE_LIMIT:,} bytes", raw)
    try:
        item = _loads(line.decode())
    except UnicodeDecodeError:
        return Reject(where, "the line is not UTF-8 text", raw)
    except ValueError as error:
        return Reject(where, f"the line is not valid JSON ({error})", raw)
    try:
        return _to_paper(item, None)
    except BadRecordError as error:
        return Reject(where, str(error), raw)


def _to_paper(item: Any, page_day: date | None) -> Paper:
    if not isinstance(item, dict):
        raise BadRecordError("it is not a JSON object")
    if feed_api.is_item(item):
        return feed_api.to_paper(item, page_day)
    return records.to_paper(item, SOURCE)


def _may_be_paper(item: Any) -> bool:
    return isinstance(item, Mapping) and (
        feed_api.is_item(item) or any(key in item for key in records.TITLE + records.ABSTRACT)
    )


def _describe(document: Any) -> str:
    if isinstance(document, list):
        return "a list of other things"
    keys = ", ".join(str(key)[:30] for key in list(document)[:5])
    return f"an object with the keys {keys}" if keys else "an empty object"


def _loads(text: str) -> Any:
    try:
        # Some writers put NaN where a value is missing.
        return json.loads(text, parse_constant=lambda _: None)
    except RecursionError:
        raise ValueError("nested too deeply") from None
