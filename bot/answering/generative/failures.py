"""What a provider's client raises → a sentence, and whether to try again.

Providers share no exception tree, so what they have in common is looked at: an HTTP status, and
names such as "Timeout" and "Connection". Their texts are never shown: they may hold a key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_AGAIN = frozenset({408, 409, 425, 429})


@dataclass(frozen=True, slots=True)
class Failure:
    """``again`` says whether another try may help, ``after`` (seconds) when the provider wants it
    to be."""

    sentence: str
    again: bool
    after: float | None = None


def read(error: BaseException, model: str) -> Failure:
    """What went wrong with a call of ``model``."""
    response = getattr(error, "response", None)
    status = getattr(error, "status_code", None) or getattr(response, "status_code", None)
    names = {cls.__name__ for cls in type(error).__mro__}
    if isinstance(status, int):
        return _of_status(status, model, _retry_after(response))
    if any("Timeout" in name for name in names):
        # Another wait as long as this one is more than a reader has patience for.
        return Failure(f"The model {model} did not answer in time: try again later.", again=False)
    if any("Connect" in name or "Protocol" in name or "ReadError" in name for name in names):
        return Failure(
            f"The model {model} cannot be reached: check the network and FOOTNOTE_MODEL_BASE_URL.",
            again=True,
        )
    return Failure(f"The model {model} failed ({type(error).__name__}).", again=False)


def is_length(error: Exception) -> bool:
    """Whether the draft only became too long: OpenAI's client raises then where a schema is set.
    What was whole before counts."""
    return type(error).__name__ == "LengthFinishReasonError"


def _of_status(status: int, model: str, after: float | None) -> Failure:
    match status:
        case 401 | 403:
            why, again = "refused the key: check the provider's key in .env", False
        case 404:
            why, again = "is not known there: check FOOTNOTE_MODEL", False
        case 400 | 413 | 422:
            why, again = "refused the request, perhaps as too long for it: try another model", False
        case 429:
            why, again = "is asked too often, or its quota is spent: try again later", True
        case _:
            why, again = "has trouble: try again later", status >= 500 or status in _AGAIN
    return Failure(f"The model {model} {why} (HTTP {status}).", again, after)


def _retry_after(response: Any) -> float | None:
    """The seconds of a Retry-After header; a date is not waited for."""
    headers = getattr(response, "headers", None)
    value = headers.get("retry-after") if headers is not None else None
    try:
        return max(0.0, float(value)) if value is not None else None
    except ValueError:
        return None
