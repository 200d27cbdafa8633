"""A real SMTP server on loopback, which keeps what it is sent."""

from __future__ import annotations

import asyncio
import email.policy
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from config.settings import MailSettings

USER, PASSWORD = "footnote", "open sesame!"


@dataclass
class Inbox:
    """``refuse_recipient`` and ``refuse_data`` are replies to give instead of taking a message."""

    port: int = 0
    refuse_recipient: str | None = None
    refuse_data: str | None = None
    raw: list[bytes] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    ciphered: list[bool] = field(default_factory=list)
    on_data: Callable[[SMTP], None] | None = None

    @property
    def messages(self) -> list[EmailMessage]:
        parser = BytesParser(policy=email.policy.default)
        return [parser.parsebytes(raw) for raw in self.raw]

    def settings(self, **values: Any) -> MailSettings:
        given = {"security": "none", "sender": "papers@footnote.example", "host": "127.0.0.1"}
        return MailSettings(**{**given, "port": self.port, **values})


class _Handler:
    """Its names are the server's, which looks at every attribute for each connection."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self._inbox.refuse_recipient:
            return self._inbox.refuse_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self._inbox.on_data:
            self._inbox.on_data(server)
        if self._inbox.refuse_data:
            return self._inbox.refuse_data
        self._inbox.raw.append(envelope.content)
        self._inbox.envelopes.append(envelope)
        self._inbox.ciphered.append(server.transport.get_extra_info("cipher") is not None)
        return "250 OK"


def _authenticate(server, session, envelope, mechanism, data) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=good, handled=False)


@asynccontextmanager
async def mail_server(
    *, tls: ssl.SSLContext | None = None, implicit: bool = False, login: bool = False
) -> AsyncIterator[Inbox]:
    """``tls`` is offered by STARTTLS, and required; ``implicit``: spoken from the first byte."""
    inbox, spoken = Inbox(), []

    def protocol() -> SMTP:
        made = SMTP(
            _Handler(inbox),
            hostname="mx.example",
            tls_context=None if implicit else tls,
            require_starttls=tls is not None and not implicit,
            auth_required=login,
            authenticator=_authenticate,
        )
        spoken.append(made)
        return made

    loop = asyncio.get_running_loop()
    server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=tls if implicit else None)
    inbox.port = server.sockets[0].getsockname()[1]
    try:
        yield inbox
    finally:
        server.close()
        for made in spoken:
            if made.transport:
                made.transport.abort()
        await server.wait_closed()


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Contexts of a server whose certificate is its own, and of a client that trusts it."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    made = (
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=127.0.0.1"
    )
    files = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)]
    subprocess.run(["openssl", *made.split(), *files], check=True, capture_output=True)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(cert, key)
    return server, ssl.create_default_context(cafile=str(cert))
