"""``make bench``: speed, each number beside a baseline of the same run. Prints Markdown."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.evaluation import dev_set
from tests.bench import ask_latency, ingest_rate, model_overhead, start, tiers
from tests.bench.measure import Row, markdown
from vectorstore.packaged import PackagedEmbedder

SHARED = Path("../shared")
PARTS = ("ingest", "start", "model", "ask")


def main() -> int:
    given = _arguments()
    if not given.papers.exists():
        print(
            f"There are no papers to measure with in {given.papers}: name a file that `footnote "
            "ingest` reads with --papers FILE.",
            file=sys.stderr,
        )
        return 1
    embedder = PackagedEmbedder()
    smallest = tiers.embedded(given.cache, given.papers, min(given.tiers), embedder)
    questions = _questions(given.gold, given.papers)
    rows: list[Row] = []
    if "ingest" in given.parts:
        sample = list(tiers.papers(given.papers, given.sample))
        rows += ingest_rate.measure(sample, embedder, given.rounds)
    if "start" in given.parts:
        rows += start.measure(smallest, min(given.tiers), questions[0])
    if "model" in given.parts:
        rows += model_overhead.measure()
    for size in given.tiers if "ask" in given.parts else ():
        if size <= given.embed:
            folder = tiers.embedded(given.cache, given.papers, size, embedder)
        else:
            folder = tiers.clustered(given.cache, given.papers, size, embedder, smallest)
        rows += ask_latency.measure(folder, size, questions)
    print(markdown(rows))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all when none is named")
    parser.add_argument("--papers", type=Path, default=SHARED / "corpus" / "papers_60k.jsonl.gz")
    parser.add_argument("--gold", type=Path, default=SHARED / "gold", help="whose questions to ask")
    parser.add_argument(
        "--tiers", type=int, nargs="+", default=[1_000, 10_000, 60_000], help="sizes of the indexes"
    )
    parser.add_argument("--cache", type=Path, default=Path(".footnote/bench"))
    parser.add_argument(
        "--embed",
        type=int,
        default=1000,
        help="embed indexes up to this size; larger ones get random vectors around real ones",
    )
    parser.add_argument("--sample", type=int, default=192, help="papers for the rate of ingest")
    parser.add_argument("--rounds", type=int, default=3, help="rounds for the rate of ingest")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"{', '.join(sorted(unknown))} is none of {', '.join(PARTS)}")
    given.parts = given.parts or PARTS
    return given


def _questions(gold: Path, papers: Path) -> list[str]:
    """Real questions where there are some, else titles."""
    if gold.exists():
        return [question.alone for question in dev_set.load(gold)]
    return [paper.title for paper in tiers.papers(papers, 72)]


if __name__ == "__main__":
    sys.exit(main())
