"""A provider's real client and a real model: the protocol holds, whatever the model says."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answering.generative.answerer import GenerativeAnswerer
from bot.answering.generative.rewriter import ModelRewriter
from bot.answering.generative.start import start
from bot.core.errors import ModelError
from bot.core.models import Brief, Turn, Written
from config.settings import ModelSettings
from tests.builders import hit, paper
from tests.integration.generative.real_model import model_file

pytestmark = pytest.mark.skipif(
    model_file() is None
    or importlib.util.find_spec("xllamacpp") is None
    or importlib.util.find_spec("langchain_openai") is None,
    reason="the packages of the local model are not installed",
)

ROOT = Path(__file__).parents[3]
BRIEF = Brief("what do heads do?", (hit(paper("2401.00001", "Heads retrieve facts.")),))


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A server's base URL."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.integration.generative.real_model"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.kill()


@pytest.fixture
def started(url: str, monkeypatch: pytest.MonkeyPatch) -> tuple[GenerativeAnswerer, ModelRewriter]:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    return start(_settings(url, "text"), lambda *_: 0.0)


def _settings(url: str, form: str) -> ModelSettings:
    given = {"name": "openai:smollm2", "base_url": url, "seconds": 120, "retries": 0}
    return ModelSettings.model_validate({**given, "output_tokens": 64, "format": form})


async def written(answerer: GenerativeAnswerer) -> Written:
    """A draft, whole. A model this small seldom keeps to the form: that is told after it."""
    whole = []
    with contextlib.suppress(ModelError):
        async for part in answerer.draft(BRIEF):
            whole += [part] if isinstance(part, Written) else []
    return whole[0]


async def test_what_it_writes_comes_with_what_it_took(
    started: tuple[GenerativeAnswerer, ModelRewriter],
) -> None:
    whole = await written(started[0])
    assert whole.model == "openai:smollm2"
    assert whole.usage.input_tokens > 300
    assert 0 < whole.usage.output_tokens <= 64


async def test_a_schema_is_kept_to(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    answerer, _ = start(_settings(url, "json"), lambda *_: 0.0)
    whole = await written(answerer)
    assert whole.raw.lstrip().startswith("{")
    assert whole.usage.output_tokens > 0


async def test_a_question_is_rewritten(
    started: tuple[GenerativeAnswerer, ModelRewriter],
) -> None:
    history = (Turn("what is SpikeGPT?", "what is SpikeGPT?", (), "A spiking model."),)
    words, usage = await started[1].standalone("how does it train?", history)
    assert words == " ".join(words.split())
    assert usage.output_tokens > 0


async def test_stopping_stops_the_server_too(
    started: tuple[GenerativeAnswerer, ModelRewriter],
) -> None:
    asked = asyncio.create_task(anext(started[0].draft(BRIEF)))
    await asyncio.sleep(0.3)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    # With one slot, the next call is served only when the first was given up.
    words, _ = await asyncio.wait_for(started[1].standalone("heads?", ()), 60)
    assert words


async def test_a_prompt_that_is_too_long_is_refused_in_a_sentence(
    started: tuple[GenerativeAnswerer, ModelRewriter],
) -> None:
    long = tuple(hit(paper(f"2401.{n:05d}", "Heads retrieve facts. " * 40)) for n in range(10))
    with pytest.raises(ModelError, match="too long"):
        await anext(started[0].draft(Brief("what do heads do?", long)))
