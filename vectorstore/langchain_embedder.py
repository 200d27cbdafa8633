"""Any embedding model that LangChain knows, such as ``openai:text-embedding-3-small``."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

import numpy as np

from vectorstore.embeddings import PaperText, PaperVectors, Vectors, compose, unit
from vectorstore.errors import EmbeddingError

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

_log = logging.getLogger(__name__)


class LangChainEmbedder:
    """Vectors from LangChain ``Embeddings``; reads may come from several threads.

    ``model`` is how the settings name it, and goes into the fingerprint. Making one embeds a word,
    since only the model itself knows its dimension. Raises EmbeddingError.
    """

    def __init__(self, embeddings: Embeddings, model: str) -> None:
        self._embeddings = embeddings
        self._model = model
        self.fingerprint = f"langchain:{model}:bottom-up-1"
        self.dimension = len(self._embed(["dimension"])[0])

    @classmethod
    def named(cls, model: str) -> Self:
        """The embedder of a "provider:name". Raises EmbeddingError."""
        from langchain.embeddings import init_embeddings

        try:
            embeddings = init_embeddings(model)
        except ImportError as error:
            raise EmbeddingError(_missing_package(model, error)) from error
        except ValueError as error:
            if "is not supported" not in str(error):
                raise EmbeddingError(_refused(model, error)) from error
            raise EmbeddingError(
                f"LangChain has no embedding models of the provider {model.partition(':')[0]!r}: "
                "set FOOTNOTE_EMBEDDINGS to packaged, or to a provider such as openai, ollama, "
                "mistralai, cohere or huggingface with one of its models."
            ) from error
        # Each provider's package raises its own kinds, mostly for a key that is not set.
        except Exception as error:
            raise EmbeddingError(_refused(model, error)) from error
        return cls(embeddings, model)

    def query(self, text: str) -> Vectors:
        with self._failures():
            return unit(np.asarray(self._embeddings.embed_query(text), dtype=np.float32))

    def papers(self, papers: Sequence[PaperText]) -> Iterator[PaperVectors]:
        pieces = [paper.pieces for paper in papers]
        vectors = self._embed([text for texts in pieces for text in texts])
        start = 0
        for texts in pieces:
            end = start + len(texts)
            yield compose(vectors[start:end], [len(text) for text in texts[1:]])
            start = end

    def _embed(self, texts: list[str]) -> Vectors:
        """Unit vectors, (n, dimension)."""
        with self._failures():
            vectors = np.asarray(self._embeddings.embed_documents(texts), dtype=np.float32)
            if vectors.ndim != 2 or len(vectors) != len(texts) or not vectors.size:
                raise ValueError(f"{len(texts)} texts gave vectors of the shape {vectors.shape}")
            return unit(vectors)

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            raise EmbeddingError(_refused(self._model, error)) from error


def _refused(model: str, error: Exception) -> str:
    # A provider's own words may repeat the key it was given: they go to the log, which hides it.
    _log.debug("The embedding model %s failed.", model, exc_info=error)
    return (
        f"The embedding model {model} does not answer ({type(error).__name__}): check the "
        "provider's key, its address and the model's name; FOOTNOTE_LOG_LEVEL=debug shows more."
    )


def _missing_package(model: str, error: ImportError) -> str:
    # LangChain names the package with its dashes in the command that it proposes.
    package = str(error).rpartition("pip install ")[2].strip(" `.") or "the provider's package"
    return (
        f"The embedding model {model} needs a package that is not installed: run "
        f"`{sys.executable} -m pip install {package}`."
    )
