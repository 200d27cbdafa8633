"""What this library has, as LangChain's own interfaces: for programs that are built with those."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from vectorstore.embeddings import Embedder
from vectorstore.models import Filters, Hit
from vectorstore.papers import paper_url
from vectorstore.retriever import Retriever


class PaperRetriever(BaseRetriever):
    """Papers as documents: the abstract, and in ``metadata`` who it is and why it was found.

    ``ainvoke`` works in a thread. Raises VectorstoreError.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Retriever
    k: int = Field(default=10, ge=1)
    filters: Filters = Filters()

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - LangChain's signature
        k: int | None = None,
        **_: Any,
    ) -> list[Document]:
        hits = self.retriever.search(query, self.k if k is None else k, self.filters)
        return [_document(hit) for hit in hits]


class PackagedEmbeddings(Embeddings):
    """An `Embedder`, such as the packaged model, for single texts. Raises EmbeddingError."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        vector: list[float] = self._embedder.query(text).tolist()
        return vector


def _document(hit: Hit) -> Document:
    paper = hit.paper
    return Document(
        id=paper.paper_id,
        page_content=paper.abstract,
        metadata={
            "paper_id": paper.paper_id,
            "title": paper.title,
            "url": paper_url(paper),
            "source": paper.source,
            "date": paper.date.isoformat() if paper.date else None,
            "score": hit.score,
            "passage": hit.best.text if hit.passages else "",
        },
    )
