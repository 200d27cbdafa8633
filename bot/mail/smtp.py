"""Handing a message to the mail server, and what its refusal means."""

from __future__ import annotations

import asyncio
import logging
import re
import ssl

import aiosmtplib

from bot.core.errors import DeliveryError, GoneError, NotNowError
from config.settings import MailSettings

_log = logging.getLogger(__name__)

SECONDS = 60.0
_GOODBYE_SECONDS = 1.0
# Of the replies to a recipient: no such letter box, not here, not allowed as a name.
_NO_SUCH_BOX = {550, 551, 553}
# RFC 3463: x.1.x is about the address, x.2.x about its letter box.
_ENHANCED = re.compile(r"\s*5\.(\d{1,3})\.\d{1,3}\b")
_ABOUT_THE_BOX = {"1", "2"}


class Smtp:
    """One connection for each message: digests are few, and servers close idle ones."""

    def __init__(
        self,
        settings: MailSettings,
        *,
        tls: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
    ) -> None:
        """``settings`` have a host and a sender. ``tls`` None trusts what the system trusts;
        ``seconds`` is the limit for one message, in all."""
        self._settings = settings
        # Made once: it reads hundreds of certificates.
        self._tls = tls or (None if settings.security == "none" else ssl.create_default_context())
        self._seconds = seconds

    async def send(self, message: bytes, sender: str, to: str) -> None:
        """Returns once the server has taken ``message``. Raises GoneError where it says that there
        is no such letter box, and NotNowError for everything else."""
        taken = False
        try:
            async with asyncio.timeout(self._seconds) as limit, self._client(sender) as client:
                await client.sendmail(sender, [to], message)
                taken = True
                limit.reschedule(asyncio.get_running_loop().time() + _GOODBYE_SECONDS)
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            # Only the good-bye failed: a second try would send a second copy.
            if not taken:
                raise self._meaning(error) from error

    def _client(self, sender: str) -> aiosmtplib.SMTP:
        given = self._settings
        return aiosmtplib.SMTP(
            hostname=given.host,
            port=given.port,
            # Else the client looks this machine's name up, which may take seconds.
            local_hostname=sender.rpartition("@")[2],
            username=given.user,
            password=given.password.get_secret_value() if given.password else None,
            use_tls=given.security == "tls",
            start_tls=given.security == "starttls",
            tls_context=self._tls,
            timeout=self._seconds,
        )

    async def trouble(self) -> str | None:
        """What keeps the server from taking messages, and what to check; None: it is ready."""
        try:
            async with asyncio.timeout(self._seconds), self._client("doctor@localhost") as client:
                await client.noop()
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            return _reason(error)
        return None

    def _meaning(self, error: Exception) -> DeliveryError:
        if isinstance(error, aiosmtplib.SMTPRecipientsRefused) and _no_box(error.recipients[0]):
            return GoneError("The mail server says that there is no such e-mail address.")
        host = self._settings.host
        _log.warning("the mail server %s did not take a message: %s", host, _reason(error))
        return NotNowError("The mail server does not take the message now: try again later.")


def _reason(error: Exception) -> str:
    # What the server said is left out: some repeat what they were sent, password and all.
    match error:
        case aiosmtplib.SMTPRecipientsRefused(recipients=[refused, *_]):
            return f"it does not take this recipient now (code {refused.code})"
        case aiosmtplib.SMTPAuthenticationError():
            return (
                f"it does not accept the login (code {error.code}): check FOOTNOTE_MAIL_USER and "
                "FOOTNOTE_MAIL_PASSWORD"
            )
        case aiosmtplib.SMTPSenderRefused():
            return f"it does not take mail from FOOTNOTE_MAIL_FROM (code {error.code})"
        case aiosmtplib.SMTPResponseException():
            return f"it refused the message (code {error.code})"
        case TimeoutError():
            return "it took too long: check FOOTNOTE_MAIL_PORT and FOOTNOTE_MAIL_SECURITY"
        case _ if _is_about_tls(error):
            return (
                "no safe connection came about: check FOOTNOTE_MAIL_SECURITY, FOOTNOTE_MAIL_PORT "
                "and the server's certificate"
            )
        case _:
            return (
                f"it cannot be reached ({type(error).__name__}): check FOOTNOTE_MAIL_HOST and "
                "FOOTNOTE_MAIL_PORT"
            )


def _no_box(refused: aiosmtplib.SMTPRecipientRefused) -> bool:
    """5xx for a recipient, unless the server says that it is about us: relaying, blocks, policy."""
    detail = _ENHANCED.match(refused.message)
    if detail:
        return 500 <= refused.code < 600 and detail[1] in _ABOUT_THE_BOX
    return refused.code in _NO_SUCH_BOX


def _is_about_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError) or "TLS" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False
