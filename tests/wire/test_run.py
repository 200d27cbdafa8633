"""``footnote run`` as an operator starts it: the real core, over Discord's own protocol."""

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path

from tests.feed_double import FeedDouble, item, serving
from tests.wire.double import TOKEN
from vectorstore.index import switch

ROOT = Path(__file__).resolve().parents[2]


@contextlib.asynccontextmanager
async def running(discord_double, tmp_path, **more):
    """``footnote run`` with the folders of one test; killed at the end if it still runs."""
    environ = {
        "FOOTNOTE_DISCORD_TOKEN": TOKEN,
        "FOOTNOTE_DISCORD_API_BASE": discord_double.api_base,
        "FOOTNOTE_DISCORD_GATEWAY_URL": discord_double.gateway_url,
        "FOOTNOTE_STATE_DIR": str(tmp_path / "state"),
        **more,
    }
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
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_a_fresh_bot_answers_from_the_sample_and_stops_when_told(discord_double, tmp_path):
    channel = discord_double.channel_of(next(iter(discord_double.guilds)))
    async with running(discord_double, tmp_path, FOOTNOTE_FEED_EVERY_MINUTES="0") as process:
        known = await discord_double.slash(channel, "ask", question="how many clips in ViCo?")
        unknown = await discord_double.slash(channel, "ask", question="how do I bake bread?")
        await discord_double.all_answered(known, unknown, seconds=60)
        assert "featuring 483 clips" in known.text
        assert "483" not in unknown.text
        process.send_signal(signal.SIGTERM)
        _, errors = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 0
    assert TOKEN not in errors.decode()


async def test_a_running_bot_keeps_up_with_the_feed(discord_double, tmp_path):
    channel = discord_double.channel_of(next(iter(discord_double.guilds)))
    async with serving(FeedDouble(), "/api/daily_papers") as feed:
        new = item(1, feed.today, summary="We tame walruses with 77 buckets of herring.")
        feed.lists = {feed.today.isoformat(): [new]}
        async with running(discord_double, tmp_path, FOOTNOTE_FEED_API=feed.url) as process:
            before = switch.current(tmp_path / "index")
            async with asyncio.timeout(60):
                await feed.until_asked(8)
            await discord_double.until(
                lambda: switch.current(tmp_path / "index") != before, seconds=60
            )
            asked = await discord_double.slash(channel, "ask", question="how many buckets?")
            status = await discord_double.slash(channel, "status")
            await discord_double.all_answered(asked, seconds=60)
            await discord_double.until(lambda: status.message)
            assert "77 buckets of herring" in asked.text
            assert "Last sync with Daily Papers: <t:" in status.text
            process.send_signal(signal.SIGTERM)
            _, errors = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 0
    assert len(errors.decode().splitlines()) <= 2  # the sample, and the invitation
