"""Digests and confirmations as they arrive at a real mail server."""

from __future__ import annotations

import re
from datetime import datetime
from email.message import EmailMessage

import pytest

from bot.core.digest import Scope
from bot.core.errors import GoneError, NotNowError
from bot.locales.catalog import LANGUAGES
from bot.mail.smtp import Smtp
from bot.state.errors import BadAddressError, NoSuchAddressError, TooManyRequestsError
from bot.state.links import Purpose
from tests.digests import ADA, ADDRESS, digest, subscription
from tests.integration.mail.conftest import SITE

NONCE = "0123456789abcdef01234567"


def parts(of: EmailMessage) -> tuple[str, str]:
    assert of.get_content_type() == "multipart/alternative"
    text, html = of.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    return text.get_content(), html.get_content()


async def deliver(mailing, inbox, made, *, again: bool = False) -> EmailMessage:
    await mailing(Smtp(inbox.settings())).deliver(made, NONCE, again=again)
    return inbox.messages[-1]


async def test_a_digest_arrives_as_text_and_html_with_the_same_papers(
    mailing, inbox, confirmed, clock
):
    made = digest(3, why="retrieval heads")
    got = await deliver(mailing, inbox, made)
    assert got["From"].addresses[0].addr_spec == "papers@footnote.example"
    assert got["To"] == ADDRESS
    assert got["Subject"] == "Papers on “retrieval heads”: 3 papers, 2026-08-21"
    assert datetime.strptime(got["Date"], "%a, %d %b %Y %H:%M:%S %z") == clock()
    assert got["Message-ID"] == f"<{NONCE}@footnote.example>"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["List-Id"] == "<5ub5cr1pt10n0001.footnote.example>"
    for content in parts(got):
        folded = " ".join(content.split())
        for item in made.items:
            assert item.paper.title in folded
            assert item.sentence in folded
            assert f"{item.paper.upvotes} upvotes" in folded
            assert f"https://huggingface.co/papers/{item.paper.paper_id}" in folded
            assert f"https://arxiv.org/abs/{item.paper.paper_id}" in folded
        assert "Matches: retrieval heads" in folded
        assert "3 papers, on 2026-08-21 (Europe/Berlin)." in folded


async def test_the_way_out_needs_no_log_in_and_one_click(mailing, inbox, confirmed, state):
    got = await deliver(mailing, inbox, digest())
    token = await state.links.token(Purpose.UNSUBSCRIBE, subscription().id)
    assert got["List-Unsubscribe"] == f"<{SITE.unsubscribe(token)}>"
    assert got["List-Unsubscribe"].startswith("<https://papers.example/footnote/unsubscribe/")
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    feed = SITE.feed(await state.links.token(Purpose.FEED, subscription().id))
    for content in parts(got):
        assert SITE.unsubscribe(token) in content
        assert feed in content


async def test_the_same_delivery_again_is_the_same_message(mailing, inbox, confirmed):
    first = await deliver(mailing, inbox, digest())
    second = await deliver(mailing, inbox, digest(), again=True)
    assert first["Message-ID"] == second["Message-ID"]
    assert first.as_bytes() == second.as_bytes().replace(*boundaries(second, first))


def boundaries(of: EmailMessage, other: EmailMessage) -> tuple[bytes, bytes]:
    return of.get_boundary().encode(), other.get_boundary().encode()


async def test_a_long_digest_is_whole_within_what_mail_programs_show(mailing, inbox, confirmed):
    made = digest(120, why="agents that write and repair code", total=150)
    got = await deliver(mailing, inbox, made)
    text, html = parts(got)
    # Gmail cuts off what is above 102 kB, and with it the way to unsubscribe.
    assert len(html.encode()) < 102_000
    for content in (text, html):
        assert all(f"/papers/2608.{number:05}" in content for number in range(120))
        assert "30 more papers matched and are left out here." in content
    assert max(map(len, inbox.raw[0].split(b"\r\n"))) <= 998
    assert max(len(line) for line in text.splitlines() if "https://" not in line) <= 78


