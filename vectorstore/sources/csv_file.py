"""CSV with a header line, one paper a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from vectorstore.errors import SourceError
from vectorstore.models import Paper
from vectorstore.sources import records
from vectorstore.sources.checks import BadRecordError, Reject

SOURCE = "csv"

if TYPE_CHECKING:
    from _csv import Reader as _Rows


def looks_like_csv(text: str) -> bool:
    try:
        return _has_columns(_open(text)[0])
    except csv.Error:
        return False


def read_csv(text: str, origin: str) -> Iterator[Paper | Reject]:
    """Every row. Column names match whatever their case; ``;`` stands between authors.

    Raises SourceError when there is no column for the title or for the abstract.
    """
    try:
        header, rows = _open(text)
    except csv.Error as error:
        raise SourceError(
            f"{origin} is not valid CSV ({error}, in its first line): export it again."
        ) from error
    if not _has_columns(header):
        raise SourceError(
            f"{origin} has the columns {', '.join(header)[:200]!r}: "
            "its first line must name a title and an abstract column."
        )
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Reject(f"{origin}, line {line}", f"the row is not valid CSV ({error})", "")
            continue
        if not any(cell.strip() for cell in row):
            continue
        try:
            if len(row) > len(header):
                raise BadRecordError("it has more cells than the header names")
            yield records.to_paper(dict(zip(header, row, strict=False)), SOURCE)
        except BadRecordError as error:
            yield Reject(f"{origin}, line {line}", str(error), ", ".join(row))


def _open(text: str) -> tuple[list[str], _Rows]:
    """The column names as records spell them, and the rows below. Raises csv.Error."""
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    return ["_".join(cell.casefold().split()) for cell in next(rows, [])], rows


def _has_columns(header: list[str]) -> bool:
    return any(name in header for name in records.TITLE) and any(
        name in header for name in records.ABSTRACT
    )
