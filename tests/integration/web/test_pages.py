"""The pages behind the links in e-mails, over real HTTP."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import aiohttp
import feedparser
import pytest

from bot.core.errors import FootnoteError
from bot.core.site import Site
from bot.locales.catalog import LANGUAGES, texts, translator
from bot.render.feeds import Feed
from bot.render.scopes import about
from bot.state.database import sqlite_url
from bot.state.links import Purpose
from bot.state.store import State, open_state
from bot.web.handlers import Handlers
from bot.web.server import PER_READER, WebError, serve
from tests.digests import ADA, ADDRESS, DAY, digest, subscription
from tests.integration.state.samples import Clock

SITE = Site("https://papers.example")
BUTTON = re.compile(r'<form method="post"><button class="b" type="submit">([^<]+)</button></form>')


class Monotonic:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Got:
    status: int
    text: str
    headers: Mapping[str, str]


@dataclass
class Browser:
    """No cookies are kept, and no redirect is followed."""

    session: aiohttp.ClientSession
    base: str

    async def get(self, path: str, **headers: str) -> Got:
        return await self._ask("GET", path, headers)

    async def post(self, path: str, body: str = "", **headers: str) -> Got:
        return await self._ask("POST", path, headers, body)

    async def _ask(self, method: str, path: str, headers: dict[str, str], body: str = "") -> Got:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.request(
            method, self.base + path, headers=named, data=body, allow_redirects=False
        ) as got:
            return Got(got.status, await got.text(), got.headers.copy())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def monotonic() -> Monotonic:
    return Monotonic()


@pytest.fixture
async def state(tmp_path, clock) -> AsyncIterator[State]:
    async with open_state(sqlite_url(tmp_path / "state"), clock) as opened:
        yield opened


@pytest.fixture
async def browser(state, monotonic) -> AsyncIterator[Browser]:
    async def feed_of(of, address):
        if of.subject == "broken":
            raise FootnoteError("secret detail")
        title = about(of, translator(of.language))
        return Feed(of.id, title, tuple(digest(3).items), DAY, address)

    async def titles(_):
        return {}

    handlers = Handlers(state, SITE, feed_of, titles)
    async with (
        serve("127.0.0.1", 0, handlers, monotonic) as port,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
    ):
        yield Browser(session, f"http://127.0.0.1:{port}")


def path(url: str) -> str:
    return url.removeprefix(SITE.url)


async def unsubscribing(state: State, **values: object) -> tuple[str, str]:
    kept = await state.subscriptions.add(subscription(**values))
    token = await state.links.token(Purpose.UNSUBSCRIBE, kept.id)
    return path(SITE.unsubscribe(token)), kept.id


async def feeding(state: State, **values: object) -> tuple[str, str]:
    kept = await state.subscriptions.add(subscription(**values))
    return path(SITE.feed(await state.links.token(Purpose.FEED, kept.id))), kept.id


async def test_an_address_is_confirmed_by_the_button_and_not_by_opening_the_link(browser, state):
    page = path(SITE.confirm(await state.addresses.request(ADA, ADDRESS)))
    shown = await browser.get(page)
    assert shown.status == 200
    assert ADDRESS in shown.text
    assert BUTTON.search(shown.text)[1] == "Yes, send them"
    assert await state.addresses.confirmed(ADA) is None
    pressed = await browser.post(page)
    assert (pressed.status, await state.addresses.confirmed(ADA)) == (200, ADDRESS)
    assert "Confirmed" in pressed.text
    assert not BUTTON.search(pressed.text)


async def test_a_link_that_is_too_old_says_so(browser, state, clock):
    page = path(SITE.confirm(await state.addresses.request(ADA, ADDRESS)))
    clock.forward(days=2)
    for got in (await browser.get(page), await browser.post(page)):
        assert got.status == 410
        assert "This link does not work any more" in got.text
    assert await state.addresses.confirmed(ADA) is None


async def test_one_click_unsubscribes_without_cookies_or_redirects(browser, state):
    page, kept = await unsubscribing(state)
    got = await browser.post(
        page,
        "List-Unsubscribe=One-Click",
        Content_Type="application/x-www-form-urlencoded",
    )
    assert got.status == 200
    assert "Set-Cookie" not in got.headers
    assert "Location" not in got.headers
    assert await state.subscriptions.get(kept) is None
    assert (await browser.post(page, "List-Unsubscribe=One-Click")).status == 200


async def test_opening_the_page_unsubscribes_nobody(browser, state):
    page, kept = await unsubscribing(state, subject="<b>heads</b> & tails")
    shown = await browser.get(page)
    assert "Papers on “&lt;b&gt;heads&lt;/b&gt; &amp; tails”" in shown.text
    assert BUTTON.search(shown.text)[1] == "Unsubscribe"
    assert await state.subscriptions.get(kept) is not None
    await browser.post(page)
    assert await state.subscriptions.get(kept) is None
    again = await browser.get(page)
    assert again.status == 200
    assert "Unsubscribed" in again.text


async def test_a_link_for_one_thing_does_no_other(browser, state):
    page, kept = await unsubscribing(state)
    feed = path(SITE.feed(await state.links.token(Purpose.FEED, kept)))
    assert (await browser.get(page.replace("unsubscribe", "feed") + ".atom")).status == 404
    swapped = feed.replace("feed", "unsubscribe").removesuffix(".atom")
    assert (await browser.post(swapped)).status == 404
    assert await state.subscriptions.get(kept) is not None


async def test_a_subscription_is_read_as_a_feed(browser, state):
    page, kept = await feeding(state)
    got = await browser.get(page)
    assert got.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    read = feedparser.parse(got.text)
    assert not read.bozo
    assert [entry.title for entry in read.entries] == [i.paper.title for i in digest(3).items]
    assert [link.href for link in read.feed.links if link.rel == "self"] == [SITE.url + page]
    unchanged = await browser.get(page, If_None_Match=got.headers["ETag"])
    assert (unchanged.status, unchanged.text) == (304, "")
    await state.subscriptions.remove(kept)
    assert (await browser.get(page)).status == 410


@pytest.mark.parametrize(
    "wrong",
    [
        "/",
        "/feed",
        "/confirm/",
        "/unsubscribe/abc",
        "/unsubscribe/5ub5.AAAAAAAAAAAAAAAAAAAAAA",
        "/feed/../../etc/passwd",
        "/confirm/%00%ff",
        "/unsubscribe/" + "a" * 5000,
        "/robots.txt",
    ],
)
async def test_a_wrong_address_gets_a_friendly_page(browser, wrong):
    for got in (await browser.get(wrong), await browser.post(wrong)):
        assert got.status == 404
        assert "There is no such page" in got.text


async def test_a_made_up_feed_gets_a_friendly_page(browser):
    got = await browser.get("/feed/5ub5.AAAAAAAAAAAAAAAAAAAAAA.atom")
    assert got.status == 404
    assert "There is no such page" in got.text


async def test_a_made_up_confirmation_gets_a_friendly_page(browser):
    got = await browser.post("/confirm/" + "a" * 43)
    assert got.status == 410


async def test_another_method_is_refused(browser, state):
    page, _ = await feeding(state)
    got = await browser.post(page)
    assert (got.status, got.headers["Allow"]) == (405, "GET,HEAD")


async def test_every_page_is_locked_down(browser, state):
    page, _ = await unsubscribing(state)
    feed, _ = await feeding(state)
    for got in (await browser.get(page), await browser.get("/x"), await browser.get(feed)):
        policy = got.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "unsafe" not in policy
        assert "form-action 'self'; base-uri 'none'; frame-ancestors 'none'" in policy
        assert got.headers["Referrer-Policy"] == "no-referrer"
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        assert got.headers["Server"] == "Footnote"
    assert (await browser.get(page)).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_pages_speak_the_browsers_language(browser, language):
    got = await browser.get("/x", Accept_Language=f"xx, {language}-XY;q=0.8, en;q=0.1")
    assert f'<html lang="{language}">' in got.text
    assert texts(language)["web.unknown_text"] in got.text


@pytest.mark.parametrize("accepted", ["", "*", ";;q=,,", "en;q=x", "tlh"])
async def test_a_language_that_is_not_ours_is_english(browser, accepted):
    assert '<html lang="en">' in (await browser.get("/x", Accept_Language=accepted)).text


async def test_who_asks_too_often_waits_and_others_do_not(browser, state, monotonic):
    page, kept = await unsubscribing(state)
    for _ in range(PER_READER.burst):
        assert (await browser.get("/x", X_Forwarded_For="spoofed, 198.51.100.7")).status == 404
    got = await browser.post(page, X_Forwarded_For="198.51.100.7")
    assert (got.status, got.headers["Retry-After"]) == (429, "1")
    assert "Too many requests" in got.text
    assert await state.subscriptions.get(kept) is not None
    assert (await browser.get(page, X_Forwarded_For="198.51.100.8")).status == 200
    monotonic.now += 1
    assert (await browser.get(page, X_Forwarded_For="198.51.100.7")).status == 200


async def test_what_fails_inside_is_logged_and_not_shown(browser, state, caplog):
    page, _ = await feeding(state, subject="broken")
    got = await browser.get(page)
    assert got.status == 500
    assert "Try again in a minute." in got.text
    assert "secret detail" not in got.text
    assert "secret detail" in caplog.text
    assert page not in caplog.text


async def test_a_port_that_is_taken_is_explained(browser, state):
    port = int(browser.base.rpartition(":")[2])
    with pytest.raises(
        WebError,
        match=r"\(Address already in use\): choose another FOOTNOTE_WEB_HOST or FOOTNOTE_WEB_PORT",
    ):
        async with serve("127.0.0.1", port, Handlers(state, SITE, None, None)):
            pass
