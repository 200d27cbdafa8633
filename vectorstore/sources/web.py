"""How this program speaks HTTP: politely. The sole importer of httpx and tenacity."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential,
)

from vectorstore.errors import SourceAwayError, SourceError
from vectorstore.sources import pauses

_AGENT = "Footnote (a bot that quotes research papers)"
_ANSWER_LIMIT = 64 << 20
_NOT_NOW = frozenset({408, 425, 429, 500, 502, 503, 504})
_LATER = "check the network, or try again later"
# A shorter pause needs no explanation.
_TOLD_SECONDS = 10.0
# The server's clock and ours begin a second at different moments.
_MARGIN_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Manners:
    """At most ``calls`` in any ``window`` seconds; a call takes at most ``seconds``, is tried
    ``tries`` times, and waits no longer than ``patience`` seconds for its turn."""

    calls: int
    window: float
    tries: int = 4
    seconds: float = 60.0
    patience: float = 600.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. ``more`` is whether it names a next page."""

    status: int
    text: str
    etag: str | None
    last_modified: str | None
    more: bool


# What is wrong with an answer, as the end of "… answered "; None: it is what was asked for.
Check = Callable[[Answer], str | None]


class _NotNowError(Exception):
    """A failure that may be over at the next try; the text completes the name of the server."""


class Web:
    """One server. Remembers what it asked for: share it between all who ask that server."""

    def __init__(
        self,
        name: str,
        client: httpx.AsyncClient,
        manners: Manners,
        *,
        say: Callable[[str], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._name = name
        self._client = client
        self._manners = manners
        self._say = say
        self._clock = clock
        self._sleep = sleep
        self._calls: deque[float] = deque()
        self._not_before = 0.0
        self._turns = asyncio.Lock()

    async def get(
        self,
        url: str,
        params: Mapping[str, str],
        check: Check,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer that satisfies ``check``; what may pass by itself is tried again.

        Raises SourceAwayError when the server cannot be reached or has no time for us, SourceError
        when it answers something else.
        """
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(_NotNowError),
            stop=stop_after_attempt(self._manners.tries),
            wait=_back_off,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            async for attempt in retrying:
                with attempt:
                    await self._turn()
                    return await self._once(
                        url, params, check, {"User-Agent": _AGENT, **(headers or {})}
                    )
        except _NotNowError as error:
            raise SourceAwayError(f"{self._name} {error}.") from error
        raise AssertionError("unreachable")

    async def _turn(self) -> None:
        """Wait until another call is polite."""
        async with self._turns:
            now = self._clock()
            while self._calls and self._calls[0] <= now - self._manners.window:
                self._calls.popleft()
            full = len(self._calls) >= self._manners.calls
            own = self._calls[0] + self._manners.window if full else 0.0
            wait = max(self._not_before, own) - now
            if wait > self._manners.patience:
                raise SourceAwayError(
                    f"{self._name} is busy just now: try again in {wait:.0f} seconds."
                )
            if wait >= _TOLD_SECONDS:
                self._say(f"{self._name} takes no more calls just now: waiting {wait:.0f} seconds.")
            if wait > 0:
                await self._sleep(wait)
            self._calls.append(self._clock())

    async def _once(
        self, url: str, params: Mapping[str, str], check: Check, headers: dict[str, str]
    ) -> Answer:
        try:
            async with (
                asyncio.timeout(self._manners.seconds),
                self._client.stream("GET", url, params=params, headers=headers) as response,
            ):
                self._heed(response)
                if response.status_code in _NOT_NOW:
                    raise _NotNowError(
                        f"is busy just now (HTTP {response.status_code}): try again in a few "
                        "minutes"
                    )
                answer = _answer(response, await self._body(response))
        except TimeoutError as error:
            raise _NotNowError(f"does not answer in time: {_LATER}") from error
        except httpx.TimeoutException as error:
            raise _NotNowError(f"does not answer in time: {_LATER}") from error
        except httpx.ConnectError as error:
            raise _NotNowError(f"cannot be reached from here: {_LATER}") from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _NotNowError(f"broke off in the middle of its answer: {_LATER}") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise SourceError(f"{self._name} cannot be asked ({error}).") from error
        if (wrong := check(answer)) is None:
            return answer
        if answer.status == httpx.codes.OK:
            # A login page of some network, half an answer, or a bad moment.
            raise _NotNowError(f"answered {wrong}: {_LATER}")
        raise SourceError(f"{self._name} answered HTTP {answer.status}, {wrong}.")

    async def _body(self, response: httpx.Response) -> str:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > _ANSWER_LIMIT:
                raise SourceError(
                    f"{self._name} answered more than {_ANSWER_LIMIT >> 20} MB: ask for less."
                )
        return body.decode("utf-8", "replace")

    def _heed(self, response: httpx.Response) -> None:
        """Call no earlier than the server allows."""
        pause = pauses.wanted(response.headers, refused=response.status_code in _NOT_NOW)
        if pause:
            until = self._clock() + pause + _MARGIN_SECONDS
            self._not_before = max(self._not_before, until)


@asynccontextmanager
async def open_web(
    name: str, manners: Manners, say: Callable[[str], None] = lambda _: None
) -> AsyncIterator[Web]:
    """A way to ask the server that people know as ``name``."""
    async with httpx.AsyncClient(follow_redirects=True, timeout=httpx.Timeout(20.0)) as client:
        yield Web(name, client, manners, say=say)


def begins(text: str) -> str:
    """How an answer of another shape begins, for a sentence."""
    start = " ".join(text.split())[:60]
    return f"“{start}”" if start else "nothing"


_exponential = wait_exponential(multiplier=1, min=1, max=30)


def _back_off(state: RetryCallState) -> float:
    return _exponential(state)


def _answer(response: httpx.Response, text: str) -> Answer:
    return Answer(
        status=response.status_code,
        text=text,
        etag=response.headers.get("etag"),
        last_modified=response.headers.get("last-modified"),
        more="next" in response.links,
    )
