"""The pauses that servers ask for, in the headers of their answers. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

_QUOTA = re.compile(r";\s*r\s*=\s*(\d+)\s*;\s*t\s*=\s*(\d+)")


def wanted(headers: Mapping[str, str], *, refused: bool) -> float | None:
    """For how many seconds the server wants no call: by Retry-After where it ``refused``, or
    because the quota of RateLimit (draft-ietf-httpapi-ratelimit-headers) is used up.

    The names of ``headers`` must be found in lower case.
    """
    if refused and (seconds := _retry_after(headers)) is not None:
        return seconds
    quota = _QUOTA.search(headers.get("ratelimit", ""))
    return float(quota[2]) if quota and int(quota[1]) == 0 else None


def _retry_after(headers: Mapping[str, str]) -> float | None:
    value = headers.get("retry-after", "").strip()
    if re.fullmatch("[0-9]{1,9}", value):
        return float(value)
    try:
        # By the server's own clock: ours may be wrong.
        wait = parsedate_to_datetime(value) - parsedate_to_datetime(headers.get("date", ""))
    except (TypeError, ValueError):
        return None
    return max(0.0, wait.total_seconds())
