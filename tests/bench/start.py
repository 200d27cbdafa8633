"""How long the command line takes from nothing."""

from __future__ import annotations

from pathlib import Path

from tests.bench.measure import Row, seconds_of

TIMES = 5


def measure(index_dir: Path, papers: int, question: str) -> list[Row]:
    """Seconds of wall time, medians."""
    footnote = ["-m", "bot"]
    ask = [*footnote, "ask", question, "--index", str(index_dir)]
    least = ["-m", "tests.bench.bare", str(index_dir), question]
    return [
        Row(
            "`footnote --help`",
            seconds_of([*footnote, "--help"], TIMES),
            "`python -c 'import click'`",
            seconds_of(["-c", "import click"], TIMES),
            "s",
            "≤ 0.3 s",
        ),
        Row(
            f"cold `footnote ask`, {papers:,} papers",
            seconds_of(ask, TIMES),
            "a process that loads the model and Chroma, and queries once",
            seconds_of(least, TIMES),
            "s",
        ),
    ]
