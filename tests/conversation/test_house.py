"""Settings, privacy, help, and the first words in a new server."""

import json
import sqlite3
from datetime import timedelta

import pytest
from discord import app_commands

from bot.exts.localise import catalog_key
from bot.locales.catalog import translator
from tests.conversation.talk import buttons, text_of


async def test_only_managers_see_the_settings(world):
    assert "settings show" in world.eve.available_commands(world.channel)
    assert "settings show" not in world.ada.available_commands(world.channel)


async def test_answers_may_be_private(world):
    changed = await world.eve.slash(world.channel, "settings server", ephemeral=True)
    assert "Answers to commands are private: yes" in changed.response.content
    result = await world.ada.slash(world.channel, "ask", question="What are agents?")
    assert result.ephemeral
    assert "Delete" not in buttons(result.response)
    assert "Continue in a thread" not in buttons(result.response)


async def test_a_channel_may_differ_and_go_back(world):
    other = world.guild.create_text_channel("other")
    await world.eve.slash(world.channel, "settings server", ephemeral=True)
    await world.eve.slash(world.channel, "settings channel", channel=other, ephemeral=False)
    assert not (await world.ada.slash(other, "ask", question="What?")).ephemeral
    shown = await world.eve.slash(world.channel, "settings show")
    assert other.mention in shown.response.content
    await world.eve.slash(world.channel, "settings reset", channel=other)
    assert (await world.ada.slash(other, "ask", question="What?")).ephemeral


async def test_a_command_answered_in_a_thread_where_that_is_wanted(world):
    await world.eve.slash(world.channel, "settings server", threads=True)
    await world.ada.slash(world.channel, "ask", question="What are agents?")
    (thread,) = world.channel.threads
    await world.ada.send(thread, f"{world.me} Since when?")
    assert [t.question for t in world.answers.asked[-1].history] == ["What are agents?"]


async def test_privacy_says_what_is_kept_and_for_how_long(world):
    result = await world.ada.slash(world.channel, "privacy")
    assert "90 days" in result.response.content
    assert result.ephemeral


async def test_export_sends_everything_by_direct_message(world):
    await world.ada.slash(world.channel, "ask", question="What are agents?")
    result = await world.ada.slash(world.channel, "export")
    assert "direct message" in result.response.content
    (file,) = world.ada.user.dm_channel.last_message.attachments
    assert "What are agents?" in json.dumps(json.loads(await file.read()))


async def test_export_comes_here_where_direct_messages_are_closed(world):
    world.env.inject_error("POST", "/channels/*/messages", status=403, code=50007)
    result = await world.ada.slash(world.channel, "export")
    shown = [result.response, *result.followups]
    (file,) = [file for message in shown for file in message.attachments]
    assert file.filename == "footnote-export.json"
    assert any("do not accept direct messages" in m.content for m in shown)


async def test_forget_me_leaves_nothing_in_the_database(world, tmp_path):
    await world.ada.slash(world.channel, "ask", question="Where is the zanzibar?")
    await world.ada.send(world.channel, f"{world.me} And the zanzibar again?")
    await world.ada.send_dm("zanzibar, in private")
    result = await world.ada.slash(world.channel, "forget-me")
    assert "3 questions" in result.response.content
    files = list(tmp_path.glob("state.db*"))
    assert files
    assert not any(b"zanzibar" in file.read_bytes() for file in files)
    assert not any(str(world.ada.id).encode() in file.read_bytes() for file in files)
    with sqlite3.connect(tmp_path / "state.db") as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        rows = [database.execute(f"SELECT * FROM {name}").fetchall() for (name,) in tables]  # noqa: S608
    database.close()
    assert str(world.ada.id) not in str(rows)


async def test_what_is_being_answered_is_forgotten_too(world):
    gate = world.slow()
    await world.ada.send(world.channel, f"{world.me} What are agents?")
    await world.ada.slash(world.channel, "forget-me")
    gate.set()
    await world.env.settle()
    assert (await world.state.privacy.export(world.ada.id))["exchanges"] == []


async def test_old_questions_are_deleted_every_day(world):
    await world.ada.slash(world.channel, "ask", question="What are agents?")
    world.clock.moment += timedelta(days=91)
    # A day of digests, a round a minute, would take long.
    await world.bot.remove_cog("Delivery")
    await world.env.advance_time(24 * 3600 + 1)
    assert (await world.state.privacy.export(world.ada.id))["exchanges"] == []


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("help", ("/ask", "Check this claim", "/forget-me")),
        ("about", ("45 papers", "2024-08-20", "abstracts only")),
        ("status", ("45 papers", "waiting: 0", "Version")),
    ],
)
async def test_help(world, command, words):
    result = await world.ada.slash(world.channel, command)
    assert result.ephemeral
    assert all(word in result.response.content for word in words)


async def test_status_says_when_something_is_limited(world):
    world.library.degraded = "The index is being rebuilt."
    result = await world.ada.slash(world.channel, "status")
    assert "Limited: The index is being rebuilt." in result.response.content


async def test_status_says_when_the_feed_was_last_synced(world):
    result = await world.ada.slash(world.channel, "status")
    assert "Last sync with Daily Papers: never" in result.response.content
    world.library.last_sync = world.clock()
    moment = f"<t:{int(world.clock.seconds())}:f>"
    result = await world.ada.slash(world.channel, "status")
    assert f"Last sync with Daily Papers: {moment}" in result.response.content


async def test_a_new_server_is_told_how_to_begin(world):
    guild = world.env.create_guild(name="New lab")
    channel = guild.create_text_channel("general")
    await world.happen("guild_join", world.bot.get_guild(guild.id))
    assert "/help" in channel.last_message.content


async def test_in_private_everything_works_that_makes_sense_there(world):
    names = world.ada.user.available_commands()
    assert {"ask", "search", "privacy", "forget-me", "help"} <= set(names)
    assert not any(name.startswith("settings") for name in names)
    result = await world.ada.user.slash("ask", question="What are agents?")
    assert text_of(result.response)


def test_no_command_shadows_another_and_all_fit_discord(world):
    tree = world.bot.tree
    names = [(type(command), command.name) for command in tree.get_commands()]
    assert len(set(names)) == len(names)
    menus = [c for c in tree.get_commands() if isinstance(c, app_commands.ContextMenu)]
    assert len(menus) <= 5


def test_no_privileged_intent_is_asked_for(world):
    intents = world.bot.intents
    assert not intents.message_content
    assert not intents.members
    assert not intents.presences


async def test_the_catalogue_has_the_english_of_every_command(world):
    """Translators work from the catalogue; what English readers see stands in the commands."""
    differ = []

    class Compare(app_commands.Translator):
        async def translate(self, string, _locale, context):
            key = catalog_key(context)
            if translator("en")(key) != string.message:
                differ.append(key)

    for command in world.bot.tree.get_commands():
        await command.get_translated_payload(world.bot.tree, Compare())
    assert differ == []
