"""``footnote run`` as an operator starts it: the real core, over Discord's own protocol."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from tests.wire.double import TOKEN

ROOT = Path(__file__).resolve().parents[2]


async def test_a_fresh_bot_answers_from_the_sample_and_stops_when_told(discord_double, tmp_path):
    environ = {
        "FOOTNOTE_DISCORD_TOKEN": TOKEN,
        "FOOTNOTE_DISCORD_API_BASE": discord_double.api_base,
        "FOOTNOTE_DISCORD_GATEWAY_URL": discord_double.gateway_url,
        "FOOTNOTE_STATE_DIR": str(tmp_path / "state"),
        "FOOTNOTE_FEED_EVERY_MINUTES": "0",
    }
    channel = discord_double.channel_of(next(iter(discord_double.guilds)))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "ignore", "-m", "bot", "run", "--index", str(tmp_path / "index")),
        cwd=ROOT,
        env={**os.environ, **environ},
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        await discord_double.until(
            lambda: discord_double.identified and discord_double.commands, seconds=120
        )
        known = await discord_double.slash(channel, "ask", question="how many clips in ViCo?")
        unknown = await discord_double.slash(channel, "ask", question="how do I bake bread?")
        await discord_double.all_answered(known, unknown, seconds=60)
        assert "featuring 483 clips" in known.text
        assert "483" not in unknown.text
        process.send_signal(signal.SIGTERM)
        _, errors = await asyncio.wait_for(process.communicate(), 30)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0
    assert TOKEN not in errors.decode()
