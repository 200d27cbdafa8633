"""A comparison as a table, and as a file for spreadsheets."""

from __future__ import annotations

import csv
import io

import pytest

from bot.core.aspects import Aspect, aspect_of
from bot.core.models import Answer, Cell, Citation, DraftStatement, Form, Statement, Timings
from bot.core.tables import as_csv, table

CITATIONS = (
    Citation(1, "a", "=SyncTalk", "https://example.org/a", "We propose it.", 0, 14),
    Citation(2, "a", "=SyncTalk", "https://example.org/a", "It wins.", 15, 23),
    Citation(3, "b", "EDTalk", "https://example.org/b", "We present it.", 0, 14),
)
STATEMENTS = (
    Statement("It is new.", (1,)),
    Statement("It wins.", (2,)),
    Statement("It is new, too.", (3,)),
    Statement("Both are.", (1, 3)),
)


def drafted(*aspects: str | None) -> list[DraftStatement]:
    return [DraftStatement("text", (), aspect) for aspect in aspects]


def test_statements_are_cells_of_the_papers_that_they_cite() -> None:
    made = table(STATEMENTS, drafted("Method", "result", " method", "data"), CITATIONS)
    assert made is not None
    assert made.paper_ids == ("a", "b")
    assert made.aspects == ("method", "result", "data")
    assert made.cells == (
        Cell("a", "method", (0,)),
        Cell("a", "result", (1,)),
        Cell("b", "method", (2,)),
        Cell("a", "data", (3,)),
        Cell("b", "data", (3,)),
    )


@pytest.mark.parametrize("aspects", [(None,) * 4, ("method", "result", None, None)])
def test_one_paper_is_no_comparison(aspects: tuple[str | None, ...]) -> None:
    assert table(STATEMENTS, drafted(*aspects), CITATIONS) is None


def answer(aspects: tuple[str | None, ...]) -> Answer:
    compared = table(STATEMENTS, drafted(*aspects), CITATIONS)
    return Answer(
        "1",
        "q",
        "q",
        STATEMENTS,
        CITATIONS,
        (),
        "extractive",
        Timings(1.0, 1.0, 2.0),
        form=Form.COMPARISON,
        table=compared,
    )


def test_a_file_has_a_row_a_paper_the_quotes_and_nothing_that_runs() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(answer(("method", "result", "method", "data"))))))
    assert rows[0] == ["paper", "link", "method", "result", "data"]
    assert rows[1][0] == "'=SyncTalk"
    assert rows[1][2:] == ["It is new. [1]", "It wins. [2]", "Both are. [1][3]"]
    assert rows[2][2:] == ["It is new, too. [3]", "", "Both are. [1][3]"]
    assert ["2", "'=SyncTalk", "It wins."] in rows


def test_what_compares_nothing_has_no_file() -> None:
    assert as_csv(answer((None,) * 4)) == ""


@pytest.mark.parametrize(
    ("sentence", "aspect"),
    [
        ("We propose FaceTalk, a diffusion model.", Aspect.METHOD),
        ("Extensive experiments show its superior quality.", Aspect.RESULT),
        ("We collect a dataset of 92 people.", Aspect.DATA),
        ("However, lip sync remains hard.", Aspect.PROBLEM),
        ("Faces move.", None),
    ],
)
def test_aspects_are_told_by_their_words(sentence: str, aspect: Aspect | None) -> None:
    assert aspect_of(sentence) is aspect
