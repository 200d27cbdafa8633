"""A bot process for the tests: the real runner with a scripted core.

python -m tests.wire.process STATE_DIR SECONDS_PER_ANSWER
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.adding import PaperAdder
from bot.discord_services import DiscordServices
from bot.runner import run_bot
from bot.state.database import sqlite_url
from bot.state.store import open_state
from config.loader import load_settings
from tests.discord_core import ScriptedAnswers, ScriptedDigests, ScriptedLibrary, ScriptedStudio


async def main(folder: Path, seconds: float) -> int:
    answers = ScriptedAnswers()

    async def slowly(question):
        await asyncio.sleep(seconds)
        return answers.answer(question)

    answers.script = slowly
    async with open_state(sqlite_url(folder), lambda: datetime.now(UTC)) as state:
        adder = PaperAdder(None, None)
        services = DiscordServices(
            answers, ScriptedLibrary(), state, adder, ScriptedStudio(), ScriptedDigests()
        )
        return await run_bot(load_settings(os.environ, None), services)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(Path(sys.argv[1]), float(sys.argv[2]))))
