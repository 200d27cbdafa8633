"""Logging to standard error. Called by entry points only."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_HIDDEN = "[secret]"


def configure_logging(level: str, secrets: Iterable[str] = ()) -> None:
    """Log from ``level`` ("debug" … "error") on; no line shows any of ``secrets``.

    Calling it again replaces the earlier configuration.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_RedactingFormatter(secrets))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


class _RedactingFormatter(logging.Formatter):
    # A filter would see the message only; a secret can also stand in a traceback.
    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__(_FORMAT)
        # Longest first, so that no secret survives in part because another is its beginning.
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, _HIDDEN)
        return line
