"""Embedding models of LangChain's providers, which fail in ways of their own."""

from __future__ import annotations

import logging
import sys

import numpy as np
import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding, Embeddings

from vectorstore.embeddings import PaperText
from vectorstore.errors import EmbeddingError
from vectorstore.langchain_embedder import LangChainEmbedder


class Failing(Embeddings):
    """Fails with a text that no person should see."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        raise RuntimeError("401: the key sk-very-secret is wrong")

    def embed_query(self, text: str) -> list[float]:
        raise NotImplementedError


class Odd(Failing):
    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[0.5, 0.5]] * (len(texts) + 1)


def test_questions_and_papers_share_a_space_of_unit_vectors() -> None:
    embedder = LangChainEmbedder(DeterministicFakeEmbedding(size=16), "fake:model")
    assert (embedder.dimension, embedder.fingerprint) == (16, "langchain:fake:model:bottom-up-1")
    assert np.linalg.norm(embedder.query("a question")) == pytest.approx(1)

    texts = [PaperText("T", "One. Two.", ((0, 4), (5, 9))), PaperText("Only a title", "", ())]
    two, none = embedder.papers(texts)
    assert two.sentences.shape == (2, 16)
    assert none.sentences.shape == (0, 16)
    assert np.allclose(none.abstract, embedder.query("Only a title"))


@pytest.mark.parametrize("embeddings", [Failing(), Odd()])
def test_a_model_that_fails_is_named_and_its_words_go_to_the_log(
    embeddings: Embeddings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(EmbeddingError, match="fake:model does not answer") as raised:
        LangChainEmbedder(embeddings, "fake:model")
    assert "sk-very-secret" not in str(raised.value)
    assert caplog.records


def test_a_missing_package_and_an_unknown_provider() -> None:
    with pytest.raises(EmbeddingError) as raised:
        LangChainEmbedder.named("cohere:embed-english-v3.0")
    assert f"`{sys.executable} -m pip install langchain-cohere`" in str(raised.value)
    with pytest.raises(EmbeddingError, match="no embedding models of the provider 'nobody'"):
        LangChainEmbedder.named("nobody:model")
