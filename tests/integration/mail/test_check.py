"""What the doctor says of e-mail: what is missing, what is unsafe, whether the server answers."""

from __future__ import annotations

import asyncio

import pytest

from bot.mail.check import mail_findings
from config.settings import MailSettings, WebSettings
from tests.mail_server import PASSWORD, USER, certificate, mail_server

WEB = WebSettings(port=8080, url="https://papers.example")


async def findings(mail: MailSettings, web: WebSettings = WEB):
    """The doctor is no coroutine, and has a loop of its own."""
    return await asyncio.to_thread(lambda: list(mail_findings(mail, web)))


async def test_nothing_is_said_where_nothing_is_wanted():
    assert await findings(MailSettings(), WebSettings()) == []
    assert await findings(MailSettings(), WEB) == []


@pytest.mark.parametrize(
    ("mail", "web", "missing"),
    [
        ({"host": "mx"}, {}, "FOOTNOTE_MAIL_FROM and FOOTNOTE_WEB_PORT and FOOTNOTE_WEB_URL"),
        ({"host": "mx", "sender": "a@b.c"}, {"port": 1}, "FOOTNOTE_WEB_URL"),
        ({"sender": "a@b.c"}, {"port": 1, "url": "https://x"}, "FOOTNOTE_MAIL_HOST"),
        (
            {"host": "mx", "sender": "a@b.c", "user": "u"},
            {"port": 1, "url": "https://x"},
            "FOOTNOTE_MAIL_PASSWORD",
        ),
        ({}, {"port": 1}, "FOOTNOTE_WEB_URL"),
        ({}, {"url": "https://x"}, "FOOTNOTE_WEB_PORT"),
    ],
)
async def test_what_is_missing_is_named(mail, web, missing):
    (found,) = await findings(MailSettings(**mail), WebSettings(**web))
    assert not found.ok
    assert "half set up" in found.what
    assert found.fix == f"set {missing}"


async def test_a_server_that_is_ready_is_good_news(inbox):
    (found,) = await findings(inbox.settings())
    assert found.ok
    assert "takes messages; their links lead to https://papers.example" in found.what
    assert inbox.raw == []


async def test_a_server_that_does_not_answer_or_refuses_is_explained(tmp_path, inbox):
    closed = inbox.settings(port=1)
    (found,) = await findings(closed)
    assert (found.ok, found.fix) == (False, "check FOOTNOTE_MAIL_HOST and FOOTNOTE_MAIL_PORT")
    (found,) = await findings(inbox.settings(security="starttls"))
    assert "check FOOTNOTE_MAIL_SECURITY" in found.fix
    server, _ = certificate(tmp_path)
    async with mail_server(tls=server) as untrusted:
        (found,) = await findings(untrusted.settings(security="starttls"))
    assert "the server's certificate" in found.fix


async def test_a_password_in_the_open_and_pages_without_https_are_unsafe(monkeypatch):
    mail = MailSettings(
        host="mx.example", sender="a@b.c", user=USER, password=PASSWORD, security="none"
    )
    monkeypatch.setattr("bot.mail.smtp.Smtp.trouble", _fine)
    found = await findings(mail, WebSettings(port=1, url="http://papers.example"))
    assert [one.ok for one in found] == [False, False, True]
    assert found[0].fix == "set FOOTNOTE_MAIL_SECURITY to starttls or tls"
    assert "begin with https://" in found[1].fix


async def _fine(self) -> None:
    return None
