"""How often one person, and one server, may ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.conduct.errors import TooSoonError

_SWEEP_ABOVE = 4096


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``burst`` questions at once, and ``burst`` more in every ``seconds``."""

    burst: int
    seconds: float


class Cooldowns:
    """Token buckets in memory, one for each person and one for each server."""

    def __init__(self, person: Rate, server: Rate, clock: Callable[[], float]) -> None:
        self._people = _Buckets(person, clock)
        self._servers = _Buckets(server, clock)

    def take(self, person: int, server: int | None) -> None:
        """Count one question. Raises TooSoonError, and then counts nothing."""
        if wait := self._people.wait(person):
            raise TooSoonError(wait, shared=False)
        if server is not None:
            if wait := self._servers.wait(server):
                raise TooSoonError(wait, shared=True)
            self._servers.take(server)
        self._people.take(person)


class _Buckets:
    """For each key the moment from which its bucket is full again."""

    def __init__(self, rate: Rate, clock: Callable[[], float]) -> None:
        self._gap = rate.seconds / rate.burst
        self._slack = rate.seconds - self._gap
        self._clock = clock
        self._full_at: dict[int, float] = {}

    def wait(self, key: int) -> float:
        """Seconds until the next question is taken; 0 when it is taken now."""
        now = self._clock()
        # Without the tolerance, rounding refuses a question at the very moment that was promised.
        wait = self._full_at.get(key, now) - now - self._slack
        return wait if wait > 1e-6 else 0.0

    def take(self, key: int) -> None:
        now = self._clock()
        if len(self._full_at) > _SWEEP_ABOVE:
            self._full_at = {known: at for known, at in self._full_at.items() if at > now}
        self._full_at[key] = max(self._full_at.get(key, now), now) + self._gap
