"""How long a warm answer takes, beside the least that finding papers costs.

Run as ``python -m tests.bench.ask_latency INDEX QUESTION`` it answers once and says how much
memory it then holds.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bot.bootstrap import open_services
from bot.core.models import Question
from config.settings import Settings
from tests.bench import tiers
from tests.bench.bare import BareChroma, BareModel
from tests.bench.measure import Row, percentile, resident_mb

WARM_UP = 10


def measure(index_dir: Path, papers: int, questions: Sequence[str]) -> list[Row]:
    """Milliseconds; each question is asked both ways, one right after the other."""
    ours, bare = asyncio.run(_ask(index_dir, questions))
    vectors = "" if tiers.is_real(index_dir) else ", made-up vectors"
    where = f"{papers:,} papers{vectors}"
    name = "embedding the question + one bare Chroma query"
    target = "≤ 3" if papers == 10_000 else ""
    return [
        Row(
            f"warm ask, p50, {where}",
            percentile(ours, 0.5),
            name,
            percentile(bare, 0.5),
            "ms",
            target,
        ),
        Row(f"warm ask, p95, {where}", percentile(ours, 0.95), name, percentile(bare, 0.95), "ms"),
        _memory(index_dir, where, questions[0]),
    ]


async def _ask(index_dir: Path, questions: Sequence[str]) -> tuple[list[float], list[float]]:
    model, chroma = BareModel(), BareChroma(index_dir)
    ours: list[float] = []
    bare: list[float] = []
    async with open_services(Settings(), index_dir) as services:
        for question in (*questions[:WARM_UP], *questions):
            began = time.perf_counter()
            chroma.query(model.embed_one(question))
            between = time.perf_counter()
            await services.answers.ask(Question(question))
            bare.append((between - began) * 1000)
            ours.append((time.perf_counter() - between) * 1000)
    chroma.close()
    return ours[WARM_UP:], bare[WARM_UP:]


def _memory(index_dir: Path, where: str, question: str) -> Row:
    ours, bare = (
        float(
            subprocess.run(
                [sys.executable, "-m", f"tests.bench.{module}", str(index_dir), question],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        )
        for module in ("ask_latency", "bare")
    )
    name = "the model and the collection alone, one query"
    return Row(f"resident memory after an answer, {where}", ours, name, bare, "MB")


async def _answer_once(index_dir: Path, question: str) -> None:
    async with open_services(Settings(), index_dir) as services:
        await services.answers.ask(Question(question))
        print(resident_mb())


if __name__ == "__main__":
    asyncio.run(_answer_once(Path(sys.argv[1]), sys.argv[2]))
