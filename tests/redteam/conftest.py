"""Hostile papers in a real index, behind the real corridor."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.answering.answerability import Answerability
from bot.answering.extractive import ExtractiveAnswerer
from tests.integration.answering.corridor import Corridor, open_corridor
from tests.redteam.attacks import PAPERS
from vectorstore.corpus.writer import open_writer
from vectorstore.ingest import ingest
from vectorstore.lexicon import Lexicon
from vectorstore.packaged import PackagedEmbedder
from vectorstore.reader import Reader


@pytest.fixture(scope="session")
def embedder() -> PackagedEmbedder:
    return PackagedEmbedder()


@pytest.fixture(scope="session")
def corridor(
    tmp_path_factory: pytest.TempPathFactory, embedder: PackagedEmbedder
) -> Iterator[Corridor]:
    folder = tmp_path_factory.mktemp("hostile")
    with open_writer(folder) as corpus:
        ingest(iter(PAPERS), corpus, embedder, folder, lambda _: None)
    with open_corridor(folder, embedder) as opened:
        yield opened


@pytest.fixture(scope="session")
def quotes(embedder: PackagedEmbedder) -> ExtractiveAnswerer:
    """The answerer that needs no model."""
    return ExtractiveAnswerer(embedder.query, Answerability(Lexicon(), Reader().says))
