"""arXiv's API over HTTP: papers by id, as the Atom answer that `arxiv.read_atom` reads."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import aiohttp

from vectorstore.errors import SourceError

_TRIES = 3
_PAUSE_SECONDS = 3.0
_ANSWER_LIMIT = 4 * 1024 * 1024


async def fetch_atom(
    ids: Sequence[str],
    *,
    api: str,
    timeout_seconds: float = 15.0,
    pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> str:
    """arXiv's answer for ``ids``; a refusal for the moment is tried again, three times in all.

    Raises SourceError when arXiv cannot be reached or answers something else than Atom.
    """
    query = {"id_list": ",".join(ids), "max_results": str(len(ids))}
    timeout = aiohttp.ClientTimeout(total=timeout_seconds)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        for left in reversed(range(_TRIES)):
            try:
                return await _once(session, api, query)
            except _BusyError as error:
                if not left:
                    raise SourceError(
                        f"arXiv is busy just now (HTTP {error}): try again in a few minutes."
                    ) from error
                await pause(_PAUSE_SECONDS)
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                raise SourceError(
                    "arXiv cannot be reached from here: check the network, or try again later."
                ) from error
    raise AssertionError("unreachable")


class _BusyError(Exception):
    """arXiv's status code for "not now"."""


async def _once(session: aiohttp.ClientSession, api: str, query: dict[str, str]) -> str:
    async with session.get(api, params=query) as answer:
        if answer.status == 429 or answer.status >= 500:
            raise _BusyError(answer.status)
        # arXiv explains a bad id in an Atom answer with status 400.
        body = await answer.content.read(_ANSWER_LIMIT)
        text = body.decode(errors="replace")
        if "<feed" not in text:
            raise SourceError(f"arXiv answered HTTP {answer.status} without papers: try again.")
        return text
