"""What discord.py's types call optional, and Discord always sends where we ask."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def known(value: T | None) -> T:
    if value is None:
        raise ValueError("Discord left out what its documentation promises")
    return value
