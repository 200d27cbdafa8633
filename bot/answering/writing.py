"""Who writes an answer: the chat model where there is one and it may, else quotes alone."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.answering.drafting import Doubts, Drafting, Watch
from bot.answering.searching import Found
from bot.core.citations import Proof
from bot.core.errors import ModelError
from bot.core.models import (
    Abstention,
    Answer,
    Brief,
    Citation,
    Form,
    Notice,
    Question,
    Statement,
    Table,
    Trace,
    Usage,
)
from bot.core.ports import AnswerCache, Answerer, Meter
from bot.core.tables import table
from vectorstore.models import Hit
from vectorstore.papers import paper_url

# What a model reads is paid for by the word.
MODEL_PAPERS = 20

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Model:
    """A chat model's answerer, with what keeps its cost in bounds."""

    answerer: Answerer
    meter: Meter
    cache: AnswerCache


@dataclass(frozen=True, slots=True)
class Proved:
    """What may be said, and how it came about; no statements: the papers do not say."""

    answerer: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    trace: Trace
    table: Table | None = None
    notice: Notice | None = None


class Writing:
    """``answerer`` needs no chat model: it writes where there is no ``model``, where the model
    fails, and where the day's budget is spent. ``foreign`` tells texts that it cannot read."""

    def __init__(
        self,
        answerer: Answerer,
        doubts: Doubts,
        model: Model | None = None,
        foreign: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._answerer = answerer
        self._doubts = doubts
        self._model = model
        self._foreign = foreign

    @property
    def modelled(self) -> bool:
        """Whether there is a chat model at all."""
        return self._model is not None

    def by_model(self, result: Answer | Abstention) -> bool:
        """Whether the chat model wrote ``result``."""
        return result.answerer != self._answerer.name

    async def model_for(self, question: Question) -> Model | None:
        """The model, if there is one and the caps allow its use."""
        if self._model and await self._model.meter.allows(question):
            return self._model
        return None

    async def write(
        self,
        question: Question,
        brief: Brief,
        found: Found,
        answer_id: str,
        model: Model | None,
        watch: Watch | None,
    ) -> Proved:
        """What can be said to ``brief``; ``model`` is what ``model_for`` gave."""
        if model and (known := await model.cache.get(cache_key(brief, model.answerer.name))):
            return _again(known, brief.form, found)
        drafting = Drafting(_proof(brief.papers), self._doubts, watch if model else None)
        answerer, notice, failure = self._answerer, None, None
        try:
            if model and brief.hits:
                try:
                    read = brief.papers[:MODEL_PAPERS]
                    await drafting.write(model.answerer, replace(brief, hits=read, pool=()))
                    answerer = model.answerer
                    if brief.form is Form.LIST and drafting.proof.statements:
                        await drafting.add(self._answerer, brief, beside=read)
                except ModelError as error:
                    _log.warning("answered without the chat model: %s", error)
                    notice, failure = Notice.MODEL_FAILED, str(error)
                    drafting.restart(_proof(brief.papers))
            if answerer is self._answerer:
                await drafting.write(answerer, brief)
        finally:
            # Stopped or failed, what it took is owed.
            usage = found.usage + drafting.usage
            if model and usage != Usage():
                await model.meter.record(question, answer_id, model.answerer.name, usage)
        if self._model and model is None:
            notice = Notice.CAP_REACHED
        if self._model is None and self._foreign(question.text):
            notice = Notice.ENGLISH_ONLY
        elif self._model is None and brief.form is Form.SIMPLE and drafting.proof.statements:
            notice = Notice.NOT_SIMPLER
        trace = Trace(
            brief.form,
            found.rewritten_by,
            tuple(drafting.calls),
            tuple(drafting.refused),
            usage,
            failure,
        )
        proof = drafting.proof
        compared = (
            table(proof.statements, proof.drafted, proof.citations)
            if brief.form is Form.COMPARISON
            else None
        )
        return Proved(
            answerer.name,
            tuple(proof.statements),
            proof.citations,
            trace,
            compared,
            notice,
        )


def cache_key(brief: Brief, answerer: str) -> str:
    """Equal where the same question meets the same passages and the same answerer again."""
    said = [
        answerer,
        brief.form,
        *(" ".join(text.casefold().split()) for text in (brief.asked, brief.question)),
        *(f"{hit.paper.paper_id} {hit.paper.content_hash}" for hit in brief.papers),
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _again(known: Answer | Abstention, form: Form, found: Found) -> Proved:
    trace = Trace(form, found.rewritten_by, usage=found.usage)
    if isinstance(known, Abstention):
        return Proved(known.answerer, (), (), trace, notice=Notice.CACHED)
    return Proved(
        known.answerer,
        known.statements,
        known.citations,
        trace,
        known.table,
        Notice.CACHED,
    )


def _proof(hits: Sequence[Hit]) -> Proof:
    return Proof(hits, paper_url)
