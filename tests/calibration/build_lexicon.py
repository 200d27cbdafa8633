"""Make vectorstore/data/lexicon.npz from a JSONL of abstracts (about two minutes for 60,000).

python -m tests.calibration.build_lexicon ../shared/corpus/papers_60k.jsonl.gz
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import numpy as np

from vectorstore.embeddings import PaperText, unit
from vectorstore.lexicon import FILE
from vectorstore.models import Paper
from vectorstore.packaged import PackagedEmbedder
from vectorstore.sources.reader import read
from vectorstore.terms import words

FEWEST, DIMENSION = 8, 64


def main(corpus: Path) -> None:
    counts: Counter[str] = Counter()
    papers = 0
    for paper in read(corpus):
        if isinstance(paper, Paper):
            papers += 1
            counts.update(set(words(f"{paper.title} {paper.abstract}")))
    kept = sorted(
        word for word, n in counts.items() if n >= FEWEST and len(word) > 1 and not word.isdigit()
    )
    embedder = PackagedEmbedder()
    vectors = np.stack(
        [v.abstract for v in embedder.papers([PaperText(word, "", ()) for word in kept])]
    )
    centred = vectors - vectors.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    reduced = unit(unit(centred) @ axes[:DIMENSION].T)
    np.savez_compressed(
        FILE,
        words=np.frombuffer("\n".join(kept).encode(), dtype=np.uint8),
        counts=np.array([counts[word] for word in kept], dtype=np.int32),
        vectors=np.round(reduced * 127).astype(np.int8),
        papers=papers,
    )
    print(f"{len(kept):,} words of {papers:,} papers, {FILE.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
