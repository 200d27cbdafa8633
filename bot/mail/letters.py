"""Messages with headers that say what they are; nothing in them can become a header. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime

from bot.render.escape import plain
from bot.render.measure import shorten

NAME = "Footnote"
_LONGEST_SUBJECT = 200
_WHOLE = {"Message-ID", "List-Id", "List-Unsubscribe"}
_NO_LABEL = re.compile(r"[^A-Za-z0-9-]")


@dataclass(frozen=True, slots=True)
class Letter:
    """``identity`` is the same for the same letter, whenever it is sent. ``series`` names what it
    is one of many of, with ``headers`` that belong to such a series, from trusted parts only."""

    to: str
    subject: str
    text: str
    html: str
    identity: str
    series: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class _Wire(EmailPolicy):
    """Lines end as on the wire, and what is one word for machines is never cut in two."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name in _WHOLE:
            return f"{name}: {value}\r\n".encode("ascii")
        return super().fold_binary(name, value)


def message(letter: Letter, sender: str, now: datetime) -> EmailMessage:
    """``letter`` as it goes to the server; ``now`` is aware."""
    made = EmailMessage(policy=_Wire(linesep=SMTP.linesep))
    made["From"] = Address(NAME, addr_spec=sender)
    made["To"] = Address(addr_spec=letter.to)
    made["Subject"] = header_text(letter.subject)
    made["Date"] = format_datetime(now)
    domain = sender.rpartition("@")[2]
    made["Message-ID"] = f"<{letter.identity}@{domain}>"
    # RFC 3834: no out-of-office notes in return.
    made["Auto-Submitted"] = "auto-generated"
    if letter.series:
        made["List-Id"] = f"<{_NO_LABEL.sub('-', letter.series)}.{domain}>"
    for name, value in letter.headers.items():
        made[name] = value
    # Every server takes it, and no line grows too long.
    made.set_content(letter.text, cte="quoted-printable")
    made.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return made


def header_text(text: str) -> str:
    """``text`` in one line that reads as it is: an encoded word in it would be decoded."""
    assigned = "".join(char for char in plain(text) if unicodedata.category(char) != "Cn")
    return re.sub(r"=(?=\?)", "= ", shorten(assigned, _LONGEST_SUBJECT))
