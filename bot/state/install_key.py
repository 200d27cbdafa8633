"""A random key of this installation: links and marks made with it cannot be guessed elsewhere."""

from __future__ import annotations

import hashlib
import hmac
import secrets

import sqlalchemy as sa

from bot.state.schema import install_keys

_NAME = "links"
_BYTES = 32


def install_key(connection: sa.Connection) -> bytes:
    """The key, made when it is first needed."""
    kept: bytes | None = connection.scalar(
        sa.select(install_keys.c.value).where(install_keys.c.name == _NAME)
    )
    if kept is None:
        kept = secrets.token_bytes(_BYTES)
        connection.execute(install_keys.insert().values(name=_NAME, value=kept))
    return kept


def mark(key: bytes, purpose: str, value: str) -> bytes:
    """What only this installation can make of ``value``; the same each time."""
    return hmac.digest(key, f"{purpose}\n{value}".encode(errors="replace"), hashlib.sha256)
