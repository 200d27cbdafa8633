"""The baselines: the embedding model and Chroma with nothing of ours around them.

Run as ``python -m tests.bench.bare INDEX QUESTION`` it is the least that a process must do to find
papers: load both, embed the question, query once, and say how much memory it holds.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from vectorstore.index import switch
from vectorstore.minilm import VOCABULARY, model_file
from vectorstore.packaged import MAX_TOKENS

THREADS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2


class BareModel:
    """Tokens in, unit vectors out."""

    def __init__(self) -> None:
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime
        from tokenizers.implementations import BertWordPieceTokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(str(model_file()), options)
        self._tokenizer = BertWordPieceTokenizer(str(VOCABULARY), lowercase=True)
        self._tokenizer.enable_truncation(MAX_TOKENS)

    def embed(self, texts: Sequence[str], batch: int = 1, threads: int = 1) -> Any:
        """Unit vectors (n, 384); texts of like length share a batch of ``batch``."""
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(tokens)), key=lambda i: len(tokens[i]))
        batches = [order[at : at + batch] for at in range(0, len(order), batch)]
        vectors = np.zeros((len(tokens), 384), dtype=np.float32)
        with ThreadPoolExecutor(threads) as pool:
            run = pool.map(lambda some: self._run([tokens[i] for i in some]), batches)
            for some, rows in zip(batches, run, strict=True):
                vectors[some] = rows
        return vectors

    def embed_one(self, text: str) -> Any:
        return self._run([self._tokenizer.encode(text).ids])[0]

    def _run(self, tokens: Sequence[Sequence[int]]) -> Any:
        ids = np.zeros((len(tokens), max(map(len, tokens))), dtype=np.int64)
        for row, values in enumerate(tokens):
            ids[row, : len(values)] = values
        mask = (ids != 0).astype(np.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self._session.run(None, feed)[0]
        mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
        return mean / np.linalg.norm(mean, axis=1, keepdims=True)


class BareChroma:
    """The index's own collection, asked directly."""

    def __init__(self, index_dir: Path) -> None:
        import chromadb
        from chromadb.config import Settings

        build = switch.current(index_dir)
        assert build, f"there is no index in {index_dir}"
        path = str(switch.chroma_folder(build))
        self._client = chromadb.PersistentClient(path, Settings(anonymized_telemetry=False))
        self._collection = self._client.get_collection("papers", embedding_function=None)

    def query(self, vector: Any) -> Any:
        return self._collection.query(query_embeddings=[vector], n_results=10)

    def close(self) -> None:
        self._client.close()


if __name__ == "__main__":
    from tests.bench.measure import resident_mb

    model, chroma = BareModel(), BareChroma(Path(sys.argv[1]))
    chroma.query(model.embed_one(sys.argv[2]))
    print(resident_mb())
