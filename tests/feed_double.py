"""The Daily Papers API and arXiv's as servers on loopback, with every fault a network has."""

from __future__ import annotations

import asyncio
import hashlib
import json
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from aiohttp import web


def item(number: int, day: date, **paper: Any) -> dict[str, Any]:
    """One entry of a list, as the API writes it."""
    moment = f"{day.isoformat()}T01:02:03.000Z"
    eve = f"{(day - timedelta(1)).isoformat()}T17:00:00.000Z"
    title = f"Agents that plan, part {number}"
    return {
        "paper": {
            "id": f"2601.{number:05}",
            "title": title,
            "summary": f"Planning is hard. Planner number {number} helps agents.",
            "authors": [{"_id": "a", "name": f"Ada {number}", "hidden": False}],
            "publishedAt": eve,
            "submittedOnDailyAt": moment,
            "upvotes": number % 3,
            **paper,
        },
        "publishedAt": eve,
        "title": title,
        "numComments": 1,
    }


class Server:
    """What it was ``asked``, and the ``faults`` that it commits first, one for each call.

    A fault is a Response to send instead, or "hang", "drop" or "cut".
    """

    def __init__(self) -> None:
        self.asked: list[web.Request] = []
        self.faults: list[web.Response | str | None] = []
        self.url = ""
        self.released = asyncio.Event()
        self._news = asyncio.Condition()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        raise NotImplementedError

    async def until_asked(self, times: int) -> None:
        async with self._news:
            await self._news.wait_for(lambda: len(self.asked) >= times)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        async with self._news:
            self._news.notify_all()
        match fault := self.faults.pop(0) if self.faults else None:
            case None:
                return await self.answer(request)
            case "hang":
                await self.released.wait()
                return web.Response()
            case "drop":
                request.transport.close()
                return web.Response()
            case "cut":
                response = web.StreamResponse(headers={"Content-Length": "5000"})
                await response.prepare(request)
                await response.write(b'[{"paper": {"id": "2601.')
                request.transport.close()
                return response
            case _:
                assert isinstance(fault, web.Response)
                return fault


class FeedDouble(Server):
    """Lists by day, and what is trending. ``texts`` are answered as they stand."""

    def __init__(self) -> None:
        super().__init__()
        self.lists: dict[str, list[dict[str, Any]]] = {}
        self.trending: list[dict[str, Any]] = []
        self.texts: dict[str, str] = {}
        self.broken: dict[str, int] = {}
        self.etags = True
        self.today = datetime.now(UTC).date()

    @property
    def days(self) -> list[str]:
        """What was asked for, in order: a day or "trending", and which page if not the first."""
        return [
            request.query.get("date", request.query.get("sort", ""))
            + ("" if request.query["p"] == "0" else f" p{request.query['p']}")
            for request in self.asked
        ]

    async def answer(self, request: web.Request) -> web.Response:
        query = request.query
        day = query.get("date", "")
        if day in self.broken:
            return web.Response(status=self.broken[day], text="<html>Oh no</html>")
        if day > self.today.isoformat():
            return web.json_response({"error": "✖ Invalid date"}, status=400)
        items = self.trending if query.get("sort") == "trending" else self.lists.get(day, [])
        limit, page = int(query.get("limit", 50)), int(query.get("p", 0))
        text = self.texts.get(day) or json.dumps(items[page * limit : (page + 1) * limit])
        headers = {"Link": '<http://x/>; rel="next"'} if len(items) > (page + 1) * limit else {}
        if self.etags:
            headers["ETag"] = f'W/"{hashlib.sha256(text.encode()).hexdigest()[:12]}"'
            if request.headers.get("If-None-Match") == headers["ETag"]:
                return web.Response(status=304, headers=headers)
        return web.Response(text=text, content_type="application/json", headers=headers)


class ArxivDouble(Server):
    """As many papers as ``total`` for every query."""

    total = 0

    async def answer(self, request: web.Request) -> web.Response:
        query = request.query
        if "id_list" in query:
            numbers = [int(name.split(".")[1]) for name in query["id_list"].split(",")]
            numbers = [number for number in numbers if number <= self.total]
        else:
            start = int(query["start"])
            last = min(start + int(query["max_results"]), self.total)
            numbers = list(range(start + 1, last + 1))
        return web.Response(text=self.atom(numbers), content_type="application/atom+xml")

    def atom(self, numbers: list[int]) -> str:
        entries = "".join(
            f"<entry><id>http://arxiv.org/abs/2601.{n:05}v1</id>"
            f"<published>2026-01-05T17:00:00Z</published><title>Atoms, part {n}</title>"
            f"<summary>Atoms are small. Number {n} is smaller.</summary>"
            f"<author><name>Ada {n}</name></author></entry>"
            for n in numbers
        )
        return (
            '<feed xmlns="http://www.w3.org/2005/Atom" '
            'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">'
            f"<opensearch:totalResults>{self.total}</opensearch:totalResults>{entries}</feed>"
        )


@asynccontextmanager
async def serving(server: Server, path: str):
    """``server`` at work; its ``url`` is known from then on."""
    app = web.Application()
    app.router.add_get(path, server.serve)
    runner = web.AppRunner(app, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
    try:
        yield server
    finally:
        server.released.set()
        await runner.cleanup()
