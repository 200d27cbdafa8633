"""Writing the corpus. One writer at a time: see vectorstore/lock.py."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Executable, delete, insert, or_, select, update

from vectorstore.corpus import database
from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.rows import COLUMNS, from_paper, from_vectors, to_paper
from vectorstore.corpus.tables import SCHEMA_VERSION, aliases, meta, metadata, papers, vectors
from vectorstore.embeddings import PaperVectors
from vectorstore.errors import CorpusError
from vectorstore.lock import writer_lock
from vectorstore.models import Paper
from vectorstore.papers import normalise_title
from vectorstore.sentences import Span


@dataclass(frozen=True, slots=True)
class Stored:
    """A paper as it is in the corpus, with its row's key and its former ids."""

    key: int
    paper: Paper
    aliases: frozenset[str]


@dataclass(frozen=True, slots=True)
class Change:
    """One paper to write.

    ``key`` is the row it replaces (None: a new one), ``absorbed`` are rows of papers that turned
    out to be the same, ``aliases`` the other ids it is known by. ``searched`` says whether
    anything that the index holds has changed.
    """

    paper: Paper
    key: int | None = None
    absorbed: tuple[int, ...] = ()
    aliases: frozenset[str] = frozenset()
    searched: bool = True


@dataclass(frozen=True, slots=True)
class NewVectors:
    """The vectors of ``embedder`` for one content hash, and the spans of the sentences."""

    content_hash: str
    embedder: str
    spans: tuple[Span, ...]
    vectors: PaperVectors = field(repr=False)


