"""The library as LangChain's own interfaces, used as LangChain uses them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda

from tests.fakes import HashEmbedder
from vectorstore.corpus.reader import Corpus
from vectorstore.corpus.writer import open_writer
from vectorstore.index.identity import Identity
from vectorstore.index.reader import IndexReader
from vectorstore.ingest import ingest
from vectorstore.langchain_faces import PackagedEmbeddings, PaperRetriever
from vectorstore.models import Filters, Paper
from vectorstore.retriever import Retriever

EMBEDDER = HashEmbedder()
PAPERS = [
    Paper(
        f"2401.0000{n}",
        f"{topic.title()} Networks",
        f"We study {topic}. It is a study of networks.",
        "records",
        arxiv_id=f"2401.0000{n}",
    )
    for n, topic in enumerate(("speech", "vision", "graphs", "proteins"), 1)
]


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    folder: Path = tmp_path_factory.mktemp("index")
    with open_writer(folder) as writer:
        ingest(PAPERS, writer, EMBEDDER, folder, lambda _: None)
    with Corpus.open(folder) as corpus:
        index = IndexReader(folder, corpus, Identity.of(EMBEDDER))
        yield Retriever(corpus, index, EMBEDDER)
        index.close()


def test_invoke_gives_documents(retriever: Retriever) -> None:
    documents = PaperRetriever(retriever=retriever, k=3).invoke("a study of vision")
    assert len(documents) == 3
    assert all(isinstance(document, Document) for document in documents)
    first = documents[0]
    assert first.id == "2401.00002"
    assert first.page_content == PAPERS[1].abstract
    assert first.metadata["title"] == "Vision Networks"
    assert first.metadata["url"] == "https://huggingface.co/papers/2401.00002"
    assert first.metadata["passage"] in first.page_content


async def test_the_standard_checks_of_retrievers(retriever: Retriever) -> None:
    """As in LangChain's RetrieversIntegrationTests: k when made, k when invoked, ainvoke."""
    for k in (1, 3):
        face = PaperRetriever(retriever=retriever, k=k)
        assert len(face.invoke("study")) == k
        assert len(PaperRetriever(retriever=retriever).invoke("study", k=k)) == k
        assert await face.ainvoke("study") == face.invoke("study")
    face = PaperRetriever(retriever=retriever)
    assert [len(found) for found in face.batch(["speech", "graphs"])] == [4, 4]
    titles = face | RunnableLambda(lambda documents: documents[0].metadata["title"])
    assert await titles.ainvoke("proteins") == "Proteins Networks"


def test_filters_and_bad_numbers(retriever: Retriever) -> None:
    among = Filters(paper_ids=frozenset({"2401.00003"}))
    [found] = PaperRetriever(retriever=retriever, filters=among).invoke("speech")
    assert found.id == "2401.00003"
    with pytest.raises(ValueError, match="greater than or equal to 1"):
        PaperRetriever(retriever=retriever, k=0)


async def test_the_standard_checks_of_embeddings() -> None:
    face = PackagedEmbeddings(EMBEDDER)
    query = face.embed_query("foo")
    documents = face.embed_documents(["foo", "bar"])
    assert {len(vector) for vector in [query, *documents]} == {EMBEDDER.dimension}
    assert all(isinstance(value, float) for value in query)
    assert np.allclose(documents[0], query)
    assert await face.aembed_query("foo") == query
    assert await face.aembed_documents(["foo", "bar"]) == documents
