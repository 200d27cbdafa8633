"""The corridor as the wiring builds it, with its parts in reach of the tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.answering.answerability import Answerability
from bot.answering.extractive import ExtractiveAnswerer
from bot.answering.service import AnswerService
from config.settings import LimitSettings
from vectorstore.corpus.reader import Corpus
from vectorstore.index.identity import Identity
from vectorstore.index.reader import IndexReader
from vectorstore.lexicon import Lexicon
from vectorstore.packaged import PackagedEmbedder
from vectorstore.retriever import Retriever


@dataclass(frozen=True)
class Corridor:
    answers: AnswerService
    retriever: Retriever
    corpus: Corpus
    index: IndexReader


@contextmanager
def open_corridor(folder: Path, embedder: PackagedEmbedder) -> Iterator[Corridor]:
    """Open the papers and the index in ``folder``."""
    answerer = ExtractiveAnswerer(embedder.query, Answerability(Lexicon()))
    with Corpus.open(folder) as corpus:
        index = IndexReader(folder, corpus, Identity.of(embedder))
        try:
            retriever = Retriever(corpus, index, embedder)
            answers = AnswerService(retriever, answerer, LimitSettings().question_chars)
            yield Corridor(answers, retriever, corpus, index)
        finally:
            index.close()
