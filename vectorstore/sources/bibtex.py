"""BibTeX entries that have an abstract; the sole importer of bibtexparser."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from vectorstore.errors import SourceError
from vectorstore.models import Paper
from vectorstore.papers import parse_arxiv_id
from vectorstore.sources import records
from vectorstore.sources.checks import BadRecordError, Reject

if TYPE_CHECKING:
    from bibtexparser.bibdatabase import BibDatabase  # type: ignore[import-untyped]

SOURCE = "bibtex"

_ENTRY = re.compile(r"^\s*@[A-Za-z]+\s*[{(]", re.MULTILINE)


def looks_like_bibtex(text: str) -> bool:
    return _ENTRY.search(text) is not None


def read_bibtex(text: str, origin: str) -> Iterator[Paper | Reject]:
    """Every entry; one that does not parse, or has no abstract, is a Reject.

    Raises SourceError when nothing in the text parses.
    """
    from bibtexparser.bibdatabase import UndefinedString, as_text

    database = _parse(text, origin)
    for entry in database.entries:
        where = f"{origin}, entry {entry.get('ID', '')}"
        fields = {}
        for name, value in entry.items():
            try:
                fields[name] = as_text(value)
            except UndefinedString as error:  # month = foo
                fields[name] = str(error.args[0])
        try:
            yield records.to_paper(_record(fields), SOURCE)
        except BadRecordError as error:
            yield Reject(where, str(error), str(fields))
    for comment in database.comments:
        if looks_like_bibtex(comment):
            yield Reject(origin, "an entry is damaged or cut short", comment)


def _parse(text: str, origin: str) -> BibDatabase:
    from bibtexparser.bparser import BibTexParser  # type: ignore[import-untyped]
    from pyparsing import ParseBaseException

    try:
        with warnings.catch_warnings():
            # The parser builds its grammar in ways that newer pyparsing warns of.
            warnings.simplefilter("ignore")
            parser = BibTexParser(
                common_strings=True, ignore_nonstandard_types=False, interpolate_strings=False
            )
            return parser.parse(text)
    except (ParseBaseException, RecursionError) as error:
        raise SourceError(
            f"{origin} is not BibTeX that can be read: check its braces, "
            "or export it from your reference manager again."
        ) from error


def _record(fields: Mapping[str, Any]) -> dict[str, Any]:
    record = {key: value for key, value in fields.items() if key not in ("ID", "author", "eprint")}
    record["bibtex_key"] = fields.get("ID")
    # A citation key is unique to one file only, so it is not the paper's id.
    record["arxiv_id"] = parse_arxiv_id(str(fields.get("eprint", "")))
    record["authors"] = [
        " ".join(reversed(name.split(", ", 1)))
        for name in re.split(r"\s+and\s+", fields.get("author", ""))
        if name != "others"
    ]
    return record
