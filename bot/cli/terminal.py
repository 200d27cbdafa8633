"""Standard output and standard error: what may go there, and how failures are said."""

from __future__ import annotations

import json
import logging
import re
import sys
from typing import Any, TextIO

from bot.core.errors import FootnoteError
from vectorstore.errors import VectorstoreError

# Everything that moves a cursor, changes a title or colour, or turns the direction of text around.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_log = logging.getLogger(__name__)


class OutputGoneError(Exception):
    """Nobody reads standard output any more, or it cannot take more."""


def prepare() -> None:
    """Make both streams take any text, whatever the locale."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def harmless(text: str) -> str:
    """``text`` with control and direction characters made visible: papers are other people's."""
    return _HARMFUL.sub("\ufffd", text)


def out(text: str) -> None:
    """Print ``text`` as data."""
    _write(harmless(text))


def out_json(value: dict[str, Any]) -> None:
    """Print one object on one line. ASCII only, so it survives every locale and terminal."""
    _write(json.dumps(value))


def note(text: str) -> None:
    """Say something beside the data."""
    _write(harmless(text), sys.stderr)


def problem(text: str) -> int:
    """Say what went wrong; returns the exit code that belongs to it."""
    note(text)
    return 1


def sentence(error: Exception) -> str:
    """What a person is told about ``error``."""
    # Settings are slow to import, and their error is only there when they are.
    errors = sys.modules.get("config.errors")
    if isinstance(error, (FootnoteError, VectorstoreError)):
        return str(error)
    if errors is not None and isinstance(error, errors.SettingsError):
        return str(error)
    if isinstance(error, OSError):
        name = f"{error.filename}: " if error.filename else ""
        return f"{name}{error.strerror or error}: check that it exists, its permissions and space."
    _log.debug("This was not expected.", exc_info=error)
    return (
        f"Something went wrong that Footnote did not expect ({type(error).__name__}: {error}): "
        "FOOTNOTE_LOG_LEVEL=debug shows where; please report it."
    )


def _write(text: str, stream: TextIO | None = None) -> None:
    try:
        print(text, file=stream or sys.stdout, flush=True)
    except BrokenPipeError as error:
        raise OutputGoneError(
            "Whoever read this output has gone away: the rest was not shown."
        ) from error
    except OSError as error:
        raise OutputGoneError(
            f"The output cannot be written ({error.strerror}): free some space, or write it to "
            "another place."
        ) from error