class CorpusWriter(Corpus):
    """A corpus that can be written. Get one from ``open_writer``. Methods raise CorpusError."""

    _now: Callable[[], datetime]

    @classmethod
    def create(cls, index_dir: Path, now: Callable[[], datetime]) -> Self:
        """Open the papers in ``index_dir``, creating an empty corpus where there is none."""
        path = index_dir / database.FILE
        corpus = cls(database.open_writing(path), path)
        corpus._now = now
        try:
            with database.failures(path), corpus._engine.begin() as connection:
                metadata.create_all(connection)
                if connection.execute(select(meta.c.value)).first() is None:
                    values = {
                        "schema": str(SCHEMA_VERSION),
                        "corpus": uuid.uuid4().hex,
                        "revision": "0",
                    }
                    rows = [{"name": name, "value": value} for name, value in values.items()]
                    connection.execute(insert(meta), rows)
            corpus.check_schema()
        except BaseException:
            corpus.close()
            raise
        return corpus

    def settle(self) -> None:
        """Fold the write-ahead log into the one file, where there is room to."""
        # Nothing is lost when it stays: whoever opens the file next reads both.
        with suppress(CorpusError), database.failures(self.path):
            database.settle(self._engine)

    def matching(self, records: Sequence[Paper]) -> list[Stored]:
        """The stored papers that any of ``records`` may be: by arXiv id, id, former id or title."""
        ids = [record.paper_id for record in records]
        arxiv_ids = [record.arxiv_id for record in records if record.arxiv_id]
        titles = [normalise_title(record.title) for record in records]
        by_alias = select(aliases.c.paper_key).where(aliases.c.alias.in_(ids))
        rows = self.rows(
            select(*COLUMNS, papers.c.key)
            .where(
                or_(
                    papers.c.paper_id.in_(ids),
                    papers.c.arxiv_id.in_(arxiv_ids),
                    papers.c.title_key.in_(titles),
                    papers.c.key.in_(by_alias),
                )
            )
            .order_by(papers.c.key)
        )
        known: dict[int, set[str]] = {row[-1]: set() for row in rows}
        for row in self.rows(select(aliases).where(aliases.c.paper_key.in_(list(known)))):
            known[row.paper_key].add(row.alias)
        return [Stored(row[-1], to_paper(row), frozenset(known[row[-1]])) for row in rows]

    def unembedded(self, hashes: Sequence[str], embedder: str) -> set[str]:
        """Those of ``hashes`` that have no vectors of ``embedder``."""
        query = (
            select(vectors.c.content_hash)
            .where(vectors.c.content_hash.in_(hashes))
            .where(vectors.c.embedder == embedder)
        )
        return set(hashes) - {row[0] for row in self.rows(query)}

    def commit(self, changes: Sequence[Change], embedded: Sequence[NewVectors]) -> None:
        """Write papers and their vectors in one transaction: all of it, or nothing."""
        if not changes and not embedded:
            return
        searched = bool(embedded) or any(change.searched for change in changes)
        with self._transaction(searched) as (connection, revision):
            if embedded:
                connection.execute(insert(vectors), [_vector_row(item) for item in embedded])
            # Those that free an id come before those that may take it.
            new: list[Change] = []
            for change in changes:
                if change.key is None and not change.aliases:
                    new.append(change)
                else:
                    self._write(connection, change, revision)
            if new:
                ids = [change.paper.paper_id for change in new]
                connection.execute(delete(aliases).where(aliases.c.alias.in_(ids)))
                connection.execute(insert(papers), [self._row(change, revision) for change in new])

    def drop_unused_vectors(self) -> None:
        """Forget the vectors of abstracts that no paper has any more."""
        used = select(papers.c.content_hash)
        with self._transaction(searched=False) as (connection, _):
            connection.execute(delete(vectors).where(vectors.c.content_hash.not_in(used)))

    def write(self, *statements: tuple[Executable, Sequence[Mapping[str, Any]]]) -> None:
        """Run statements on this package's own tables, each with its rows, in one transaction.

        Not for what is searched. A statement without rows is left out.
        """
        with self._transaction(searched=False) as (connection, _):
            for statement, rows in statements:
                if rows:
                    connection.execute(statement, list(rows))

    def _row(self, change: Change, revision: int) -> dict[str, Any]:
        values = {**from_paper(change.paper), "updated_at": self._now()}
        return {**values, "revision": revision} if change.searched else values

    @contextmanager
    def _transaction(self, searched: bool) -> Iterator[tuple[Connection, int]]:
        """A transaction with its revision: a new one when what is searched changes."""
        with database.failures(self.path), self._engine.begin() as connection:
            row = meta.c.name == "revision"
            found = connection.execute(select(meta.c.value).where(row)).scalar_one()
            revision = int(found) + searched
            connection.execute(update(meta).where(row).values(value=str(revision)))
            yield connection, revision

    def _write(self, connection: Connection, change: Change, revision: int) -> None:
        values = self._row(change, revision)
        names = set(change.aliases) - {change.paper.paper_id}
        if change.absorbed:
            gone = change.absorbed
            connection.execute(delete(aliases).where(aliases.c.paper_key.in_(gone)))
            connection.execute(delete(papers).where(papers.c.key.in_(gone)))
        connection.execute(
            delete(aliases).where(aliases.c.alias.in_([*names, change.paper.paper_id]))
        )
        if change.key is None:
            key = connection.execute(insert(papers).returning(papers.c.key), values).scalar_one()
        else:
            key = change.key
            connection.execute(update(papers).where(papers.c.key == key), values)
        rows: list[Mapping[str, Any]] = [
            {"alias": name, "paper_key": key, "revision": revision} for name in sorted(names)
        ]
        if rows:
            connection.execute(insert(aliases), rows)


@contextmanager
def open_writer(
    index_dir: Path,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    patience: float = 0.0,
) -> Iterator[CorpusWriter]:
    """The one writer of ``index_dir``, under its lock.

    Raises WriterBusyError when another process still writes there after ``patience`` seconds, and
    CorpusError.
    """
    with writer_lock(index_dir, patience):
        corpus = CorpusWriter.create(index_dir, now)
        try:
            yield corpus
            corpus.settle()
        finally:
            corpus.close()


def _vector_row(item: NewVectors) -> dict[str, Any]:
    return {
        "content_hash": item.content_hash,
        "embedder": item.embedder,
        **from_vectors(item.spans, item.vectors),
    }
