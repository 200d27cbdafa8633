"""The tables of papers.db, in SQL that SQLite and PostgreSQL both speak."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

SCHEMA_VERSION = 3

metadata = MetaData()

# ``revision`` is the corpus's revision when what is searched (id, title, abstract, source, day)
# last changed: the index uses it to find what it has not seen.
papers = Table(
    "papers",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("paper_id", String, nullable=False, unique=True),
    Column("arxiv_id", String, index=True),
    Column("title_key", String, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("abstract", Text, nullable=False),
    Column("source", String, nullable=False, index=True),
    Column("authors", JSON, nullable=False),
    Column("published", Date),
    Column("listed", JSON, nullable=False),
    Column("day", Date, index=True),
    Column("upvotes", Integer),
    Column("comments", Integer),
    Column("ai_summary", Text),
    Column("ai_keywords", JSON, nullable=False),
    Column("code_url", Text),
    Column("project_url", Text),
    Column("organization", Text),
    Column("extra", JSON, nullable=False),
    Column("content_hash", String(64), nullable=False, index=True),
    Column("revision", Integer, nullable=False, index=True),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)

# All that a search for titles reads, so that it need not read the abstracts between them.
Index("papers_by_title", papers.c.title, papers.c.paper_id, papers.c.day)

# Ids that a paper had before, or that another record of it has.
aliases = Table(
    "aliases",
    metadata,
    Column("alias", String, primary_key=True),
    Column("paper_key", ForeignKey("papers.key"), nullable=False, index=True),
    Column("revision", Integer, nullable=False, index=True),
)

# ``abstract`` is float32, ``sentences`` float16, ``spans`` (their offsets) int32; row after row.
# Vectors of a former abstract stay until the next reindex, so that going back costs nothing.
vectors = Table(
    "vectors",
    metadata,
    Column("content_hash", String(64), primary_key=True),
    Column("embedder", String, primary_key=True),
    Column("abstract", LargeBinary, nullable=False),
    Column("spans", LargeBinary, nullable=False),
    Column("sentences", LargeBinary, nullable=False),
)

# The feed's lists that were ever asked for, see models.Listing.
listings = Table(
    "listings",
    metadata,
    Column("name", String, primary_key=True),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("fetched_at", DateTime(timezone=True)),
    Column("wanted_at", DateTime(timezone=True)),
    Column("failure", Text),
)

# The feed's list of what is trending, as it was last fetched on each UTC day; see trending.py.
trending = Table(
    "trending",
    metadata,
    Column("day", Date, primary_key=True),
    Column("rank", Integer, primary_key=True),
    Column("paper_id", String, nullable=False),
    Column("fetched_at", DateTime(timezone=True), nullable=False),
)

meta = Table(
    "meta",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)
