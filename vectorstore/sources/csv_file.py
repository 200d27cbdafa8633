"""CSV with a header line, one paper a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from vectorstore.errors import SourceError
from vectorstore.models import Paper
from vectorstore.sources import records
from vectorstore.sources.checks import BadRecordError, Reject

SOURCE = "csv"


def looks_like_csv(text: str) -> bool:
    return _has_columns(_header(text)[0])


def read_csv(text: str, origin: str) -> Iterator[Paper | Reject]:
    """Every row. Column names match whatever their case; ``;`` stands between authors.

    Raises SourceError when there is no column for the title or for the abstract.
    """
    header, delimiter = _header(text)
    if not _has_columns(header):
        raise SourceError(
            f"{origin} has the columns {', '.join(header)[:200]!r}: "
            "its first line must name a title and an abstract column."
        )
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    next(rows)
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
            yield Reject(f"{origin}, line {line}", str(error), delimiter.join(row))


def _header(text: str) -> tuple[list[str], str]:
    """The column names as records spell them, and the delimiter."""
    line = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=line.count)
    try:
        cells = next(csv.reader([line.rstrip("\r")], delimiter=delimiter), [])
    except csv.Error:
        return [], delimiter
    return ["_".join(cell.casefold().split()) for cell in cells], delimiter


def _has_columns(header: list[str]) -> bool:
    return any(name in header for name in records.TITLE) and any(
        name in header for name in records.ABSTRACT
    )
