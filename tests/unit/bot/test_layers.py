"""The structure that architecture promises: who may import whom."""

from __future__ import annotations

from pathlib import Path

import grimp
import pytest
from importlinter.application.use_cases import lint_imports
from importlinter.configuration import configure

ROOT = Path(__file__).parents[3]

# Each heavy package, and the only modules (with those below them) that may import it.
SOLE_IMPORTERS = {
    "aiosmtplib": {"bot.mail.smtp"},
    "chromadb": {"vectorstore.index.chroma"},
    "dateparser": {"bot.answering.calendar.atoms"},
    "discord": {"bot.client", "bot.exts", "bot.runner"},
    "feedgen": {"bot.render.feeds"},
    "httpx": {"vectorstore.sources.web"},
    "feedparser": {"vectorstore.sources.arxiv"},
    "jinja2": {"bot.render.jinja"},
    "langchain": {"bot.answering.generative", "vectorstore.langchain_embedder"},
    "langchain_core": {
        "bot.answering.generative",
        "vectorstore.langchain_embedder",
        "vectorstore.langchain_faces",
    },
    "matplotlib": {"bot.pictures.drawing"},
    "nupunkt": {"vectorstore.sentences"},
    "onnxruntime": {"vectorstore.minilm"},
    "rich": {"bot.cli.progress"},
    "sklearn": {"bot.pictures.clusters"},
    "sqlalchemy": {
        "bot.state",
        "vectorstore.corpus.database",
        "vectorstore.corpus.listings",
        "vectorstore.corpus.reader",
        "vectorstore.corpus.shelf",
        "vectorstore.corpus.tables",
        "vectorstore.corpus.trending",
        "vectorstore.corpus.writer",
    },
    "tantivy": {"vectorstore.index.keyword"},
    "tenacity": {"vectorstore.sources.web"},
    "tokenizers": {"vectorstore.minilm"},
}


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(
        "bot", "vectorstore", "config", include_external_packages=True, cache_dir=None
    )


@pytest.mark.parametrize("package", SOLE_IMPORTERS)
def test_a_heavy_package_is_imported_where_it_belongs(
    graph: grimp.ImportGraph, package: str
) -> None:
    found = graph.modules
    importers = graph.find_modules_that_directly_import(package) if package in found else set()
    allowed = tuple(f"{module}." for module in SOLE_IMPORTERS[package])
    assert [module for module in importers if not f"{module}.".startswith(allowed)] == []


def test_the_layers_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    configure()
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None)


def test_packages_are_empty_at_the_door() -> None:
    doors = [path for name in ("bot", "vectorstore", "config") for path in _doors(ROOT / name)]
    assert doors
    assert [path for path in doors if path.stat().st_size] == []


def _doors(package: Path) -> list[Path]:
    return list(package.rglob("__init__.py"))
