"""The bot as a process: how it starts, why it refuses to, and how it stops."""

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path

import pytest

from tests.discord_core import PAPERS
from tests.wire.double import ME, TOKEN

ROOT = Path(__file__).resolve().parents[2]
TITLE = PAPERS[0].title[:30]


@pytest.fixture
async def start(discord_double, tmp_path):
    """Starts a bot; what still runs at the end is killed."""
    started = []

    async def start(seconds=0.0, **environ):
        given = {
            "FOOTNOTE_DISCORD_TOKEN": TOKEN,
            "FOOTNOTE_DISCORD_API_BASE": discord_double.api_base,
            "FOOTNOTE_DISCORD_GATEWAY_URL": discord_double.gateway_url,
            **environ,
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "ignore", "-m", "tests.wire.process", str(tmp_path)),
            str(seconds),
            cwd=ROOT,
            env={**os.environ, **given},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.returncode is None:
            process.kill()
        with contextlib.suppress(ValueError):
            await process.communicate()


async def ended(process):
    async with asyncio.timeout(60):
        out, errors = await process.communicate()
    return process.returncode, out.decode(), errors.decode()


async def online(double):
    await double.until(lambda: double.identified, seconds=60)
    await double.until(lambda: double.commands)


@pytest.mark.parametrize(
    ("environ", "reason"),
    [
        ({"FOOTNOTE_DISCORD_TOKEN": ""}, "There is no Discord token"),
        ({"FOOTNOTE_DISCORD_TOKEN": "wrong"}, "Discord does not accept the token"),
    ],
)
async def test_without_a_good_token_one_sentence_says_what_to_do(start, environ, reason):
    code, out, errors = await ended(await start(**environ))
    assert code == 1
    assert out.startswith(reason)
    assert len(out.strip().splitlines()) == 1
    for word in (
        "https://discord.com/developers/applications",
        "FOOTNOTE_DISCORD_TOKEN=",
        "https://discord.com/oauth2/authorize?client_id=",
        "scope=bot+applications.commands&permissions=",
        "Send Messages",
    ):
        assert word in out
    assert "Traceback" not in errors


async def test_a_token_that_only_the_gateway_refuses(start, discord_double):
    discord_double.refuse_identify = 4004
    code, out, _ = await ended(await start())
    assert code == 1
    assert "Discord does not accept the token" in out


async def test_an_intent_that_is_not_granted(start, discord_double):
    discord_double.refuse_identify = 4014
    code, out, _ = await ended(await start(FOOTNOTE_DISCORD_MESSAGE_CONTENT="true"))
    assert code == 1
    assert "Message Content Intent" in out


async def test_without_discord_one_sentence_says_so(start):
    process = await start(FOOTNOTE_DISCORD_API_BASE="http://127.0.0.1:9/api/v10")
    code, out, _ = await ended(process)
    assert code == 1
    assert out == "Discord cannot be reached: check the network, then start the bot again.\n"


async def test_a_bot_that_is_told_to_stop_finishes_its_answer(start, discord_double):
    process = await start(seconds=1.5)
    await online(discord_double)
    (guild,) = discord_double.guilds
    channel = discord_double.channel_of(guild)
    asked = await discord_double.slash(channel, "ask", question="What are agents?")
    await discord_double.until(lambda: asked.acknowledged)
    process.send_signal(signal.SIGTERM)
    code, _, errors = await ended(process)
    assert (code, errors) == (0, "")
    assert TITLE in asked.text


async def test_what_cannot_be_finished_in_time_is_told(start, discord_double):
    process = await start(seconds=60, FOOTNOTE_LIMITS_CLOSING_SECONDS="1")
    await online(discord_double)
    (guild,) = discord_double.guilds
    channel = discord_double.channel_of(guild)
    asked = await discord_double.slash(channel, "ask", question="What are agents?")
    await discord_double.say(channel, f"<@{ME['id']}> Since when?", discord_double.person())
    await discord_double.until(lambda: asked.edits)
    process.send_signal(signal.SIGTERM)
    code, _, errors = await ended(process)
    assert (code, errors) == (0, "")
    assert "restarted" in asked.text
    assert any("restarted" in m["content"] for m in discord_double.from_bot(channel))


async def test_a_bot_that_is_told_to_stop_before_it_is_online_stops(start, discord_double):
    process = await start()
    await discord_double.until(lambda: discord_double.requests, seconds=60)
    process.send_signal(signal.SIGINT)
    code, _, _ = await ended(process)
    assert code == 0


async def test_a_restart_between_the_answer_and_the_click(start, discord_double):
    process = await start()
    await online(discord_double)
    (guild,) = discord_double.guilds
    channel, person = discord_double.channel_of(guild), discord_double.person()
    asked = await discord_double.slash(channel, "ask", person, question="What are agents?")
    await discord_double.all_answered(asked)
    process.send_signal(signal.SIGTERM)
    await ended(process)
    sent = [path for method, path, _ in discord_double.requests if method == "PUT"]
    discord_double.identified.clear()
    await start()
    await discord_double.until(lambda: discord_double.identified, seconds=60)
    pressed = await discord_double.press(asked.message, "sources", person)
    await discord_double.until(lambda: pressed.answered)
    assert TITLE in pressed.text
    assert [path for method, path, _ in discord_double.requests if method == "PUT"] == sent