async def test_nothing_is_loaded_from_anywhere(mailing, inbox, confirmed):
    _, html = parts(await deliver(mailing, inbox, digest(120)))
    assert not re.search(r"<(?:img|script|link|iframe|object|video|audio)|url\(|src=|@import", html)
    assert "prefers-color-scheme: dark" in html


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_speaks_the_subscriptions_language(mailing, inbox, confirmed, language):
    got = await deliver(mailing, inbox, digest(3, language=language, why="x", total=5))
    text, html = parts(got)
    assert f'<html lang="{language}">' in html
    assert ("upvotes" in text) == (language == "en")
    assert "“In this paper we propose a training-free" in " ".join(text.split())


async def test_the_title_of_a_saved_paper_is_told_and_not_its_id(mailing, inbox, confirmed):
    got = await deliver(mailing, inbox, digest(scope=Scope.NEIGHBOURS, subject="2408.08072"))
    assert got["Subject"] == "Papers near “A Saved Paper”: 3 papers, 2026-08-21"


async def test_a_standing_question_is_answered_with_the_quote(mailing, inbox, confirmed):
    quote = "Code is released."
    made = digest(1, why=quote, scope=Scope.QUESTION, subject="Is code released?")
    for content in parts(await deliver(mailing, inbox, made)):
        assert f"“{quote}”" in content
        assert "In this paper we propose" not in content
        assert "Matches" not in content


async def test_a_reason_that_is_a_sentence_is_quoted_and_not_said_twice(mailing, inbox, confirmed):
    sentence = next(digest(1).items).sentence
    other = "Much has been written about retrieval heads, and all of it is too long for one line."
    text, _ = parts(await deliver(mailing, inbox, digest(1, why=other)))
    assert f"Matches: “{other}”" in " ".join(text.split())
    text, _ = parts(await deliver(mailing, inbox, digest(1, why=sentence)))
    assert "Matches" not in text


async def test_a_quiet_day_is_told(mailing, inbox, confirmed):
    got = await deliver(mailing, inbox, digest(0))
    assert got["Subject"] == "Papers on “retrieval heads”: 0 papers, 2026-08-21"
    for content in parts(got):
        assert "No new paper on 2026-08-21 (Europe/Berlin)." in content


async def test_an_address_that_is_not_confirmed_gets_nothing(mailing, inbox, state, confirmed):
    for made in (digest(owner=5), digest(email="ben@example.org"), digest(email=None)):
        with pytest.raises(GoneError, match="confirm it again in Discord"):
            await deliver(mailing, inbox, made)
    await state.addresses.remove(ADA)
    with pytest.raises(GoneError):
        await deliver(mailing, inbox, digest())
    assert inbox.raw == []


async def test_the_server_failing_is_passed_on(mailing, inbox, confirmed):
    inbox.refuse_recipient = "550 5.1.1 unknown"
    with pytest.raises(GoneError):
        await deliver(mailing, inbox, digest())
    inbox.refuse_recipient = "451 later"
    with pytest.raises(NotNowError):
        await deliver(mailing, inbox, digest())


@pytest.mark.parametrize("language", [None, "de", "zh-TW"])
async def test_the_link_of_the_confirmation_confirms(mailing, inbox, state, language):
    await mailing(Smtp(inbox.settings())).ask_to_confirm(ADA, f" {ADDRESS}", language)
    (got,) = inbox.messages
    assert got["To"] == ADDRESS
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["List-Id"] is None
    assert got["List-Unsubscribe"] is None
    text, html = parts(got)
    (link,) = set(re.findall(r"https://papers\.example/footnote/confirm/\S+", text))
    assert f'href="{link}"' in html
    assert await state.addresses.confirmed(ADA) is None
    assert await state.addresses.confirm(link.rpartition("/")[2]) == ADDRESS


async def test_an_address_that_the_server_does_not_know_is_told_to_whoever_gave_it(mailing, inbox):
    inbox.refuse_recipient = "550 5.1.1 unknown"
    with pytest.raises(NoSuchAddressError, match="check it"):
        await mailing(Smtp(inbox.settings())).ask_to_confirm(ADA, ADDRESS, None)


async def test_asking_too_often_or_for_no_address_sends_nothing(mailing, inbox):
    sender = mailing(Smtp(inbox.settings()))
    with pytest.raises(BadAddressError):
        await sender.ask_to_confirm(ADA, "ada@example.org\r\nBcc: ben@example.org", None)
    for _ in range(3):
        await sender.ask_to_confirm(ADA, ADDRESS, None)
    with pytest.raises(TooManyRequestsError):
        await sender.ask_to_confirm(ADA, ADDRESS, None)
    assert len(inbox.raw) == 3
