"""arXiv's API as a server on loopback."""

import pytest
from aiohttp import web

from vectorstore.errors import SourceError
from vectorstore.sources.arxiv_fetch import fetch_atom

ATOM = "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'></feed>"


@pytest.fixture
async def arxiv():
    """Its address, what it was asked, and what it answers in turn."""
    asked, answers = [], []

    async def query(request):
        asked.append(dict(request.query))
        status, text = answers.pop(0) if answers else (200, ATOM)
        return web.Response(status=status, text=text)

    app = web.Application()
    app.router.add_get("/api/query", query)
    runner = web.AppRunner(app, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/api/query", asked, answers
    await runner.cleanup()


async def no_pause(_seconds):
    return None


async def test_papers_are_asked_for_by_id(arxiv):
    api, asked, _ = arxiv
    assert await fetch_atom(("2408.08072", "cs/0112017"), api=api) == ATOM
    assert asked == [{"id_list": "2408.08072,cs/0112017", "max_results": "2"}]


async def test_a_refusal_for_the_moment_is_tried_again(arxiv):
    api, asked, answers = arxiv
    answers += [(429, ""), (503, "")]
    assert await fetch_atom(("1",), api=api, pause=no_pause) == ATOM
    assert len(asked) == 3


async def test_in_the_end_it_gives_up_with_a_sentence(arxiv):
    api, asked, answers = arxiv
    answers += [(503, "")] * 3
    with pytest.raises(SourceError, match="busy just now"):
        await fetch_atom(("1",), api=api, pause=no_pause)
    assert len(asked) == 3


async def test_an_answer_that_is_no_atom(arxiv):
    api, _, answers = arxiv
    answers += [(200, "<html>Log in to the hotel's network</html>")]
    with pytest.raises(SourceError, match="without papers"):
        await fetch_atom(("1",), api=api)


async def test_without_a_network_a_sentence_says_so():
    with pytest.raises(SourceError, match="cannot be reached"):
        await fetch_atom(("1",), api="http://127.0.0.1:9/api/query", timeout_seconds=1)
