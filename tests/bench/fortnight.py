"""``python -m tests.bench.fortnight ../shared``: nineteen days of a bot with fifty subscriptions,
with real papers, by a simulated clock; then its ledger is compared with an independent oracle.

The feed's lists fill up and fail, votes change, the bot stops and is killed, clocks jump, places
are closed: tests/fortnight/cast.py says what happens.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from bot.answering.service import AnswerService
from bot.bootstrap import open_services
from config.settings import Settings
from tests.fortnight.cast import DAYS, FIRST, Subjects, script
from tests.fortnight.compare import differences
from tests.fortnight.feed import entries_of, records_of
from tests.fortnight.oracle import Expected, Oracle
from tests.fortnight.play import PAPERS, Play, Played
from vectorstore.embeddings import Embedder, PaperText, PaperVectors, Vectors
from vectorstore.lexicon import Lexicon
from vectorstore.packaged import PackagedEmbedder

# The days of the real papers, which are moved to where clocks change.
_SINCE = date(2026, 8, 3)
_SUBJECTS = Subjects(
    topics=(
        "agents that use tools",
        "video generation",
        "reinforcement learning for reasoning",
        "robot manipulation",
        "long context",
    ),
    keywords=("misprinted", "diffusion models", "world model", "benchmark", "reward hacking"),
    questions=(
        "How can video diffusion models be made faster?",
        "How do agents learn from their own experience?",
        "What makes reinforcement learning of reasoning unstable?",
        "How can robots learn from videos of humans?",
        "How is long context compressed?",
    ),
)


class Remembering:
    """Embeds each paper once, and keeps its vectors in a file."""

    def __init__(self, embedder: Embedder, file: Path) -> None:
        self.fingerprint, self.dimension = embedder.fingerprint, embedder.dimension
        self.query = embedder.query
        self.seen: list[str] = []
        self._embedder = embedder
        self._file = file
        self._known: dict[str, Vectors] = {}
        if file.exists():
            with np.load(file) as kept:
                self._known = dict(kept)

    def papers(self, papers: Sequence[PaperText]) -> Iterator[PaperVectors]:
        keys = [hashlib.sha256("\n".join(paper.pieces).encode()).hexdigest() for paper in papers]
        new = {key: n for n, key in enumerate(keys) if key not in self._known}
        made = self._embedder.papers([papers[n] for n in new.values()]) if new else ()
        for key, vectors in zip(new, made, strict=True):
            self._known[key] = np.vstack([vectors.abstract, vectors.sentences])
        yield from (PaperVectors(self._known[key][0], self._known[key][1:]) for key in keys)

    def keep(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        np.savez(self._file, **self._known)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("shared", type=Path, help="the folder with corpus/")
    parser.add_argument("--cache", type=Path, default=Path(".footnote/bench"))
    given = parser.parse_args()
    # Refusals are a part of the story.
    logging.disable(logging.WARNING)
    file = given.shared / "corpus" / "hf_daily_papers_2024_2026.jsonl.gz"
    records = records_of(file, _SINCE, _SINCE + timedelta(days=DAYS - 1))
    story = script(
        entries_of(records, FIRST - _SINCE),
        _SUBJECTS,
        sync_hours=(0, 6, 12, 18),
        step=timedelta(minutes=20),
        eves=True,
    )
    packaged = PackagedEmbedder()
    # Fingerprints have characters that file systems do not take.
    name = hashlib.sha256(packaged.fingerprint.encode()).hexdigest()[:12]
    embedder = Remembering(packaged, given.cache / "fortnight" / f"{name}.npz")
    with tempfile.TemporaryDirectory() as folder:
        played = asyncio.run(Play(Path(folder), story, embedder, _open_answers)())
        embedder.keep()
        oracle = Oracle(
            story,
            Path(folder) / PAPERS / "papers.db",
            embedder.query,
            Lexicon().rarity,
            played.heard,
        )
        expected = oracle()
        unlike = differences(played, expected)
        print(_table(played, expected, len(unlike)))
    for line in unlike:
        print(line, file=sys.stderr)
    return int(bool(unlike))


@asynccontextmanager
async def _open_answers(index: Path) -> AsyncIterator[AnswerService]:
    async with open_services(Settings(), index) as services:
        yield services.answers


def _table(played: Played, expected: Expected, unlike: int) -> str:
    counts, lines = played.counts, played.brought
    scopes = {name: reader.wish.scope for name, reader in expected.readers.items()}
    by_scope = Counter(scopes[line["to"]] for line in lines)
    by_way = Counter(line["via"] for line in lines)
    rows = {
        "days": DAYS,
        "subscriptions": len(expected.readers),
        "syncs": counts["syncs"],
        "lists read, unchanged, failed": ", ".join(
            str(counts[f"lists {what}"]) for what in ("read", "unchanged", "failed")
        ),
        "papers synced, changed": f"{counts['papers added']}, {counts['papers updated']}",
        "rounds": counts["rounds"],
        "starts of the bot": counts["starts"],
        "digests brought": len(lines),
        "… by kind": _shares(by_scope),
        "… by way": _shares(by_way),
        "… without papers (quiet days, told)": sum(not line["papers"] for line in lines),
        "… not by the first attempt": sum(line["again"] for line in lines),
        "days with nothing to say": counts["quiet"],
        "attempts that were refused": counts["postponed"],
        "owners told of a pause": len(played.told),
        "questions asked of the papers": len(played.heard),
        "… answered": sum(bool(cited) for cited in played.heard.values()),
        "papers beyond the most that are shown": sum(
            len(sent.cut) for reader in expected.readers.values() for sent in reader.sent
        ),
        "papers delivered": sum(len(line["papers"]) for line in lines),
        "differences to the oracle": unlike,
    }
    return "\n".join(f"| {what} | {value} |" for what, value in rows.items())


def _shares(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common())


if __name__ == "__main__":
    began = time.perf_counter()
    code = main()
    print(f"{time.perf_counter() - began:.0f} seconds")
    sys.exit(code)
