"""The corridor with a chat model behind the port: scripted, so that every path is taken."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

import pytest

from bot.answering import writing
from bot.answering.writing import Model
from bot.core.citations import NOT_THERE
from bot.core.errors import ModelError
from bot.core.models import (
    Abstention,
    Answer,
    Brief,
    Citation,
    Counted,
    DraftStatement,
    Evidence,
    Form,
    Notice,
    Partial,
    Question,
    Statement,
    Timings,
    Turn,
    Usage,
    Written,
)
from tests.integration.answering.corridor import Corridor
from vectorstore.models import Filters

HEADS = "which heads do long-context models use to find facts?"
SPIKES = "how does SpikeGPT avoid quadratic attention?"
TOOK = Usage(100, 20, 0.01)

Part = DraftStatement | Written | Exception | asyncio.Event
Script = Callable[[Brief], Sequence[Part]]


@dataclass
class ScriptedModel:
    """Writes what ``script`` says; raises errors and waits for events that are in it."""

    script: Script
    name: str = "scripted:model"
    briefs: list[Brief] = field(default_factory=list)
    stopped: bool = False

    async def draft(self, brief: Brief) -> AsyncIterator[DraftStatement | Written]:
        self.briefs.append(brief)
        try:
            for part in self.script(brief):
                if isinstance(part, Exception):
                    raise part
                if isinstance(part, asyncio.Event):
                    await part.wait()
                else:
                    yield part
        except asyncio.CancelledError:
            self.stopped = True
            raise


@dataclass
class Purse:
    open: bool = True
    recorded: list[tuple[str | None, str, Usage]] = field(default_factory=list)

    async def allows(self, question: Question) -> bool:
        return self.open

    async def record(self, question: Question, answer_id: str, model: str, usage: Usage) -> None:
        self.recorded.append((question.asker, model, usage))


@dataclass
class Memory:
    kept: dict[str, Answer | Abstention] = field(default_factory=dict)

    async def get(self, key: str) -> Answer | Abstention | None:
        return self.kept.get(key)

    async def put(self, key: str, asker: str | None, result: Answer | Abstention) -> None:
        self.kept[key] = result


@dataclass
class ScriptedRewriter:
    words: str | Exception
    name: str = "scripted:model"
    asked: list[tuple[str, int]] = field(default_factory=list)

    async def standalone(self, question: str, history: Sequence[Turn]) -> tuple[str, Usage]:
        self.asked.append((question, len(history)))
        if isinstance(self.words, Exception):
            raise self.words
        return self.words, Usage(10, 5, 0.001)


class Quotes:
    """Stands in for the answerer without a model."""

    name = "extractive"

    async def draft(self, brief: Brief) -> AsyncIterator[DraftStatement]:
        yield quoting(brief, 0)


def quoting(brief: Brief, sentence: int, text: str | None = None) -> DraftStatement:
    passage = brief.hits[0].passages[sentence]
    said = passage.text if text is None else text
    return DraftStatement(said, (Evidence(passage.paper_id, passage.text),))


def forged(brief: Brief) -> DraftStatement:
    return DraftStatement("It is 200% better.", (Evidence(brief.hits[0].paper.paper_id, "a b c"),))


def wrote(_: Brief) -> Written:
    return Written("raw", "scripted:model", TOOK)


def good(brief: Brief) -> list[Part]:
    return [quoting(brief, 0), quoting(brief, 1), wrote(brief)]


def modelled(script: Script, purse: Purse | None = None, memory: Memory | None = None) -> Model:
    return Model(ScriptedModel(script), purse or Purse(), memory or Memory())


async def test_the_model_answers_and_what_it_took_is_counted(corridor: Corridor) -> None:
    purse = Purse()
    answers = corridor.answered_by(Quotes(), modelled(good, purse))
    result = await answers.ask(Question(HEADS, asker="ada"))
    assert isinstance(result, Answer)
    assert (result.answerer, result.notice, len(result.statements)) == ("scripted:model", None, 2)
    assert result.trace is not None
    assert [call.raw for call in result.trace.calls] == ["raw"]
    assert result.trace.usage == TOOK
    assert purse.recorded == [("ada", "scripted:model", TOOK)]


async def test_what_is_proved_is_seen_while_the_rest_is_written(corridor: Corridor) -> None:
    seen: list[Partial] = []
    go_on = asyncio.Event()

    async def watch(partial: Partial) -> None:
        seen.append(partial)
        go_on.set()

    def slow(brief: Brief) -> list[Part]:
        return [quoting(brief, 0), go_on, forged(brief), quoting(brief, 1), wrote(brief)]

    result = await corridor.answered_by(Quotes(), modelled(slow)).ask(Question(HEADS), watch)
    assert isinstance(result, Answer)
    assert [len(partial.statements) for partial in seen] == [1, 2]
    assert seen[-1] == Partial(result.statements, result.citations)


async def test_most_of_a_draft_unproved_is_asked_for_again_with_the_reasons(
    corridor: Corridor,
) -> None:
    def script(brief: Brief) -> list[Part]:
        return [quoting(brief, 0) if brief.refused else forged(brief), wrote(brief)]

    purse = Purse()
    model = modelled(script, purse)
    result = await corridor.answered_by(Quotes(), model).ask(Question(HEADS))
    assert isinstance(result, Answer)
    assert result.answerer == "scripted:model"
    assert isinstance(model.answerer, ScriptedModel)
    first, again = model.answerer.briefs
    assert first.refused == ()
    assert [refusal.reason for refusal in again.refused] == [NOT_THERE]
    assert result.trace is not None
    assert [refusal.reason for refusal in result.trace.refused] == [NOT_THERE]
    assert purse.recorded[0][2] == TOOK + TOOK


async def test_it_is_asked_again_once_only_and_then_the_papers_do_not_say(
    corridor: Corridor,
) -> None:
    model = modelled(lambda brief: [forged(brief), wrote(brief)])
    result = await corridor.answered_by(Quotes(), model).ask(Question(HEADS))
    assert isinstance(result, Abstention)
    assert result.answerer == "scripted:model"
    assert len(result.nearest) == 3
    assert isinstance(model.answerer, ScriptedModel)
    assert len(model.answerer.briefs) == 2


async def test_a_model_that_cannot_answer_is_believed(corridor: Corridor) -> None:
    model = modelled(lambda brief: [wrote(brief)])
    result = await corridor.answered_by(Quotes(), model).ask(Question(HEADS))
    assert isinstance(result, Abstention)
    assert result.notice is None
    assert isinstance(model.answerer, ScriptedModel)
    assert len(model.answerer.briefs) == 1


@pytest.mark.parametrize("proved_before", [0, 1])
async def test_where_the_model_fails_the_quotes_answer_and_say_so(
    corridor: Corridor, proved_before: int
) -> None:
    def script(brief: Brief) -> list[Part]:
        proved = [quoting(brief, 1)] * proved_before
        return [*proved, ModelError("The model does not answer.")]

    memory = Memory()
    answers = corridor.answered_by(Quotes(), modelled(script, memory=memory))
    result = await answers.ask(Question(HEADS))
    assert isinstance(result, Answer)
    assert (result.answerer, result.notice) == ("extractive", Notice.MODEL_FAILED)
    assert len(result.statements) == 1
    assert result.citations[0].start == 0
    assert result.trace is not None
    assert result.trace.failure == "The model does not answer."
    assert memory.kept == {}


async def test_beyond_the_cap_the_quotes_answer_and_the_model_is_not_asked(
    corridor: Corridor,
) -> None:
    purse, rewriter = Purse(open=False), ScriptedRewriter("never")
    model = modelled(good, purse)
    answers = corridor.answered_by(Quotes(), model, rewriter)
    result = await answers.ask(Question(HEADS, (Turn(SPIKES, SPIKES, ()),)))
    assert (result.answerer, result.notice) == ("extractive", Notice.CAP_REACHED)
    assert isinstance(model.answerer, ScriptedModel)
    assert model.answerer.briefs == []
    assert rewriter.asked == []
    assert purse.recorded == []


async def test_the_same_question_over_the_same_papers_is_answered_from_the_cache(
    corridor: Corridor,
) -> None:
    purse = Purse()
    model = modelled(good, purse)
    answers = corridor.answered_by(Quotes(), model)
    first = await answers.ask(Question(HEADS))
    again = await answers.ask(Question(f"  {HEADS.upper()} "))
    assert isinstance(first, Answer)
    assert isinstance(again, Answer)
    assert (again.statements, again.citations) == (first.statements, first.citations)
    assert (first.notice, again.notice) == (None, Notice.CACHED)
    assert again.id != first.id
    assert again.question == HEADS.upper()
    assert len(purse.recorded) == 1
    assert isinstance(model.answerer, ScriptedModel)
    assert len(model.answerer.briefs) == 1
    third = await answers.ask(Question(HEADS))
    assert third.notice is Notice.CACHED


async def test_other_papers_are_another_question(corridor: Corridor) -> None:
    model = modelled(good)
    answers = corridor.answered_by(Quotes(), model)
    first = await answers.ask(Question(HEADS))
    others = frozenset(paper.paper_id for paper in corridor.corpus.papers()) - {
        first.nearest[0].paper_id
    }
    again = await answers.ask(Question(HEADS, filters=Filters(paper_ids=others)))
    assert again.notice is None


async def test_a_list_goes_on_with_quotes_of_the_papers_that_the_model_did_not_read(
    corridor: Corridor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MODEL_PAPERS", 2)

    class EachPaper:
        name = "extractive"

        async def draft(self, brief: Brief) -> AsyncIterator[DraftStatement]:
            for hit in brief.papers[:5]:
                text = hit.passages[0].text
                yield DraftStatement(text, (Evidence(hit.paper.paper_id, text),))

    model = modelled(good)
    answers = corridor.answered_by(EachPaper(), model)
    result = await answers.ask(Question("which papers are about talking heads?"))
    assert isinstance(result, Answer)
    assert isinstance(model.answerer, ScriptedModel)
    (brief,) = model.answerer.briefs
    read = {hit.paper.paper_id for hit in brief.hits}
    assert len(read) == 2
    quoted = result.citations[len(result.citations) - 3 :]
    assert len({citation.paper_id for citation in quoted} - read) == 3
    assert result.answerer == "scripted:model"


class Day:
    """A specialist that knows which papers a question is about."""

    def __init__(self, *paper_ids: str) -> None:
        self.paper_ids = paper_ids

    async def answer(self, question: Question) -> Answer:
        citations = tuple(
            Citation(n, paper_id, "Title", "https://example.org", "Quote.", 0, 6)
            for n, paper_id in enumerate(self.paper_ids, 1)
        )
        statements = tuple(Statement("Quote.", (one.n,)) for one in citations)
        return Answer(
            "day",
            question.text,
            question.text,
            statements,
            citations,
            (),
            "calendar",
            Timings(0, 0, 0),
            form=Form.SUMMARY,
            counted=Counted("2 papers, today.", 2),
        )


@pytest.mark.parametrize("writes", [True, False])
async def test_a_summary_of_days_is_told_by_the_model_about_those_papers_alone(
    corridor: Corridor, writes: bool
) -> None:
    ids = [paper.paper_id for paper in corridor.corpus.papers()][:2]
    model = modelled(good if writes else lambda _: [ModelError("It does not answer.")])
    answers = corridor.answered_by(Quotes(), model, specialists=(Day(*ids),))
    result = await answers.ask(Question("summarise today's papers"))
    assert isinstance(result, Answer)
    assert isinstance(model.answerer, ScriptedModel)
    (brief,) = model.answerer.briefs
    assert {hit.paper.paper_id for hit in brief.papers} == set(ids)
    assert result.counted == Counted("2 papers, today.", 2)
    if writes:
        assert result.answerer == "scripted:model"
        assert set(result.paper_ids) <= set(ids)
    else:
        assert (result.answerer, result.notice) == ("calendar", Notice.MODEL_FAILED)
        assert [statement.text for statement in result.statements] == ["Quote.", "Quote."]


async def test_that_only_english_is_read_without_a_model_is_said(corridor: Corridor) -> None:
    asked = Question("Welche Köpfe finden in langen Texten die richtigen Stellen?")
    assert (await corridor.answers.ask(asked)).notice is Notice.ENGLISH_ONLY
    assert (await corridor.answers.ask(Question(HEADS))).notice is None
    assert (await corridor.answered_by(Quotes(), modelled(good)).ask(asked)).notice is None


async def test_that_nothing_is_put_simpler_without_a_model_is_said(corridor: Corridor) -> None:
    asked = Question("explain retrieval heads in simple terms")
    assert (await corridor.answers.ask(asked)).notice is Notice.NOT_SIMPLER
    assert (await corridor.answered_by(Quotes(), modelled(good)).ask(asked)).notice is None


async def test_stopping_stops_the_model(corridor: Corridor) -> None:
    purse, started = Purse(), asyncio.Event()
    model = modelled(lambda brief: [quoting(brief, 0), asyncio.Event()], purse)

    async def watch(_: Partial) -> None:
        started.set()

    asked = asyncio.create_task(corridor.answered_by(Quotes(), model).ask(Question(HEADS), watch))
    await started.wait()
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert isinstance(model.answerer, ScriptedModel)
    assert model.answerer.stopped


async def test_without_papers_the_model_is_not_asked(corridor: Corridor) -> None:
    model = modelled(good)
    nowhere = Filters(sources=frozenset({"another source"}))

    class Nothing:
        name = "extractive"

        async def draft(self, brief: Brief) -> AsyncIterator[DraftStatement]:
            for _ in brief.hits:
                yield quoting(brief, 0)

    result = await corridor.answered_by(Nothing(), model).ask(Question(HEADS, filters=nowhere))
    assert isinstance(result, Abstention)
    assert isinstance(model.answerer, ScriptedModel)
    assert model.answerer.briefs == []


async def test_a_follow_up_is_rewritten_by_the_model(corridor: Corridor) -> None:
    purse, rewriter = Purse(), ScriptedRewriter("which non-spiking LM inspired SpikeGPT?")
    model = modelled(good, purse)
    answers = corridor.answered_by(Quotes(), model, rewriter)
    first = await corridor.answers.ask(Question(SPIKES))
    history = (Turn(SPIKES, SPIKES, first.paper_ids, "…"),)
    result = await answers.ask(Question("and what was it inspired by?", history))
    assert result.standalone == "which non-spiking LM inspired SpikeGPT?"
    assert rewriter.asked == [("and what was it inspired by?", 1)]
    assert result.trace is not None
    assert result.trace.rewritten_by == "scripted:model"
    assert purse.recorded[0][2] == TOOK + Usage(10, 5, 0.001)
    assert isinstance(model.answerer, ScriptedModel)
    (brief,) = model.answerer.briefs
    assert brief.asked == "and what was it inspired by?"
    assert first.paper_ids[0] in {hit.paper.paper_id for hit in brief.hits}


async def test_rules_rewrite_where_the_model_cannot(corridor: Corridor) -> None:
    rewriter = ScriptedRewriter(ModelError("The model does not answer."))
    answers = corridor.answered_by(Quotes(), modelled(good), rewriter)
    first = await corridor.answers.ask(Question(SPIKES))
    history = (Turn(SPIKES, SPIKES, first.paper_ids),)
    result = await answers.ask(Question("what non-spiking LM was it inspired by?", history))
    assert result.standalone == "what non-spiking LM was it inspired by? (SpikeGPT)"
    assert result.trace is not None
    assert result.trace.rewritten_by == "rules"


async def test_a_first_question_in_english_is_not_rewritten(corridor: Corridor) -> None:
    rewriter = ScriptedRewriter("never")
    await corridor.answered_by(Quotes(), modelled(good), rewriter).ask(Question(HEADS))
    assert rewriter.asked == []


async def test_a_question_in_another_language_is_rewritten_for_the_search(
    corridor: Corridor,
) -> None:
    rewriter = ScriptedRewriter("Which heads find facts in long contexts?")
    model = modelled(good)
    asked = "Welche Köpfe finden in langen Texten die richtigen Stellen?"
    result = await corridor.answered_by(Quotes(), model, rewriter).ask(Question(asked))
    assert isinstance(result, Answer)
    assert result.citations[0].title.startswith("Retrieval Head")
    assert isinstance(model.answerer, ScriptedModel)
    assert model.answerer.briefs[0].asked == asked
