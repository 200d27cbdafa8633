"""Reading the corpus: papers, their vectors, and what there is. Safe to share between threads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from sqlalchemy import Engine, Select, and_, case, func, or_, select

from vectorstore.corpus import database
from vectorstore.corpus.rows import COLUMNS, to_paper, to_spans, to_vectors
from vectorstore.corpus.tables import SCHEMA_VERSION, aliases, meta, papers, vectors
from vectorstore.embeddings import PaperVectors, Vectors
from vectorstore.errors import CorpusError
from vectorstore.models import Filters, Paper

# Databases bound the number of parameters of one query.
_MANY = 5_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper with what is needed to rank it.

    ``asked`` is the id it was asked by (a former id finds the paper too); ``spans`` are the
    offsets of its sentences, in the order of ``vectors.sentences``.
    """

    asked: str
    paper: Paper
    spans: tuple[tuple[int, int], ...]
    vectors: PaperVectors


@dataclass(frozen=True, slots=True)
class State:
    """Which corpus this is, and how often what is searched has changed in it."""

    corpus: str
    revision: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What an index holds of a paper; ``vector`` is (dimension,) and has unit length."""

    paper_id: str
    title: str
    abstract: str
    source: str
    day: date | None
    vector: Vectors


class Corpus:
    """The papers of one index folder. Every method raises CorpusError."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self.path = path

    @classmethod
    def open(cls, index_dir: Path) -> Self:
        """Open the papers in ``index_dir`` for reading; the folder may be read-only."""
        path = index_dir / database.FILE
        corpus = cls(database.open_reading(path), path)
        try:
            corpus.check_schema()
        except CorpusError:
            corpus.close()
            raise
        return corpus

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def check_schema(self) -> None:
        """Raise CorpusError unless this version of the program knows the tables."""
        found = self._meta("schema")
        if found != str(SCHEMA_VERSION):
            raise CorpusError(
                f"The papers in {self.path} were written by another version of Footnote (schema "
                f"{found}, this one reads {SCHEMA_VERSION}): update Footnote, or ingest the papers "
                "into a new folder with --index."
            )

    def count(self, embedder: str | None = None) -> int:
        """How many papers there are; with ``embedder``, how many of them it has embedded."""
        query = select(func.count()).select_from(papers)
        if embedder is not None:
            query = query.join(vectors, _vectors_of(embedder))
        return int(self.rows(query)[0][0])

    def state(self) -> State:
        return State(self._meta("corpus"), int(self._meta("revision")))

    def newest_day(self) -> date | None:
        """The latest day of any paper, or None."""
        found: date | None = self.rows(select(func.max(papers.c.day)))[0][0]
        return found

    def sources(self) -> dict[str, int]:
        """How many papers each source has, most first."""
        number = func.count()
        query = select(papers.c.source, number).group_by(papers.c.source)
        return {row[0]: row[1] for row in self.rows(query.order_by(number.desc()))}

    def get(self, ids: Sequence[str]) -> dict[str, Paper]:
        """The papers of ``ids``, each under the id it was asked by; unknown ids are absent."""
        found = {row[-1]: to_paper(row) for row in self._asked(ids)}
        return {key: found[key] for key in ids if key in found}

    def papers(self) -> Iterator[Paper]:
        """Every paper, in the order in which they came."""
        for rows in self._pages(select(*COLUMNS, papers.c.key), papers.c.key):
            yield from map(to_paper, rows)

    def titles(self, text: str, limit: int = 25) -> list[tuple[str, str]]:
        """``(paper_id, title)`` of papers whose title has every word of ``text`` (parts of words
        count): titles that begin with it first, then the newest."""
        query = (
            select(papers.c.paper_id, papers.c.title)
            .where(*(papers.c.title.icontains(word, autoescape=True) for word in text.split()))
            .order_by(
                case((papers.c.title.istartswith(text.strip(), autoescape=True), 0), else_=1),
                papers.c.day.desc().nulls_last(),
                papers.c.key,
            )
            .limit(limit)
        )
        return [(row[0], row[1]) for row in self.rows(query)]

    def ids_matching(self, filters: Filters) -> list[str]:
        """The ids of the papers that ``filters`` let through."""
        query = select(papers.c.paper_id).order_by(papers.c.key)
        if filters.since is not None:
            query = query.where(papers.c.day >= filters.since)
        if filters.until is not None:
            query = query.where(papers.c.day <= filters.until)
        if filters.sources is not None:
            query = query.where(papers.c.source.in_(sorted(filters.sources)))
        if filters.paper_ids is None:
            return [row[0] for row in self.rows(query)]
        asked = _chunks(sorted(filters.paper_ids))
        return [row[0] for some in asked for row in self.rows(query.where(_has_id(some)))]

    def candidates(self, ids: Sequence[str], embedder: str) -> list[Candidate]:
        """The papers of ``ids`` in that order, with the vectors of ``embedder``.

        Unknown ids, and papers that ``embedder`` has not embedded, are absent.
        """
        columns = (vectors.c.spans, vectors.c.abstract, vectors.c.sentences)
        found = {
            row[-1]: Candidate(
                asked=row[-1],
                paper=to_paper(row),
                spans=to_spans(row[-4]),
                vectors=to_vectors(row[-3], row[-2]),
            )
            for row in self._asked(ids, *columns, embedder=embedder)
        }
        return [found[key] for key in ids if key in found]

    def abstract_matrix(
        self, embedder: str, ids: Sequence[str] | None = None
    ) -> tuple[list[str], Vectors]:
        """Paper ids and their abstract vectors, (n, dimension), of all papers or of ``ids``."""
        query = select(papers.c.paper_id, vectors.c.abstract, papers.c.key).join(
            vectors, _vectors_of(embedder)
        )
        names: list[str] = []
        blocks: list[Vectors] = []
        queries = (
            [query]
            if ids is None
            else [query.where(papers.c.paper_id.in_(s)) for s in _chunks(ids)]
        )
        for rows in (page for q in queries for page in self._pages(q, papers.c.key)):
            names += [row[0] for row in rows]
            block = np.frombuffer(b"".join(row[1] for row in rows), dtype=np.float32)
            blocks.append(block.reshape(len(rows), -1))
        return names, np.concatenate(blocks) if blocks else np.zeros((0, 0), np.float32)

    def entries(self, embedder: str, since: int = -1) -> Iterator[list[Entry]]:
        """What an index holds, in pages, of the papers that changed after revision ``since``."""
        query = (
            select(
                papers.c.paper_id,
                papers.c.title,
                papers.c.abstract,
                papers.c.source,
                papers.c.day,
                vectors.c.abstract,
                papers.c.key,
            )
            .join(vectors, _vectors_of(embedder))
            .where(papers.c.revision > since)
        )
        for rows in self._pages(query, papers.c.key):
            yield [
                Entry(
                    paper_id=row[0],
                    title=row[1],
                    abstract=row[2],
                    source=row[3],
                    day=row[4],
                    vector=np.frombuffer(row[5], dtype=np.float32),
                )
                for row in rows
            ]

    def changed_since(self, revision: int) -> int:
        """How many papers changed after ``revision`` in what is searched."""
        query = select(func.count()).select_from(papers).where(papers.c.revision > revision)
        return int(self.rows(query)[0][0])

    def retired_since(self, revision: int) -> list[str]:
        """Ids that stopped to be a paper's own after ``revision``."""
        query = (
            select(aliases.c.alias)
            .where(aliases.c.revision > revision)
            .where(aliases.c.alias.not_in(select(papers.c.paper_id)))
        )
        return [row[0] for row in self.rows(query)]

    def not_embedded(self, embedder: str) -> Iterator[list[Paper]]:
        """Papers without vectors of ``embedder``, in pages."""
        query = (
            select(*COLUMNS, papers.c.key)
            .outerjoin(vectors, _vectors_of(embedder))
            .where(vectors.c.content_hash.is_(None))
        )
        for rows in self._pages(query, papers.c.key):
            yield list(map(to_paper, rows))

    def _asked(
        self, ids: Sequence[str], *more: Any, embedder: str | None = None
    ) -> Iterator[Sequence[Any]]:
        """Rows of COLUMNS, ``more`` and the asked id, for papers by their id or a former one."""
        own = select(*COLUMNS, *more, papers.c.paper_id)
        former = select(*COLUMNS, *more, aliases.c.alias).join(
            aliases, aliases.c.paper_key == papers.c.key
        )
        left = set(ids)
        for query, name in ((own, papers.c.paper_id), (former, aliases.c.alias)):
            joined = query if embedder is None else query.join(vectors, _vectors_of(embedder))
            for some in _chunks(sorted(left)):
                rows = self.rows(joined.where(name.in_(some)))
                left.difference_update(row[-1] for row in rows)
                yield from rows

    def _meta(self, name: str) -> str:
        rows = self.rows(select(meta.c.value).where(meta.c.name == name))
        return str(rows[0][0]) if rows else "none"

    def rows(self, query: Any) -> Sequence[Any]:
        """What a query of this package's own tables gives, whole."""
        with database.failures(self.path), self._engine.connect() as connection:
            return connection.execute(query).all()

    def _pages(self, query: Select[Any], key: Any, size: int = 1_000) -> Iterator[Sequence[Any]]:
        """The rows of ``query``, whose last column is ``key``, without a long transaction."""
        last = -1
        while rows := self.rows(query.where(key > last).order_by(key).limit(size)):
            yield rows
            last = rows[-1][-1]


def _vectors_of(embedder: str) -> Any:
    return and_(vectors.c.content_hash == papers.c.content_hash, vectors.c.embedder == embedder)


def _has_id(ids: Sequence[str]) -> Any:
    by_alias = select(aliases.c.paper_key).where(aliases.c.alias.in_(ids))
    return or_(papers.c.paper_id.in_(ids), papers.c.key.in_(by_alias))


def _chunks(ids: Sequence[str]) -> Iterator[list[str]]:
    items = iter(ids)
    while some := list(islice(items, _MANY)):
        yield some
