"""A question in its conversation → words that stand alone, and the papers for them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.answering import followups
from bot.answering.acronyms import spelt_out
from bot.answering.question_forms import subject
from bot.answering.threads import Readers
from bot.core.errors import ModelError
from bot.core.models import Question, Usage
from bot.core.ports import Rewriter
from vectorstore.models import Filters, Hit
from vectorstore.retriever import Retriever

RULES = "rules"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """``rewritten_by`` names who made ``standalone`` of the question; None: it stands as asked.

    ``pool`` are many more papers, for an answer that is to be broad.
    """

    standalone: str
    hits: tuple[Hit, ...]
    rewritten_by: str | None = None
    usage: Usage = field(default_factory=Usage)
    pool: tuple[Hit, ...] = ()


class Searcher:
    """``rewriter`` is asked where a question may lean on a conversation or is in words that
    ``english`` does not know; without one, rules find the paper in focus."""

    def __init__(
        self,
        retriever: Retriever,
        readers: Readers,
        rewriter: Rewriter | None = None,
        english: Callable[[str], bool] = lambda _: True,
    ) -> None:
        self._retriever = retriever
        self._readers = readers
        self._rewriter = rewriter
        self._english = english

    async def find(self, question: Question, k: int, *, rewrite: bool) -> Found:
        """The ``k`` best papers for ``question``.

        ``rewrite`` allows the model to be asked. Raises VectorstoreError and LibrarySlowError.
        """
        text = question.text
        if self._rewriter and rewrite and (question.history or not self._english(text)):
            try:
                words, usage = await self._rewriter.standalone(text, question.history)
            except ModelError as error:
                _log.warning("rules stand in for the rewriting of a question: %s", error)
            else:
                hits = await self._readers.run(lambda: self._with_focus(words, question, k))
                by = self._rewriter.name if words != text else None
                return Found(words, hits, by, usage)
        return await self._readers.run(lambda: self._by_rules(question, k))

    async def broaden(self, question: Question, found: Found, k: int) -> Found:
        """With the ``k`` best papers on the subject of ``question`` besides.

        Raises VectorstoreError and LibrarySlowError.
        """
        among = question.filters
        if found.rewritten_by == RULES:
            among = self._among(question)
        topic = spelt_out(subject(found.standalone), found.hits)
        pool = await self._readers.run(lambda: self._retriever.search(topic, k, among))
        return replace(found, pool=pool)

    def _with_focus(self, words: str, question: Question, k: int) -> tuple[Hit, ...]:
        """What was cited before comes along where the question goes on about it."""
        hits = self._retriever.search(words, k, question.filters)
        in_focus = self._in_focus(words, question, k)
        if not followups.stays(words, hits, in_focus):
            return hits
        here = {hit.paper.paper_id for hit in hits}
        missing = [hit for hit in in_focus if hit.paper.paper_id not in here]
        return (*hits[: k - len(missing)], *missing)

    def _by_rules(self, question: Question, k: int) -> Found:
        text = question.text
        hits = self._retriever.search(text, k, question.filters)
        in_focus = self._in_focus(text, question, k)
        if not followups.stays(text, hits, in_focus):
            return Found(text, hits)
        standalone = followups.standalone(text, in_focus[0].paper.title)
        among = self._among(question)
        return Found(standalone, self._retriever.search(standalone, k, among), RULES)

    def _in_focus(self, text: str, question: Question, k: int) -> tuple[Hit, ...]:
        # Who names the papers leaves no doubt which are meant.
        if not followups.focus(question.history) or question.filters.paper_ids is not None:
            return ()
        return self._retriever.search(text, k, self._among(question))

    def _among(self, question: Question) -> Filters:
        papers = frozenset(followups.focus(question.history))
        return replace(question.filters, paper_ids=papers)
