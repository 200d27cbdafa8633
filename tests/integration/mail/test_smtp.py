"""What a mail server does, and what becomes of the message: taken once, later, or never."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from bot.core.errors import GoneError, NotNowError
from bot.mail.letters import Letter, message
from bot.mail.smtp import Smtp
from config.settings import MailSettings
from tests.integration.mail.conftest import SENDER
from tests.integration.state.samples import Clock
from tests.mail_server import PASSWORD, USER, certificate, mail_server

TO = "ada@example.org"
LETTER = Letter(TO, "Papers", "text", "<p>html</p>", "abc123")
WRONG = "wrong horse"
NOT_NOW = "try again later"


async def send(settings: MailSettings, **more: object) -> None:
    await Smtp(settings, **more).send(message(LETTER, SENDER, Clock()()).as_bytes(), SENDER, TO)


async def test_a_message_arrives_with_its_envelope(inbox):
    await send(inbox.settings())
    (envelope,) = inbox.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == (SENDER, [TO])
    assert inbox.messages[0]["Subject"] == "Papers"


@pytest.mark.parametrize("implicit", [False, True])
async def test_a_safe_connection_is_used_and_its_certificate_checked(tmp_path, implicit):
    server, trusting = certificate(tmp_path)
    security = "tls" if implicit else "starttls"
    async with mail_server(tls=server, implicit=implicit) as inbox:
        given = inbox.settings(security=security)
        await send(given, tls=trusting)
        assert inbox.ciphered == [True]
        with pytest.raises(NotNowError, match=NOT_NOW):
            await send(given)
    assert len(inbox.raw) == 1


async def test_nothing_is_sent_in_the_open_where_the_server_cannot_encrypt(inbox, caplog):
    with pytest.raises(NotNowError):
        await send(inbox.settings(security="starttls", user=USER, password=PASSWORD))
    assert inbox.raw == []
    assert "check FOOTNOTE_MAIL_SECURITY" in caplog.text


async def test_the_login_is_given_and_a_wrong_one_logged_without_the_password(tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    server, trusting = certificate(tmp_path)
    async with mail_server(tls=server, login=True) as inbox:
        given = {"security": "starttls", "user": USER}
        await send(inbox.settings(**given, password=PASSWORD), tls=trusting)
        with pytest.raises(NotNowError, match=NOT_NOW) as raised:
            await send(inbox.settings(**given, password=WRONG), tls=trusting)
    assert len(inbox.raw) == 1
    assert "check FOOTNOTE_MAIL_USER and FOOTNOTE_MAIL_PASSWORD" in caplog.text
    assert WRONG not in caplog.text + str(raised.value)


@pytest.mark.parametrize(
    "reply",
    ["550 5.1.1 No such user", "550 unknown", "551 User not local", "553 5.1.3 Bad address"],
)
async def test_an_address_that_does_not_exist_is_gone_for_good(inbox, reply):
    inbox.refuse_recipient = reply
    with pytest.raises(GoneError, match="no such e-mail address"):
        await send(inbox.settings())


@pytest.mark.parametrize(
    "reply",
    [
        "451 4.7.1 Greylisted",
        "452 4.2.2 Mailbox full",
        "421 Closing",
        "550 5.7.1 Relaying denied",
        "554 Relay access denied",
        "552 Mailbox full",
        "530 Authenticate first",
    ],
)
async def test_what_is_no_word_about_the_address_may_work_later(inbox, reply, caplog):
    inbox.refuse_recipient = reply
    with pytest.raises(NotNowError, match=NOT_NOW):
        await send(inbox.settings())
    assert f"code {reply[:3]}" in caplog.text
    assert TO not in caplog.text


@pytest.mark.parametrize("reply", ["554 5.7.1 Spam", "451 Later", "552 Too large"])
async def test_a_refused_message_may_work_later(inbox, reply):
    inbox.refuse_data = reply
    with pytest.raises(NotNowError):
        await send(inbox.settings())


async def test_a_connection_that_drops_before_the_yes_is_no_delivery(inbox):
    inbox.on_data = lambda server: server.transport.abort()
    with pytest.raises(NotNowError):
        await send(inbox.settings())


async def test_a_server_that_vanishes_after_its_yes_has_taken_the_message():
    taken = []
    async with serving(taking(taken)) as settings:
        await send(settings)
    assert b"Subject: Papers" in b"".join(taken)


async def test_a_server_that_never_says_good_bye_has_taken_the_message():
    taken = []
    async with serving(taking(taken, stays=True)) as settings:
        await send(settings)
    assert taken


async def test_a_server_that_never_answers_is_given_up(caplog):
    async def silent(reader, writer):
        await reader.read()

    async with serving(silent) as settings:
        with pytest.raises(NotNowError):
            await send(settings, seconds=0.1)
    assert "it took too long" in caplog.text


async def test_a_server_that_is_not_there_is_named_in_the_log(caplog):
    async with serving(None) as settings:
        pass
    with pytest.raises(NotNowError):
        await send(settings)
    assert "127.0.0.1" in caplog.text
    assert "check FOOTNOTE_MAIL_HOST and FOOTNOTE_MAIL_PORT" in caplog.text


@asynccontextmanager
async def serving(talk) -> AsyncIterator[MailSettings]:
    """A server that does what ``talk`` does with each connection."""
    ended = []

    async def serve(reader, writer):
        done = asyncio.Event()
        ended.append(done)
        try:
            await talk(reader, writer)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
            done.set()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield MailSettings(host="127.0.0.1", port=port, security="none", sender=SENDER)
    await asyncio.gather(*(done.wait() for done in ended))


def taking(taken: list[bytes], *, stays: bool = False):
    """Takes one message, and then says nothing any more."""

    async def talk(reader, writer):
        writer.write(b"220 mx\r\n")
        while line := await reader.readline():
            if line.startswith(b"DATA"):
                writer.write(b"354 go\r\n")
                taken.append(await reader.readuntil(b"\r\n.\r\n"))
                writer.write(b"250 OK\r\n")
                await writer.drain()
                if stays:
                    await reader.read()
                return
            writer.write(b"250 OK\r\n")

    return talk
