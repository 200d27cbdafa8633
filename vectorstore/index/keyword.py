"""Titles and abstracts by their words (BM25, English stems). The sole importer of tantivy."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from vectorstore.corpus.reader import Entry
from vectorstore.errors import IndexDamagedError

if TYPE_CHECKING:
    from tantivy import Index, Query, TextAnalyzer

# A question longer than this many different words gains nothing from the rest.
MAX_TERMS = 200
_ANALYZER = "english"
_HEAP_BYTES = 64_000_000


class KeywordIndex:
    """The words of every paper. Reads may come from several threads.

    Methods raise IndexDamagedError.
    """

    def __init__(self, folder: Path | None, *, create: bool = False) -> None:
        """Open ``folder``, or make a new index there; None: in memory."""
        self._folder = folder
        self._analyzer = _analyzer()
        with self._failures():
            self._index = _create(folder) if create or folder is None else _open(folder)
            self._index.register_tokenizer(_ANALYZER, self._analyzer)
            self._searcher = self._index.searcher()

    def write(self, pages: Iterable[Sequence[Entry]], gone: Sequence[str]) -> None:
        """Replace the papers of ``pages``, forget ``gone``; all of it, or nothing."""
        import tantivy

        with self._failures():
            # One thread: its documents stay in one segment, which is the fastest to read.
            writer = self._index.writer(_HEAP_BYTES, num_threads=1)
            for name in gone:
                writer.delete_documents_by_term("paper_id", name)
        for page in pages:
            with self._failures():
                for entry in page:
                    writer.delete_documents_by_term("paper_id", entry.paper_id)
                    writer.add_document(
                        tantivy.Document(
                            paper_id=entry.paper_id, text=f"{entry.title}\n{entry.abstract}"
                        )
                    )
        with self._failures():
            writer.commit()
            writer.wait_merging_threads()
            self._index.reload()
            self._searcher = self._index.searcher()

    def count(self) -> int:
        return int(self._searcher.num_docs)

    def search(self, text: str, k: int) -> list[tuple[str, float]]:
        """The ``k`` best papers for the words of ``text`` with their BM25 score, best first.

        ``text`` is words, never a query language.
        """
        terms = list(dict.fromkeys(self._tokens(text)))[:MAX_TERMS]
        if not terms or k < 1:
            return []
        with self._failures():
            hits = self._searcher.search(self._query(terms), k, count=False).hits
            return [
                (str(self._searcher.doc(address).get_first("paper_id")), float(score))
                for score, address in hits
            ]

    def idf(self, words: Sequence[str]) -> list[float]:
        """How rare each word is: BM25's inverse document frequency over titles and abstracts.

        A word of several tokens has its rarest one's; one without any has 0.
        """
        with self._failures():
            rarity = [[self._rarity(token) for token in self._tokens(word)] for word in words]
        return [max(values, default=0.0) for values in rarity]

    def _tokens(self, text: str) -> list[str]:
        # A lone surrogate, which JSON can bring, is no text to tantivy.
        return self._analyzer.analyze(text.encode("utf-8", "replace").decode())

    def _rarity(self, token: str) -> float:
        total = self._searcher.num_docs
        # Deleted papers count until their segment is merged.
        with_it = min(self._searcher.doc_freq("text", token), total)
        return math.log1p((total - with_it + 0.5) / (with_it + 0.5))

    def _query(self, terms: Sequence[str]) -> Query:
        from tantivy import Occur, Query

        schema = self._index.schema
        return Query.boolean_query(
            [(Occur.Should, Query.term_query(schema, "text", term, "freq")) for term in terms]
        )

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        # tantivy raises ValueError for nearly everything, OSError and its own panics.
        except Exception as error:
            raise IndexDamagedError(
                f"The keyword index {self._folder or 'in memory'} cannot be used ({error}): run "
                "`footnote doctor`, then `footnote reindex`."
            ) from error


def _analyzer() -> TextAnalyzer:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    return (
        TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.remove_long(80))
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
        .filter(Filter.stemmer("english"))
        .build()
    )


def _open(folder: Path) -> Index:
    from tantivy import Index

    return Index.open(str(folder))


def _create(folder: Path | None) -> Index:
    from tantivy import Index, SchemaBuilder

    schema = (
        SchemaBuilder()
        .add_text_field("paper_id", stored=True, tokenizer_name="raw", index_option="basic")
        # One field: BM25 over title and abstract together ranked far better than the sum over two.
        .add_text_field("text", tokenizer_name=_ANALYZER, index_option="freq")
        .build()
    )
    if folder is None:
        return Index(schema)
    folder.mkdir(parents=True)
    return Index(schema, path=str(folder))
