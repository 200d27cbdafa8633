"""Couriers that bring digests to a file, and heralds that remember whom they told."""

from __future__ import annotations

import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bot.core.digest import Digest, Subscription


class FileCourier:
    """Writes a line for each digest, and finds it again by its nonce.

    ``before`` and ``after`` are called around the writing, and may wait or raise.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.before: Callable[[Digest], Awaitable[None]] | None = None
        self.after: Callable[[Digest], Awaitable[None]] | None = None

    async def deliver(self, digest: Digest, nonce: str, *, again: bool) -> None:
        if self.before:
            await self.before(digest)
        if not again or nonce not in {line["nonce"] for line in self.lines()}:
            line = {
                "nonce": nonce,
                "to": digest.subscription.id,
                "day": digest.day.isoformat(),
                "since": digest.since.isoformat(),
                "until": digest.until.isoformat(),
                "total": digest.total,
                "papers": [item.paper.paper_id for item in digest.items],
                "again": again,
            }
            self._append(json.dumps(line) + "\n")
        if self.after:
            await self.after(digest)

    def lines(self) -> list[dict[str, Any]]:
        """What was brought, in order."""
        if not self.file.exists():
            return []
        return [json.loads(line) for line in self.file.read_text().splitlines()]

    def _append(self, text: str) -> None:
        """In one call of the system: a process that is killed leaves no half of a line."""
        handle = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            os.write(handle, text.encode())
        finally:
            os.close(handle)


class Herald:
    """Remembers whom it told what; raises ``error`` where one is set."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str | None]] = []
        self.error: Exception | None = None

    async def tell_stopped(self, subscription: Subscription) -> None:
        if self.error:
            raise self.error
        self.told.append((subscription.id, subscription.paused))
