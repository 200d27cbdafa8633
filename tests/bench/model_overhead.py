"""What our code adds around a chat model's call, with a model that takes no time of its own.

    python -m tests.bench.model_overhead [QUESTIONS]

Over the sample papers: everything from the caps and the cache through prompt, stream, parsing,
proof and the check of meaning to the count of what it took, in a real state database; each
question's time less that of the same model streaming the same words alone. The search before it
is given apart: it is the same without a model.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import sys
import tempfile
import time
import warnings
from datetime import UTC, datetime
from pathlib import Path

from bot.answering.costs import CostMeter, RememberedAnswers
from bot.answering.extractive import ExtractiveAnswerer
from bot.answering.generative.answerer import GenerativeAnswerer
from bot.answering.generative.calling import Limits
from bot.answering.generative.start import prepare
from bot.answering.writing import Model
from bot.core.models import Question
from bot.state.database import sqlite_url
from bot.state.store import open_state
from config.settings import CostSettings
from tests.bench.measure import Row, markdown, percentile
from tests.chat_models import ScriptedChatModel
from tests.integration.answering.corridor import open_corridor
from vectorstore.corpus.writer import open_writer
from vectorstore.ingest import ingest
from vectorstore.packaged import PackagedEmbedder
from vectorstore.sentences import split
from vectorstore.sources.reader import read
from vectorstore.sources.saved_page import sample_page

warnings.simplefilter("ignore")

QUESTIONS = 90
STATEMENTS = 4
_PASSAGE = re.compile(r"^\[([0-9a-f]+)\] .*\n(.*)$", re.MULTILINE)


def script(_system: str, user: str) -> str:
    """Quotes the first sentence of the first papers."""
    blocks = []
    for key, abstract in _PASSAGE.findall(user)[:STATEMENTS]:
        start, end = split(abstract)[0]
        blocks.append(f"STATEMENT: {abstract[start:end]}\nQUOTE [{key}]: {abstract[start:end]}\n")
    return "\n".join(blocks)


def measure(questions: int = QUESTIONS) -> list[Row]:
    ours, alone, searched = asyncio.run(_ask(questions))
    rows = [
        Row(
            f"around a chat model's call, {name}",
            percentile(ours, share),
            "the scripted model alone",
            percentile(alone, share),
            "ms",
            target,
        )
        for name, share, target in (("p50", 0.5, "≤ 15 ms"), ("p95", 0.95, ""))
    ]
    before = percentile(searched, 0.5)
    return [*rows, Row("the search before it, p50", before, "the same", before, "ms")]


async def _ask(questions: int) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds of each question: our own, the model's alone, and the search's."""
    embedder = PackagedEmbedder()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_writer(folder / "index") as corpus:
            ingest(read(sample_page()), corpus, embedder, folder / "index", lambda _: None)
            asked = [f"what does {paper.title} do?" for paper in corpus.papers()]
        chat = ScriptedChatModel(script=script, piece=12)
        answerer = GenerativeAnswerer(
            [prepare("scripted:model", chat, as_json=False)], Limits(60, 0), lambda *_: 0.0, _key
        )
        ours: list[float] = []
        alone: list[float] = []
        searched: list[float] = []
        async with open_state(sqlite_url(folder), lambda: datetime.now(UTC)) as state:
            meter = CostMeter(state.usage, CostSettings(per_day=1000.0))
            model = Model(answerer, meter, RememberedAnswers(state.answers))
            with open_corridor(folder / "index", embedder) as corridor:
                answers = corridor.answered_by(_Never(), model)
                for number in range(questions):
                    text = f"{asked[number % len(asked)]} {number}"
                    question = Question(text, asker="1", server="2")
                    began = time.perf_counter()
                    result = await answers.ask(question)
                    asked_in = _since(began)
                    assert result.answerer == "scripted:model"
                    began = time.perf_counter()
                    await meter.allows(question)
                    # The caps are looked at before the search, and count as part of it there.
                    search = result.timings.retrieve - _since(began)
                    alone.append(await _alone(chat))
                    ours.append(asked_in - search - alone[-1])
                    searched.append(search)
    return ours, alone, searched


async def _alone(chat: ScriptedChatModel) -> float:
    """Milliseconds that the model takes for the last prompt, with nobody around it."""
    began = time.perf_counter()
    async for _ in chat.astream([("system", chat.prompts[-1][0]), ("user", chat.prompts[-1][1])]):
        pass
    return _since(began)


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _key() -> str:
    return secrets.token_hex(4)


class _Never(ExtractiveAnswerer):
    """Where the model fails, the measurement does, too."""

    def __init__(self) -> None:
        pass


if __name__ == "__main__":
    print(markdown(measure(int(sys.argv[1]) if len(sys.argv) > 1 else QUESTIONS)))
