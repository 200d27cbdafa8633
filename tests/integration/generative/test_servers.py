"""A provider's real client against servers on loopback that misbehave in every way."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import web

from bot.answering.generative.start import start
from bot.core.errors import ModelError
from bot.core.models import Brief, DraftStatement, Written
from config.settings import ModelSettings
from tests.builders import hit, paper
from tests.chat_models import Handler, keys, openai_server, stream

pytest.importorskip("langchain_openai")

KEY = "sk-very-secret-0123456789"
BRIEF = Brief("what do heads do?", (hit(paper("2401.00001", "Heads retrieve facts.")),))


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


def settings(url: str, **more: object) -> ModelSettings:
    given = {"name": "openai:scripted", "base_url": url, "seconds": 5, "retries": 1, **more}
    return ModelSettings.model_validate(given)


async def draft(handler: Handler, **more: object) -> list[DraftStatement | Written]:
    async with openai_server(handler) as url:
        answerer, _ = start(settings(url, **more), lambda *_: 0.25)
        return [part async for part in answerer.draft(BRIEF)]


def said(body: dict[str, Any]) -> str:
    (key,) = keys(body["messages"][1]["content"])
    return f"STATEMENT: Heads retrieve.\nQUOTE [{key}]: Heads retrieve facts.\n"


async def answers(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    text = said(body)
    return await stream(request, [text[:9], text[9:]])


async def test_a_draft_streams_with_its_usage_and_cost() -> None:
    statement, written = await draft(answers)
    assert isinstance(statement, DraftStatement)
    assert statement.evidence[0].key == "2401.00001"
    assert isinstance(written, Written)
    assert (written.usage.input_tokens, written.usage.output_tokens) == (100, 20)
    assert written.usage.cost == 0.25


async def test_json_is_asked_for_by_its_schema() -> None:
    async def schema(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        assert body["response_format"]["json_schema"]["schema"]["required"]
        (key,) = keys(body["messages"][1]["content"])
        text = (
            '{"cannot_answer": false, "statements": [{"text": "Heads retrieve.", "aspect": "", '
            f'"evidence": [{{"key": "{key}", "quote": "Heads retrieve facts."}}]}}]}}'
        )
        return await stream(request, [text[:40], text[40:]])

    statement, _ = await draft(schema, format="json")
    assert isinstance(statement, DraftStatement)
    assert statement.evidence[0].quote == "Heads retrieve facts."


def refusing(status: int, times: int, **headers: str) -> Handler:
    asked = []

    async def handle(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        asked.append(body)
        if len(asked) <= times:
            error = {"error": {"message": f"no, {KEY}", "type": "x"}}
            return web.json_response(error, status=status, headers=headers)
        return await answers(request, body)

    return handle


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_trouble_is_tried_again(status: int) -> None:
    parts = await draft(refusing(status, 1, **{"Retry-After": "0"}))
    assert len(parts) == 2


@pytest.mark.parametrize(
    ("status", "says"),
    [(401, "refused the key"), (404, "is not known there"), (400, "too long"), (429, "too often")],
)
async def test_a_refusal_is_a_sentence_without_the_key(
    status: int, says: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(ModelError, match=says) as raised:
        await draft(refusing(status, 9, **{"Retry-After": "0"}))
    assert KEY not in f"{raised.value}{raised.value.__cause__}{caplog.text}"


async def test_a_connection_that_drops_before_a_statement_is_begun_again() -> None:
    asked = []

    async def drops(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        asked.append(body)
        if len(asked) == 1:
            return await stream(request, ["STATE"], whole=False)
        return await answers(request, body)

    statement, _ = await draft(drops)
    assert isinstance(statement, DraftStatement)
    assert len(asked) == 2


async def test_a_connection_that_drops_after_a_statement_is_a_failure() -> None:
    async def drops(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        return await stream(request, [said(body), "STATEMENT: An"], whole=False)

    with pytest.raises(ModelError):
        await draft(drops)


async def test_an_answer_that_is_no_json_is_a_failure() -> None:
    async def broken(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b"data: {not json\n\n")
        return response

    with pytest.raises(ModelError, match="failed"):
        await draft(broken)


async def test_a_server_that_hangs_is_not_waited_for() -> None:
    async def hangs(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        await asyncio.sleep(30)
        raise AssertionError

    with pytest.raises(ModelError, match="did not answer in time"):
        await draft(hangs, seconds=1)


async def test_stopping_closes_the_connection() -> None:
    closed = asyncio.Event()

    async def waits(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        try:
            for _ in range(300):
                await asyncio.sleep(0.02)
                await response.write(b": still here\n\n")
        except (ConnectionError, asyncio.CancelledError):
            closed.set()
        return response

    async with openai_server(waits) as url:
        answerer, _ = start(settings(url), lambda *_: 0.0)
        asked = asyncio.create_task(anext(answerer.draft(BRIEF)))
        await asyncio.sleep(0.2)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        await asyncio.wait_for(closed.wait(), 3)


async def test_a_port_where_nobody_listens() -> None:
    answerer, _ = start(settings("http://127.0.0.1:9/v1", retries=0), lambda *_: 0.0)
    with pytest.raises(ModelError, match="cannot be reached"):
        await anext(answerer.draft(BRIEF))


def test_a_missing_package_names_what_to_install() -> None:
    with pytest.raises(ModelError, match=r"pip install langchain-groq"):
        start(ModelSettings.model_validate({"name": "groq:llama"}), lambda *_: None)


def test_a_missing_key_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(ModelError, match=r"set OPENAI_API_KEY in \.env"):
        start(ModelSettings.model_validate({"name": "openai:gpt-4o-mini"}), lambda *_: None)


def test_json_of_a_provider_that_has_no_schemas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "x")
    given = {"name": "anthropic:claude-sonnet-4-5", "format": "json"}
    with pytest.raises(ModelError, match="FOOTNOTE_MODEL_FORMAT=text"):
        start(ModelSettings.model_validate(given), lambda *_: None)


async def test_the_fallback_of_the_settings_answers_where_the_first_model_does_not() -> None:
    asked = []

    async def handle(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        asked.append(body["model"])
        if body["model"] == "scripted":
            return web.json_response({"error": {"message": "no"}}, status=404)
        return await answers(request, body)

    _, written = await draft(handle, fallback="openai:other")
    assert asked == ["scripted", "other"]
    assert isinstance(written, Written)
    assert written.model == "openai:other"


async def test_no_more_calls_are_begun_a_minute_than_allowed() -> None:
    asked = []

    async def handle(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        asked.append(body)
        return await answers(request, body)

    async with openai_server(handle) as url:
        answerer, _ = start(settings(url, per_minute=1), lambda *_: 0.0)
        assert [part async for part in answerer.draft(BRIEF)]
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(answerer.draft(BRIEF)), 0.3)
    assert len(asked) == 1
