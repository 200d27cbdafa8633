"""Programs of ours that run beside the bot, each in a process of its own."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ran:
    """How a program ended, and what it printed."""

    code: int
    out: bytes
    errors: str


@dataclass(frozen=True, slots=True)
class Manners:
    """How a program behaves beside others.

    ``nice`` is added to its priority number, ``threads`` bounds those of its numeric libraries, and
    ``grace`` are the seconds that it has to end by itself once nobody waits for it.
    """

    nice: int = 0
    threads: int | None = None
    grace: float = 0.0


async def run(*arguments: str, given: bytes = b"", manners: Manners | None = None) -> Ran:
    """Run ``python -m ARGUMENTS…`` with ``given`` as its input; it ends when the caller is
    cancelled."""
    manners = manners or Manners()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **_bounded(manners.threads)},
    )
    try:
        if manners.nice:
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, process.pid, manners.nice)
        out, errors = await process.communicate(given)
    except BaseException:
        await _end(process, manners.grace)
        raise
    return Ran(process.returncode or 0, out, errors.decode(errors="replace"))


def _bounded(threads: int | None) -> Mapping[str, str]:
    if threads is None:
        return {}
    return {"OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads)}


async def _end(process: asyncio.subprocess.Process, grace: float) -> None:
    if process.returncode is not None:
        return
    if grace:
        with suppress(ProcessLookupError):
            process.terminate()
        with suppress(TimeoutError):
            async with asyncio.timeout(grace):
                await process.wait()
                return
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()
