"""One door for every source: a file, a folder or standard input → papers and rejects."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO

from vectorstore.errors import SourceError
from vectorstore.models import Paper
from vectorstore.sources import arxiv, bibtex, csv_file, json_files, saved_page
from vectorstore.sources.checks import Reject
from vectorstore.sources.stream import Input

__all__ = ["Reject", "read"]

_SHAPES = "a saved Daily Papers page, JSON or JSONL (also .gz), CSV, BibTeX or an arXiv Atom answer"


def read(
    path: Path | None, stdin: BinaryIO | None = None, *, year: int | None = None
) -> Iterator[Paper | Reject]:
    """Every paper of a file, of each file of a folder, or (path None) of ``stdin``.

    The shape is found by looking at the content, then at the name. ``year`` is the year of a
    saved Daily Papers page, which does not name it. Raises SourceError, while iterating, for an
    input that cannot be read at all; in a folder such a file is a Reject. JSONL is streamed.
    """
    if path is None:
        if stdin is None:
            raise SourceError("Standard input is not connected: give a file instead.")
        yield from _read_stream("standard input", "", stdin, year)
    elif _is_folder(path):
        yield from _read_folder(path, year)
    else:
        yield from _read_file(path, year)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # opening it says what is wrong
        return False


def _read_folder(path: Path, year: int | None) -> Iterator[Paper | Reject]:
    try:
        files = sorted(
            file for file in path.iterdir() if file.is_file() and not file.name.startswith(".")
        )
    except OSError as error:
        raise SourceError(_cannot_open(_name(path), error)) from error
    if not files:
        raise SourceError(f"{_name(path)} has no files in it: name the folder that holds them.")
    for file in files:
        try:
            yield from _read_file(file, year)
        except SourceError as error:
            yield Reject(_name(file), str(error), "")


def _read_file(path: Path, year: int | None) -> Iterator[Paper | Reject]:
    origin = _name(path)
    try:
        stream = path.open("rb")
    except (OSError, ValueError) as error:
        raise SourceError(_cannot_open(origin, error)) from error
    with stream:
        yield from _read_stream(origin, path.name, stream, year)


def _read_stream(
    origin: str, name: str, stream: BinaryIO, year: int | None
) -> Iterator[Paper | Reject]:
    source = Input(origin, stream)
    head = source.head.decode("utf-8", "replace").lstrip()
    if head.startswith(("{", "[")):
        if json_files.is_lines(head, source.complete, name):
            return json_files.read_lines(source)
        return json_files.read_document(source.text(), origin, _day_in(name))
    if source.head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SourceError(f"{origin} is UTF-16 text: save it as UTF-8.")
    if b"\0" in source.head or source.head.startswith(b"%PDF"):
        raise SourceError(f"{origin} is a binary file: give {_SHAPES}.")
    text = source.text().lstrip()
    if not text:
        raise SourceError(f"{origin} is empty: give {_SHAPES}.")
    return _read_text(text, origin, name, year)


def _read_text(text: str, origin: str, name: str, year: int | None) -> Iterator[Paper | Reject]:
    suffix = Path(name.lower().removesuffix(".gz")).suffix
    if text.startswith("<"):
        if arxiv.looks_like_atom(text):
            return arxiv.read_atom(text, origin)
        raise SourceError(f"{origin} is a web page or XML of another kind: give {_SHAPES}.")
    if saved_page.looks_like_page(text):
        return saved_page.read_page(text, origin, year)
    if suffix == ".csv" or csv_file.looks_like_csv(text):
        return csv_file.read_csv(text, origin)
    if bibtex.looks_like_bibtex(text):
        return bibtex.read_bibtex(text, origin)
    raise SourceError(f"{origin} is text of an unknown shape: give {_SHAPES}.")


def _day_in(name: str) -> date | None:
    """The day of a file such as 2024-05-27.json: archives name the feed's answers so."""
    match = re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.json(?:\.gz)?", name)
    try:
        return date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


def _cannot_open(origin: str, error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return f"{origin} does not exist: check the path."
    if isinstance(error, PermissionError):
        return f"{origin} may not be read by this user: change its permissions."
    detail = error.strerror if isinstance(error, OSError) else error
    return f"{origin} cannot be opened ({detail}): check the path."


def _name(path: Path) -> str:
    return os.fsencode(path).decode("utf-8", "replace")
