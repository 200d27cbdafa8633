"""A first question needs papers: an empty index gets the sample that comes with the package."""

from __future__ import annotations

import time
from pathlib import Path

from bot.bootstrap import open_embedder
from bot.cli import terminal
from config.settings import Settings
from vectorstore.corpus import database
from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.writer import open_writer
from vectorstore.errors import CorpusError, WriterBusyError
from vectorstore.index import switch
from vectorstore.ingest import ingest
from vectorstore.models import Paper
from vectorstore.sources.reader import read
from vectorstore.sources.saved_page import sample_page

PATIENCE_SECONDS = 120.0
_LOOK_SECONDS = 0.5
# One page of SQLite: what a file has before its first table.
_NO_TABLES_BYTES = 4096


def ensure(settings: Settings, index_dir: Path) -> None:
    """Ingest the sample when ``index_dir`` has no papers, or an interrupted run left some of it.

    Where another process is about to do so, waits for it. Raises VectorstoreError.
    """
    waited = 0.0
    while _wanted(index_dir):
        try:
            _ingest(settings, index_dir)
            return
        except WriterBusyError:
            if waited >= PATIENCE_SECONDS:
                raise
            if not waited:
                terminal.note("Another process is adding the first papers: waiting for it.")
            time.sleep(_LOOK_SECONDS)
            waited += _LOOK_SECONDS


def _wanted(index_dir: Path) -> bool:
    file = index_dir / database.FILE
    if not file.exists():
        return True
    if switch.current(index_dir) is not None:
        return False
    try:
        with Corpus.open(index_dir) as corpus:
            ours = {record.paper_id for record in read(sample_page()) if isinstance(record, Paper)}
            return corpus.count() < len(ours) and all(p.paper_id in ours for p in corpus.papers())
    except CorpusError:
        # Another process is making the tables at this moment, or was killed when it was.
        if file.stat().st_size <= _NO_TABLES_BYTES:
            return True
        raise


def _ingest(settings: Settings, index_dir: Path) -> None:
    with open_writer(index_dir) as corpus:
        terminal.note(
            f"There are no papers in {index_dir} yet: indexing the sample of 45 that comes with "
            "Footnote, once. Add your own with `footnote ingest PATH`."
        )
        embedder = open_embedder(settings.embeddings)
        ingest(read(sample_page()), corpus, embedder, index_dir, lambda _: None)
