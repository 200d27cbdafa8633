"""Whether e-mail, and the web pages that it needs, are set up whole."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from config.settings import MailSettings, WebSettings
from vectorstore.index.check import Finding

Named = Mapping[str, object]

SECONDS = 10.0
_TLS_PORT = 465


def mail_findings(mail: MailSettings, web: WebSettings) -> Iterator[Finding]:
    """Nothing where neither is wanted. The mail server is asked, and sent nothing."""
    pages: Named = {"FOOTNOTE_WEB_PORT": web.port, "FOOTNOTE_WEB_URL": web.url}
    letters: Named = {"FOOTNOTE_MAIL_HOST": mail.host, "FOOTNOTE_MAIL_FROM": mail.sender}
    login: Named = {"FOOTNOTE_MAIL_USER": mail.user, "FOOTNOTE_MAIL_PASSWORD": mail.password}
    wants_mail = any((*letters.values(), *login.values()))
    missing = _missing({**letters, **pages} if wants_mail else pages)
    if not wants_mail and not any(pages.values()):
        return
    if any(login.values()):
        missing += _missing(login)
    if missing:
        what = "E-mail is" if wants_mail else "The web server is"
        yield Finding(False, f"{what} half set up.", f"set {' and '.join(missing)}")
        return
    yield from _exposed(mail, web)
    if wants_mail:
        yield _server(mail, web)


def _missing(values: Named) -> list[str]:
    return [name for name, value in values.items() if not value]


def _exposed(mail: MailSettings, web: WebSettings) -> Iterator[Finding]:
    if mail.password and mail.security == "none" and not _is_here(mail.host):
        yield Finding(
            False,
            "The mail server's password would travel unencrypted.",
            "set FOOTNOTE_MAIL_SECURITY to starttls or tls",
        )
    if web.url and urlsplit(web.url).scheme != "https" and not _is_here(urlsplit(web.url).hostname):
        yield Finding(
            False,
            "The pages behind the links in e-mails are not encrypted, so mail programs offer no "
            "one click to unsubscribe.",
            "put a web server with a certificate before the bot's, and let FOOTNOTE_WEB_URL begin "
            "with https://",
        )


def _server(mail: MailSettings, web: WebSettings) -> Finding:
    # It is slow to import, and seldom needed.
    from bot.mail.smtp import Smtp

    if trouble := asyncio.run(Smtp(mail, seconds=SECONDS).trouble()):
        if mail.port == _TLS_PORT and mail.security == "starttls":
            trouble = "port 465 speaks TLS from the start: set FOOTNOTE_MAIL_SECURITY to tls"
        what, _, fix = trouble.partition(": ")
        return Finding(False, f"The mail server {mail.host} does not work: {what}.", fix)
    return Finding(
        True, f"The mail server {mail.host} takes messages; their links lead to {web.url}."
    )


def _is_here(host: str | None) -> bool:
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return host == "localhost"
