"""A chat model behind the answerer's port: formats, tries, fallbacks, cancelling."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Callable

import pytest

from bot.answering.generative.answerer import GenerativeAnswerer
from bot.answering.generative.calling import Chat, Limits
from bot.answering.generative.rewriter import ModelRewriter
from bot.core.errors import ModelError
from bot.core.models import Brief, DraftStatement, Evidence, Form, Refusal, Turn, Usage, Written
from tests.builders import hit, paper
from tests.chat_models import Script, ScriptedChatModel, keys

HITS = (
    hit(paper("2401.00001", "Heads retrieve facts. They are few.")),
    hit(paper("2401.00002", "Spikes save energy. They are slow.")),
)
BRIEF = Brief("what do heads do?", HITS, asked="what do heads do?")


def no_sleep(waits: list[float]) -> Callable[[float], object]:
    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    return sleep


def key_maker() -> Callable[[], str]:
    numbers = itertools.count(0xA000)
    return lambda: f"{next(numbers):x}"


def chat(script: Script, name: str = "test:one", *, as_json: bool = False, **more: object) -> Chat:
    model = ScriptedChatModel(script=script, **more)  # type: ignore[arg-type]
    return Chat(name, model, model, as_json)


def model_of(one: Chat) -> ScriptedChatModel:
    assert isinstance(one.plain, ScriptedChatModel)
    return one.plain


def answerer(*chats: Chat, retries: int = 2, seconds: float = 5.0) -> GenerativeAnswerer:
    limits = Limits(seconds, retries, no_sleep([]))  # type: ignore[arg-type]
    return GenerativeAnswerer(chats, limits, lambda _, read, __: read * 0.01, key_maker())


async def drafted(
    by: GenerativeAnswerer, brief: Brief = BRIEF
) -> tuple[list[DraftStatement], list[Written]]:
    parts = [part async for part in by.draft(brief)]
    return (
        [part for part in parts if isinstance(part, DraftStatement)],
        [part for part in parts if isinstance(part, Written)],
    )


async def until_it_fails(
    by: GenerativeAnswerer,
) -> tuple[list[DraftStatement | Written], str]:
    """What came before the failure, and its sentence."""
    parts = []
    try:
        async for part in by.draft(BRIEF):
            parts.append(part)  # noqa: PERF401 - a comprehension would lose them
    except ModelError as error:
        return parts, str(error)
    raise AssertionError("it did not fail")


def blocks(_: str, user: str) -> str:
    first, second = keys(user)
    return (
        f"STATEMENT: Heads retrieve.\nQUOTE [{first}]: Heads retrieve facts.\n\n"
        f'**STATEMENT:** Both are few or slow.\nQUOTE [{first}]: "They are few."\n'
        f"QUOTE [{second}]: They are slow.\n"
    )


def json_object(_: str, user: str) -> str:
    first, second = keys(user)
    return json.dumps(
        {
            "cannot_answer": False,
            "statements": [
                {
                    "text": "Heads retrieve.",
                    "aspect": "",
                    "evidence": [{"key": first, "quote": "Heads retrieve facts."}],
                },
                {
                    "text": "Both are few or slow.",
                    "aspect": "speed",
                    "evidence": [
                        {"key": first, "quote": "They are few."},
                        {"key": f"[{second}]", "quote": "They are slow."},
                    ],
                },
            ],
        }
    )


@pytest.mark.parametrize("piece", [1, 3, 1000])
@pytest.mark.parametrize("as_json", [False, True])
async def test_both_formats_are_read_however_they_arrive(as_json: bool, piece: int) -> None:
    one = chat(json_object if as_json else blocks, as_json=as_json, piece=piece)
    statements, (written,) = await drafted(answerer(one))
    assert [statement.text for statement in statements] == [
        "Heads retrieve.",
        "Both are few or slow.",
    ]
    assert statements[1].evidence == (
        Evidence("2401.00001", "They are few."),
        Evidence("2401.00002", "They are slow."),
    )
    assert statements[1].aspect == ("speed" if as_json else None)
    assert (written.model, written.usage) == ("test:one", Usage(100, 20, 1.0))
    assert "They are slow." in written.raw


@pytest.mark.parametrize("as_json", [False, True])
async def test_a_statement_is_there_before_the_next_is_whole(as_json: bool) -> None:
    one = chat(json_object if as_json else blocks, as_json=as_json, piece=1)
    draft = answerer(one).draft(BRIEF)
    first = await anext(draft)
    assert isinstance(first, DraftStatement)
    assert first.text == "Heads retrieve."
    await draft.aclose()
    assert model_of(one).stopped == 1


@pytest.mark.parametrize(
    ("said", "as_json"),
    [
        ("CANNOT ANSWER", False),
        ("I am sorry.\n\ncannot answer", False),
        ('{"cannot_answer": true, "statements": []}', True),
    ],
)
async def test_cannot_answer_is_no_statement(said: str, as_json: bool) -> None:
    statements, written = await drafted(answerer(chat(lambda *_: said, as_json=as_json)))
    assert statements == []
    assert written[0].raw == said


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize(
    "said", ["Heads retrieve facts, I think.", "", "[1, 2", '{"statements":3}']
)
async def test_what_is_in_no_form_is_a_failure_whose_cost_is_known(
    said: str, as_json: bool
) -> None:
    parts, failure = await until_it_fails(answerer(chat(lambda *_: said, as_json=as_json)))
    assert "did not keep to the form" in failure
    (written,) = parts
    assert isinstance(written, Written)
    assert written.usage.input_tokens == 100


async def test_an_unknown_key_stays_unknown() -> None:
    made_up = "STATEMENT: So.\nQUOTE [2401.00001]: Heads retrieve facts.\nQUOTE [zz]: They are few."
    (statement,), _ = await drafted(answerer(chat(lambda *_: made_up)))
    known = {one.paper.paper_id for one in HITS}
    assert all(evidence.key not in known for evidence in statement.evidence)


async def test_json_that_breaks_off_keeps_what_was_whole() -> None:
    def broken(system: str, user: str) -> str:
        return json_object(system, user)[:-30]

    statements, _ = await drafted(answerer(chat(broken, as_json=True)))
    assert statements[0].text == "Heads retrieve."


class StatusError(Exception):
    def __init__(self, status: int, after: str | None = None) -> None:
        super().__init__("sk-secret-key in the provider's words")
        self.status_code = status
        headers = {} if after is None else {"retry-after": after}
        self.response = type("Response", (), {"headers": headers, "status_code": status})()


def failing_times(times: int, error: Exception) -> Script:
    left = itertools.count()
    return lambda system, user: error if next(left) < times else blocks(system, user)


async def test_trouble_is_tried_again_after_as_long_as_is_wanted() -> None:
    waits: list[float] = []
    one = chat(failing_times(2, StatusError(429, "3")))
    limits = Limits(5.0, 2, no_sleep(waits))  # type: ignore[arg-type]
    by = GenerativeAnswerer([one], limits, lambda *_: None, key_maker())
    statements, _ = await drafted(by)
    assert len(statements) == 2
    assert waits == [3.0, 3.0]
    assert len(model_of(one).prompts) == 3


@pytest.mark.parametrize(
    ("error", "says", "calls"),
    [
        (StatusError(401), "refused the key", 1),
        (StatusError(404), "check FOOTNOTE_MODEL", 1),
        (StatusError(400), "too long", 1),
        (StatusError(429), "asked too often", 3),
        (StatusError(503), "has trouble", 3),
        (ConnectionRefusedError("no"), "cannot be reached", 3),
        (TimeoutError(), "did not answer in time", 1),
        (RuntimeError("sk-secret-key"), "failed \\(RuntimeError\\)", 1),
    ],
)
async def test_each_failure_has_a_sentence_without_the_providers_words(
    error: Exception, says: str, calls: int
) -> None:
    one = chat(lambda *_: error)
    with pytest.raises(ModelError, match=says) as raised:
        await drafted(answerer(one))
    assert "secret" not in str(raised.value)
    assert len(model_of(one).prompts) == calls


async def test_the_second_model_answers_where_the_first_does_not() -> None:
    first, second = chat(lambda *_: StatusError(401)), chat(blocks, "test:two")
    statements, (written,) = await drafted(answerer(first, second))
    assert len(statements) == 2
    assert written.model == "test:two"


async def test_a_call_that_fails_after_a_statement_is_not_begun_again() -> None:
    first, second = chat(blocks, drops_after=130), chat(blocks, "test:two")
    parts, failure = await until_it_fails(answerer(first, second))
    assert [part.text for part in parts if isinstance(part, DraftStatement)] == ["Heads retrieve."]
    assert "cannot be reached" in failure
    assert len(model_of(first).prompts) == 1
    assert model_of(second).prompts == []


async def test_a_model_that_hangs_is_not_waited_for() -> None:
    one = chat(blocks, pause=30.0)
    with pytest.raises(ModelError, match="did not answer in time"):
        await drafted(answerer(one, seconds=0.05))
    assert model_of(one).stopped == 1


async def test_cancelling_stops_the_call() -> None:
    one = chat(blocks, pause=30.0)
    asked = asyncio.create_task(drafted(answerer(one)))
    await model_of(one).asked.wait()
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert model_of(one).stopped == 1


async def test_a_repair_tells_what_was_refused_and_why() -> None:
    refused = Refusal(
        DraftStatement("Heads fly.", (Evidence("2401.00001", "Heads fly high."),)), "not there"
    )
    one = chat(blocks)
    await drafted(answerer(one), Brief(BRIEF.question, HITS, Form.PLAIN, (refused,)))
    ((_, user),) = model_of(one).prompts
    assert "Heads fly." in user
    assert "not there" in user
    assert f"{keys(user)[0]}: Heads fly high." in user
    assert "2401.00001: " not in user


async def test_a_question_is_rewritten_on_one_line() -> None:
    one = chat(lambda *_: "How does\nSpikeGPT\u202e train?\u200b ")
    rewriter = ModelRewriter([one], Limits(5.0, 0), lambda *_: 0.5, key_maker())
    history = (Turn("what is SpikeGPT?", "what is SpikeGPT?", ("p",), "A spiking model."),)
    assert await rewriter.standalone("how does it train?", history) == (
        "How does SpikeGPT train?",
        Usage(100, 20, 0.5),
    )
    ((_, user),) = model_of(one).prompts
    assert user.index("A spiking model.") < user.index("how does it train?")


@pytest.mark.parametrize("said", ["", " \n", "…", "word " * 200])
async def test_what_is_no_question_is_a_failure(said: str) -> None:
    rewriter = ModelRewriter([chat(lambda *_: said)], Limits(5.0, 0), lambda *_: 0.5, key_maker())
    with pytest.raises(ModelError, match="did not write a question"):
        await rewriter.standalone("how?", ())
