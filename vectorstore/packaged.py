"""The embedding model that comes inside a Python package: sentences of 256 tokens, mean pooling."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from vectorstore.embeddings import PaperText, PaperVectors, Vectors, compose, unit
from vectorstore.minilm import DIMENSION, SHA256, Network, model_file, tokenizer, verified

MAX_TOKENS = 256
# Sentences of like length share a batch; larger batches gained nothing on two cores.
BATCH = 4


class PackagedEmbedder:
    """The packaged model. Reads may come from several threads; one thread serves each."""

    dimension = DIMENSION
    fingerprint = f"all-MiniLM-L6-v2-int8:{SHA256[:12]}:bottom-up-1"

    def __init__(self, file: Path | None = None) -> None:
        """Raises EmbeddingError when ``file``, or the installed one, is not the known model."""
        self._network = Network(verified(file or model_file()))
        self._tokenizer = tokenizer()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        # Retrieval and answering both ask for the vector of the question at hand.
        self._cached = functools.lru_cache(maxsize=256)(self._embed_query)
        self._workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2

    def query(self, text: str) -> Vectors:
        return self._cached(text)

    def papers(self, papers: Sequence[PaperText]) -> Iterator[PaperVectors]:
        pieces = [paper.pieces for paper in papers]
        tokens = [
            encoding.ids
            for encoding in self._tokenizer.encode_batch([text for p in pieces for text in p])
        ]
        vectors = self._embed(tokens)
        start = 0
        for texts in pieces:
            end = start + len(texts)
            yield compose(vectors[start:end], [len(ids) for ids in tokens[start + 1 : end]])
            start = end

    def _embed_query(self, text: str) -> Vectors:
        # A lone surrogate, which JSON can bring, is no text to the tokenizer.
        words = text.encode("utf-8", "replace").decode()
        vector: Vectors = self._run([self._tokenizer.encode(words).ids])[0]
        vector.flags.writeable = False
        return vector

    def _embed(self, tokens: Sequence[list[int]]) -> Vectors:
        """Unit vectors of token lists, (n, 384), in order; one batch per thread at a time."""
        order = sorted(range(len(tokens)), key=lambda i: len(tokens[i]))
        batches = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
        out = np.zeros((len(tokens), self.dimension), dtype=np.float32)
        with ThreadPoolExecutor(self._workers) as pool:
            results = pool.map(lambda batch: self._run([tokens[i] for i in batch]), batches)
            for batch, vectors in zip(batches, results, strict=True):
                out[batch] = vectors
        return out

    def _run(self, tokens: Sequence[list[int]]) -> Vectors:
        hidden, mask = self._network.hidden(tokens)
        weights = mask[..., None]
        return unit((hidden * weights).sum(axis=1) / weights.sum(axis=1))
