"""Between rows of papers.db and the values that the library passes around. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from vectorstore.corpus.tables import papers
from vectorstore.embeddings import PaperVectors
from vectorstore.models import Paper
from vectorstore.papers import normalise_title
from vectorstore.sentences import Span

# In the order of Paper's fields.
COLUMNS = (
    papers.c.paper_id,
    papers.c.title,
    papers.c.abstract,
    papers.c.source,
    papers.c.arxiv_id,
    papers.c.authors,
    papers.c.published,
    papers.c.listed,
    papers.c.upvotes,
    papers.c.comments,
    papers.c.ai_summary,
    papers.c.ai_keywords,
    papers.c.code_url,
    papers.c.project_url,
    papers.c.organization,
    papers.c.extra,
)


def to_paper(row: Sequence[Any]) -> Paper:
    """The paper whose COLUMNS begin ``row``."""
    return Paper(
        paper_id=row[0],
        title=row[1],
        abstract=row[2],
        source=row[3],
        arxiv_id=row[4],
        authors=tuple(row[5]),
        published=row[6],
        listed=tuple(map(date.fromisoformat, row[7])),
        upvotes=row[8],
        comments=row[9],
        ai_summary=row[10],
        ai_keywords=tuple(row[11]),
        code_url=row[12],
        project_url=row[13],
        organization=row[14],
        extra=row[15],
    )


def from_paper(paper: Paper) -> dict[str, Any]:
    return {
        "paper_id": paper.paper_id,
        "arxiv_id": paper.arxiv_id,
        "title_key": normalise_title(paper.title),
        "title": paper.title,
        "abstract": paper.abstract,
        "source": paper.source,
        "authors": list(paper.authors),
        "published": paper.published,
        "listed": [day.isoformat() for day in paper.listed],
        "day": paper.date,
        "upvotes": paper.upvotes,
        "comments": paper.comments,
        "ai_summary": paper.ai_summary,
        "ai_keywords": list(paper.ai_keywords),
        "code_url": paper.code_url,
        "project_url": paper.project_url,
        "organization": paper.organization,
        "extra": dict(paper.extra),
        "content_hash": paper.content_hash,
    }


def to_vectors(abstract: bytes, sentences: bytes) -> PaperVectors:
    vector = np.frombuffer(abstract, dtype=np.float32)
    rows = np.frombuffer(sentences, dtype=np.float16).astype(np.float32)
    return PaperVectors(abstract=vector, sentences=rows.reshape(-1, len(vector)))


def to_spans(spans: bytes) -> tuple[Span, ...]:
    offsets = np.frombuffer(spans, dtype=np.int32).tolist()
    return tuple(zip(offsets[::2], offsets[1::2], strict=True))


def from_vectors(spans: Sequence[Span], vectors: PaperVectors) -> dict[str, bytes]:
    return {
        "spans": np.asarray(spans, dtype=np.int32).tobytes(),
        "abstract": np.ascontiguousarray(vectors.abstract, dtype=np.float32).tobytes(),
        "sentences": np.ascontiguousarray(vectors.sentences, dtype=np.float16).tobytes(),
    }
