"""E-mail addresses, each confirmed by whoever reads its mail before anything is sent there."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa

from bot.state.database import Database
from bot.state.errors import BadAddressError, TooManyRequestsError
from bot.state.install_key import install_key, mark
from bot.state.schema import address_requests, addresses, subscriptions

# How long a link to confirm works, and how far back requests are counted.
VALID = timedelta(days=1)
# Nobody's letter box is flooded through us, whoever asks, and by how many names.
PER_PERSON = 5
PER_ADDRESS = 3

_LONGEST, _LONGEST_NAME = 254, 64
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@((?:{_LABEL}\.)+{_LABEL})", re.ASCII)


class Addresses:
    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def request(self, person: int, address: str) -> str:
        """A token that confirms ``address`` for ``person`` within a day; an earlier one is void.

        Raises BadAddressError, and TooManyRequestsError where the person or the address had too
        many.
        """
        token = secrets.token_urlsafe(32)
        request = {
            "token": _hashed(token),
            "person": person,
            "address": normalised(address),
            "asked_at": self._clock(),
        }
        await self._database.run(partial(_request, request=request))
        return token

    async def pending(self, token: str) -> str | None:
        """The address that ``token`` would confirm; None where it would none (any more)."""
        found = await self._database.run(
            partial(_pending, token=token, since=self._clock() - VALID)
        )
        return found.address if found else None

    async def confirm(self, token: str) -> str | None:
        """Keep the address of ``token`` as its person's only one, and return it; None where the
        token is unknown, too old or void. Confirming twice is harmless."""
        return await self._database.run(partial(_confirm, token=token, now=self._clock()))

    async def confirmed(self, person: int) -> str | None:
        """The address to which a person's mail may go."""
        return await self._database.run(partial(_confirmed, person=person))

    async def remove(self, person: int) -> None:
        """Forget a person's address, and void what was to confirm one.

        Their subscriptions by e-mail stay, without one: the next digest tells that it has no way.
        """
        await self._database.run(partial(_remove, person=person))
        await self._database.purge()


def normalised(address: str) -> str:
    """``address`` as it is kept and compared. Raises BadAddressError.

    Names before the @ are plain ASCII, which every server takes; a domain may be international.
    """
    name, _, domain = address.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise BadAddressError from error
    whole = f"{name}@{ascii_domain}"
    if len(name) > _LONGEST_NAME or len(whole) > _LONGEST or not _ADDRESS.fullmatch(whole):
        raise BadAddressError
    return whole


def forget_addresses(connection: sa.Connection, person: int) -> None:
    """Delete a person's addresses. For a day the requests still count, without saying whose: else
    a stranger could be written to again and again."""
    connection.execute(addresses.delete().where(addresses.c.person == person))
    _void(connection, person)


def exported_addresses(connection: sa.Connection, person: int) -> dict[str, Any]:
    kept = connection.execute(
        sa.select(addresses).where(addresses.c.person == person)
    ).one_or_none()
    asked = connection.execute(
        sa.select(address_requests).where(address_requests.c.person == person)
    )
    return {
        "email": kept and {"address": kept.address, "confirmed_at": kept.confirmed_at.isoformat()},
        "emails_to_be_confirmed": [
            {"address": row.address, "asked_at": row.asked_at.isoformat()} for row in asked
        ],
    }


def sweep_requests(connection: sa.Connection, now: datetime) -> int:
    """Delete requests that are too old to confirm anything or to count; how many went."""
    old = address_requests.c.asked_at < now - VALID
    return connection.execute(address_requests.delete().where(old)).rowcount


def _remove(connection: sa.Connection, person: int) -> None:
    forget_addresses(connection, person)
    connection.execute(
        subscriptions.update().where(subscriptions.c.owner == person).values(email=None)
    )


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _request(connection: sa.Connection, request: dict[str, Any]) -> None:
    key = install_key(connection)
    marks = {
        "person_mark": mark(key, "person", str(request["person"])),
        # Case before the @ reaches the same letter box nearly everywhere.
        "address_mark": mark(key, "address", request["address"].lower()),
    }
    since = request["asked_at"] - VALID
    for name, most in (("person_mark", PER_PERSON), ("address_mark", PER_ADDRESS)):
        count = connection.scalar(
            sa.select(sa.func.count())
            .select_from(address_requests)
            .where(address_requests.c[name] == marks[name], address_requests.c.asked_at >= since)
        )
        if (count or 0) >= most:
            raise TooManyRequestsError
    _void(connection, request["person"])
    connection.execute(address_requests.insert().values(**request, **marks))


def _void(connection: sa.Connection, person: int) -> None:
    connection.execute(
        address_requests.update()
        .where(address_requests.c.person == person)
        .values(person=None, address=None)
    )


def _pending(connection: sa.Connection, token: str, since: datetime) -> sa.Row[Any] | None:
    return connection.execute(
        sa.select(address_requests).where(
            address_requests.c.token == _hashed(token),
            address_requests.c.asked_at >= since,
            address_requests.c.person.is_not(None),
        )
    ).one_or_none()


def _confirm(connection: sa.Connection, token: str, now: datetime) -> str | None:
    found = _pending(connection, token, now - VALID)
    if found is None:
        return None
    connection.execute(addresses.delete().where(addresses.c.person == found.person))
    connection.execute(
        addresses.insert().values(person=found.person, address=found.address, confirmed_at=now)
    )
    address: str = found.address
    return address


def _confirmed(connection: sa.Connection, person: int) -> str | None:
    address: str | None = connection.scalar(
        sa.select(addresses.c.address).where(addresses.c.person == person)
    )
    return address
