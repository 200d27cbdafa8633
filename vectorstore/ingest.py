"""Papers in: read → merge → hash → embed what is new → corpus → index.

Idempotent and resumable: papers and their vectors are committed together, a few at a time, and the
index is brought up to the corpus at the end of every run, whatever became of the run before.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from vectorstore.corpus.plan import Outcome, Update, plan
from vectorstore.corpus.rows import from_paper
from vectorstore.corpus.writer import CorpusWriter, NewVectors
from vectorstore.embeddings import Embedder, PaperText
from vectorstore.errors import SourceError
from vectorstore.index.build import bring_up_to_date, rebuild, require_identity
from vectorstore.index.identity import Identity
from vectorstore.models import Paper
from vectorstore.rejects import RejectsFile
from vectorstore.sentences import split
from vectorstore.sources.checks import Reject

# Papers in one transaction: what a killed run has to do again.
CHUNK = 32


Stage = Literal["lists", "papers", "index"]


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` lists of the feed or records were read, or papers indexed; ``total`` is None where
    it is not known."""

    stage: Stage
    done: int
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """A place in a stream of records; ``reached`` is called once all before it is stored."""

    reached: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of every record: the four counts add up to the records read."""

    added: int
    updated: int
    unchanged: int
    rejected: int
    seconds: float
    rejects_file: Path | None


Callback = Callable[[Progress], None]


def ingest(
    records: Iterable[Paper | Reject | Milestone],
    corpus: CorpusWriter,
    embedder: Embedder,
    index_dir: Path,
    progress: Callback,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    clock: Callable[[], float] = time.monotonic,
) -> Report:
    """Take ``records`` in; a record that is a known paper is merged into it.

    Raises IndexMismatchError before anything is written when the index was built with another
    embedder; SourceError when ``records`` break off (what came before is kept and indexed);
    EmbeddingError, CorpusError and IndexDamagedError when the work cannot go on (what was
    committed is kept, and the next run goes on from there).
    """
    started = clock()
    identity = Identity.of(embedder)
    require_identity(index_dir, corpus, identity)
    tally = _Tally()
    broken_off: SourceError | None = None
    with RejectsFile(index_dir, now) as rejects:

        def flush(papers: Sequence[Paper]) -> None:
            for reject in _take_in(papers, corpus, embedder, tally):
                rejects.add(reject)
            progress(Progress("papers", tally.records + rejects.count))

        waiting: list[Paper] = []
        try:
            for record in records:
                if isinstance(record, Reject):
                    rejects.add(record)
                    continue
                if isinstance(record, Milestone):
                    flush(waiting)
                    waiting = []
                    record.reached()
                    continue
                waiting.append(record)
                if len(waiting) == CHUNK:
                    flush(waiting)
                    waiting = []
        except SourceError as error:
            broken_off = error
        flush(waiting)
    if corpus.count():
        bring_up_to_date(index_dir, corpus, identity, _indexing(progress))
    if broken_off:
        raise broken_off
    counts = tally.counts()
    return Report(
        added=counts[Outcome.ADDED],
        updated=counts[Outcome.UPDATED],
        unchanged=counts[Outcome.UNCHANGED],
        rejected=rejects.count,
        seconds=clock() - started,
        rejects_file=rejects.path if rejects.count else None,
    )


def reindex(corpus: CorpusWriter, embedder: Embedder, index_dir: Path, progress: Callback) -> None:
    """Embed what ``embedder`` has not embedded yet and rebuild the index from nothing.

    Raises EmbeddingError, CorpusError and IndexDamagedError; the index before it then stays.
    """
    identity = Identity.of(embedder)
    total = corpus.count() - corpus.count(identity.embedder)
    done = 0
    for page in corpus.not_embedded(identity.embedder):
        for start in range(0, len(page), CHUNK):
            some = page[start : start + CHUNK]
            corpus.commit([], _embed(some, corpus, embedder))
            done += len(some)
            progress(Progress("papers", done, total))
    rebuild(index_dir, corpus, identity, _indexing(progress))
    corpus.drop_unused_vectors()


def _take_in(
    papers: Sequence[Paper], corpus: CorpusWriter, embedder: Embedder, tally: _Tally
) -> Iterator[Reject]:
    """Commit one chunk; yields the records that were refused."""
    if not papers:
        return
    decided = plan(papers, corpus.matching(papers))
    embedded = _embed([change.paper for change in decided.changes], corpus, embedder)
    corpus.commit(decided.changes, embedded)
    for decision in decided.decisions:
        if decision.outcome is Outcome.REFUSED:
            raw = json.dumps(from_paper(decision.record), default=str, ensure_ascii=False)
            yield Reject(decision.record.paper_id, decision.reason, raw)
        else:
            tally.note(decision.outcome)
    for update in decided.updates:
        tally.note_update(update)


def _embed(papers: Sequence[Paper], corpus: CorpusWriter, embedder: Embedder) -> list[NewVectors]:
    by_hash = {paper.content_hash: paper for paper in papers}
    missing = corpus.unembedded(list(by_hash), embedder.fingerprint)
    todo = {key: paper for key, paper in by_hash.items() if key in missing}
    texts = [PaperText(p.title, p.abstract, split(p.abstract)) for p in todo.values()]
    made = embedder.papers(texts) if texts else iter(())
    return [
        NewVectors(key, embedder.fingerprint, text.spans, vectors)
        for key, text, vectors in zip(todo, texts, made, strict=True)
    ]


def _indexing(progress: Callback) -> Callable[[int, int], None]:
    return lambda done, total: progress(Progress("index", done, total))


class _Tally:
    """Counts outcomes. A paper that several records change back and forth, and that ends as it
    began, was not updated: so a second run over the same files changes nothing, and says so."""

    def __init__(self) -> None:
        self._outcomes: Counter[Outcome] = Counter()
        self._updates: dict[int, tuple[bytes, bytes, int]] = {}

    @property
    def records(self) -> int:
        return self._outcomes.total()

    def note(self, outcome: Outcome) -> None:
        self._outcomes[outcome] += 1

    def note_update(self, update: Update) -> None:
        first, _, before = self._updates.get(update.key, (_digest(update.before), b"", 0))
        self._updates[update.key] = (first, _digest(update.after), before + update.records)

    def counts(self) -> Counter[Outcome]:
        in_vain = sum(count for first, last, count in self._updates.values() if first == last)
        moved = Counter({Outcome.UNCHANGED: in_vain, Outcome.UPDATED: -in_vain})
        return Counter({key: self._outcomes[key] + moved[key] for key in Outcome})


def _digest(paper: Paper) -> bytes:
    text = json.dumps(from_paper(paper), default=str, sort_keys=True)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
