"""The corridor as the wiring builds it, with its parts in reach of the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.answering.answerability import Answerability
from bot.answering.drafting import Doubts
from bot.answering.extractive import ExtractiveAnswerer
from bot.answering.language import is_foreign, reads_english
from bot.answering.searching import Searcher
from bot.answering.service import AnswerService
from bot.answering.several import Several
from bot.answering.support import Support
from bot.answering.threads import Readers
from bot.answering.writing import Model, Writing
from bot.core.models import Form
from bot.core.ports import Answerer, Rewriter, Specialist
from config.settings import LimitSettings
from vectorstore.corpus.reader import Corpus
from vectorstore.index.identity import Identity
from vectorstore.index.reader import IndexReader
from vectorstore.lexicon import Lexicon
from vectorstore.models import Hit
from vectorstore.packaged import PackagedEmbedder
from vectorstore.reader import Reader
from vectorstore.retriever import Retriever


@dataclass(frozen=True)
class Corridor:
    answers: AnswerService
    retriever: Retriever
    corpus: Corpus
    index: IndexReader
    readers: Readers
    doubts: Doubts
    english: Callable[[str], bool]
    form: Callable[[str, Sequence[Hit]], Form]

    def answered_by(
        self,
        answerer: Answerer,
        model: Model | None = None,
        rewriter: Rewriter | None = None,
        specialists: Sequence[Specialist] = (),
    ) -> AnswerService:
        """The corridor with other writers."""
        searcher = Searcher(self.retriever, self.readers, rewriter, self.english)
        return AnswerService(
            searcher,
            self.form,
            Writing(answerer, self.doubts, model),
            LimitSettings().question_chars,
            specialists,
        )


@contextmanager
def open_corridor(folder: Path, embedder: PackagedEmbedder) -> Iterator[Corridor]:
    """Open the papers and the index in ``folder``."""
    lexicon = Lexicon()
    answerer = ExtractiveAnswerer(embedder.query, Answerability(lexicon, Reader().says))
    with Corpus.open(folder) as corpus:
        index, readers = IndexReader(folder, corpus, Identity.of(embedder)), Readers()
        try:
            retriever = Retriever(corpus, index, embedder)
            doubts, form = Support(lexicon).doubts, Several(embedder.query).form
            answers = AnswerService(
                Searcher(retriever, readers),
                form,
                Writing(answerer, doubts, foreign=partial(is_foreign, lexicon=lexicon)),
                LimitSettings().question_chars,
            )
            english = partial(reads_english, lexicon=lexicon)
            yield Corridor(answers, retriever, corpus, index, readers, doubts, english, form)
        finally:
            readers.close()
            index.close()
