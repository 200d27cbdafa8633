"""Discord's rate limits: a global one, and a bucket for each route and channel."""

from __future__ import annotations

import re
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

_EXEMPT = re.compile(r"/(interactions|webhooks)/")


@dataclass(frozen=True)
class Verdict:
    """``wait`` is how long a refused request has to wait, in seconds; None: it is let through."""

    headers: dict[str, str]
    wait: float | None = None
    everywhere: bool = False


@dataclass
class Limits:
    """At most ``a_second`` requests in any second; ``buckets`` are (method, path) → (requests,
    seconds) for each path that fits. Interactions do not count."""

    a_second: int = 50
    buckets: dict[tuple[str, str], tuple[int, float]] = field(
        default_factory=lambda: {
            ("POST", r"/channels/\d+/messages"): (5, 5.0),
            ("POST", r"/users/@me/channels"): (50, 1.0),
        }
    )
    refused: int = 0
    busiest: int = 0
    """The most requests that were let through in any second."""
    _recent: deque[float] = field(default_factory=deque)
    _used: dict[tuple[str, str], deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def check(self, method: str, path: str) -> Verdict:
        now = time.monotonic()
        if _EXEMPT.search(path):
            return Verdict({})
        _forget(self._recent, now - 1)
        if len(self._recent) >= self.a_second:
            self.refused += 1
            return Verdict({"X-RateLimit-Global": "true"}, self._recent[0] + 1 - now, True)
        for (wanted, pattern), (most, seconds) in self.buckets.items():
            if wanted == method and re.fullmatch(pattern, path):
                return self._in_bucket(method, path, most, seconds, now)
        self._count(now)
        return Verdict({})

    def _in_bucket(self, method: str, path: str, most: int, seconds: float, now: float) -> Verdict:
        used = self._used[method, path]
        _forget(used, now - seconds)
        refused = len(used) >= most
        if not refused:
            used.append(now)
        resets = used[0] + seconds - now
        headers = {
            "X-RateLimit-Limit": str(most),
            "X-RateLimit-Remaining": str(most - len(used)),
            "X-RateLimit-Reset-After": f"{resets:.3f}",
            "X-RateLimit-Bucket": f"{method}:{re.sub('[0-9]+', '#', path)}",
        }
        if refused:
            self.refused += 1
            return Verdict(headers, resets)
        self._count(now)
        return Verdict(headers)

    def _count(self, now: float) -> None:
        self._recent.append(now)
        self.busiest = max(self.busiest, len(self._recent))


def _forget(moments: deque[float], before: float) -> None:
    while moments and moments[0] <= before:
        moments.popleft()
