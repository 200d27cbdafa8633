"""The 45 sample papers: the packaged model, Chroma, tantivy and SQLite."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.answering.corridor import Corridor, open_corridor
from vectorstore.corpus.writer import open_writer
from vectorstore.ingest import ingest
from vectorstore.packaged import PackagedEmbedder
from vectorstore.sources.reader import read
from vectorstore.sources.saved_page import sample_page


@pytest.fixture(scope="session")
def embedder() -> PackagedEmbedder:
    return PackagedEmbedder()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, embedder: PackagedEmbedder) -> Path:
    """An index of the sample papers. Shared: copy it before changing anything in it."""
    folder = tmp_path_factory.mktemp("sample")
    with open_writer(folder) as corpus:
        ingest(read(sample_page()), corpus, embedder, folder, lambda _: None)
    return folder


@pytest.fixture
def folder(sample: Path, tmp_path: Path) -> Path:
    """The same index, for one test alone."""
    return Path(shutil.copytree(sample, tmp_path / "index"))


@pytest.fixture(scope="session")
def corridor(sample: Path, embedder: PackagedEmbedder) -> Iterator[Corridor]:
    with open_corridor(sample, embedder) as opened:
        yield opened
