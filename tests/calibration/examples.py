"""The questions that the judges learn from, each with what the retriever finds for it.

They are the development set, our own questions on the sample and on 1,400 Daily Papers, and
off-topic ones; every older question about one paper is asked again with that paper taken out.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.writer import open_writer
from vectorstore.embeddings import Vectors
from vectorstore.index.identity import Identity
from vectorstore.index.reader import IndexReader
from vectorstore.ingest import ingest
from vectorstore.models import Filters, Hit, Paper
from vectorstore.packaged import PackagedEmbedder
from vectorstore.retriever import Retriever
from vectorstore.sentences import split
from vectorstore.sources.reader import read
from vectorstore.sources.saved_page import sample_page

QUESTIONS = Path(__file__).parent / "questions"
LEFT_OUT = {
    *("unanswerable_near", "adversarial", "sample_near", "daily_near", "more_near", "pairs_near"),
    "found_near",
}
# Questions on the sample, or on nothing that is here.
SAMPLE = {
    *("factoid", "explain", "find", "multi", "followup", "adversarial", "sample", "sample_near"),
    *("unanswerable_near", "unanswerable_far", "off_topic"),
}
# Questions on other papers, asked of the sample.
ELSEWHERE = "elsewhere"
_ON_DAILY_PAPERS = {
    "daily_papers": "daily",
    "more_papers": "more",
    "pairs": "pairs",
    "finds": "found",
}


@dataclass(frozen=True)
class Example:
    """One question against one corpus.

    ``gold`` are the papers that answer it or that it is on, ``group`` what must not be in two
    folds, ``evidence`` the start of each sentence that answers, where that is known.
    """

    question: str
    kind: str
    answerable: bool
    gold: frozenset[str]
    group: str
    evidence: frozenset[int] = frozenset()
    without_gold: bool = False

    @property
    def left_out(self) -> bool:
        """Whether it is about a paper that is here, for what its abstract does not say."""
        return not self.answerable and self.kind in LEFT_OUT


@dataclass(frozen=True)
class Asked:
    """An example with the unit vector of its question and what was found."""

    example: Example
    vector: Vectors
    hits: Sequence[Hit]


def asked(shared: Path, cache: Path) -> list[Asked]:
    """Every example, asked; the corpora are kept in ``cache``."""
    embedder = PackagedEmbedder()
    sample = [paper for paper in read(sample_page()) if isinstance(paper, Paper)]
    wanted = {row["arxiv_id"] for file in _ON_DAILY_PAPERS for row in rows(file)}
    daily = shared / "corpus" / "hf_daily_papers_2024_2026.jsonl.gz"
    papers = sample + [p for p in read(daily) if isinstance(p, Paper) and p.paper_id in wanted]
    small = _build(sample, cache / "sample", embedder)
    large = _build(papers, cache / "daily", embedder)
    work = [(small, sample, example) for example in _on_sample(shared, sample)]
    work += [(large, papers, example) for example in _on_daily_papers(papers)]
    out = []
    for retriever, among, example in work:
        filters = Filters()
        if example.without_gold:
            filters = Filters(paper_ids=frozenset(p.paper_id for p in among) - example.gold)
        hits = retriever.search(example.question, 10, filters)
        out.append(Asked(example, embedder.query(example.question), hits))
    return out


def libraries(cache: Path) -> dict[str, Retriever]:
    """The corpora that ``asked`` made in ``cache``, by name."""
    embedder = PackagedEmbedder()
    return {name: _build([], cache / name, embedder) for name in ("sample", "daily")}


def lists(cache: Path) -> list[Asked]:
    """Questions for several papers, asked."""
    embedder, among = PackagedEmbedder(), libraries(cache)
    out = []
    for row in rows("lists"):
        question = row["question"]
        example = Example(question, row["form"], row["answerable"], frozenset(), row["id"])
        hits = among[row["library"]].search(question, 10, Filters())
        out.append(Asked(example, embedder.query(question), hits))
    return out


def held_out(examples: Sequence[Asked]) -> list[bool]:
    """Which of ``examples`` the reader does not learn from: those on the sample or asked of it, and
    those on one in twelve of the other papers."""
    on_sample = {one.example.group for one in examples if one.example.kind in SAMPLE}
    return [
        one.example.group in on_sample
        or one.example.kind == ELSEWHERE
        or zlib.crc32(one.example.group.encode()) % 12 == 0
        for one in examples
    ]


def rows(name: str) -> Iterator[dict[str, Any]]:
    with (QUESTIONS / f"{name}.jsonl").open() as lines:
        yield from map(json.loads, lines)


def _build(papers: Sequence[Paper], folder: Path, embedder: PackagedEmbedder) -> Retriever:
    with open_writer(folder) as writer:
        ingest(iter(papers), writer, embedder, folder, lambda _: None)
    corpus = Corpus.open(folder)
    return Retriever(corpus, IndexReader(folder, corpus, Identity.of(embedder)), embedder)


def _on_sample(shared: Path, sample: Sequence[Paper]) -> Iterator[Example]:
    by_title = {paper.title: paper for paper in sample}
    with (shared / "gold" / "dev.jsonl").open() as lines:
        development = [json.loads(line) for line in lines]
    for row in [*development, *rows("sample")]:
        on = [by_title[t] for t in row["gold_titles"] + row.get("acceptable_titles", [])]
        gold = frozenset(paper.paper_id for paper in on)
        about = (row["gold_titles"] or row.get("topical_titles") or [row["id"]])[0]
        question = row.get("standalone") or row["question"]
        yield Example(question, row["type"], bool(row["gold_titles"]), gold, about)
        if row["gold_titles"] and row["type"] in {"factoid", "explain", "find", "followup"}:
            yield Example(question, "removed", False, gold, about, without_gold=True)
    for row in rows("sample_pairs"):
        yield _pair(row, next(p for p in sample if p.paper_id == row["paper_id"]), "sample")
    for row in rows("off_topic"):
        yield Example(row["question"], "off_topic", False, frozenset(), row["id"])
    for row in rows("daily_papers"):
        yield Example(row["question"], ELSEWHERE, False, frozenset(), row["arxiv_id"])


def _on_daily_papers(papers: Sequence[Paper]) -> Iterator[Example]:
    by_id = {paper.paper_id: paper for paper in papers}
    for file, name in _ON_DAILY_PAPERS.items():
        for row in rows(file):
            example = _pair(row, by_id[row["arxiv_id"]], name)
            yield example
            if example.answerable and name in {"daily", "more"}:
                yield Example(
                    *(example.question, "removed", False, example.gold, example.group),
                    without_gold=True,
                )
    for row in rows("across_papers"):
        kind = "across" if row["answerable"] else "across_none"
        yield Example(row["question"], kind, row["answerable"], frozenset(), row["id"])


def _pair(row: dict[str, Any], paper: Paper, name: str) -> Example:
    """``evidence`` is written as the numbers of sentences or as pieces of the abstract."""
    spans, evidence = split(paper.abstract), set()
    for piece in row.get("evidence", []):
        if isinstance(piece, int):
            evidence |= {spans[piece][0]} if piece >= 0 else set()
        elif (at := paper.abstract.find(piece)) >= 0:
            evidence |= {start for start, end in spans if start < at + len(piece) and end > at}
    kind = name if row["answerable"] else f"{name}_near"
    gold = frozenset({paper.paper_id})
    group = paper.title if name == "sample" else paper.paper_id
    return Example(row["question"], kind, row["answerable"], gold, group, frozenset(evidence))
