from types import SimpleNamespace

import discord
import pytest

from bot.exts.ask.addressed import Call, call, for_somebody_else, from_a_person, question_in

ME, ADA, BEN = 1, 2, 3
OWN_ROLE = SimpleNamespace(id=50, tags=SimpleNamespace(bot_id=ME))
OTHER_ROLE = SimpleNamespace(id=60, tags=None)


def person(number):
    return SimpleNamespace(id=number, bot=False)


def message(content="", *, mentions=(), roles=(), guild=True, **values):
    return SimpleNamespace(
        content=content,
        mentions=[person(n) for n in mentions],
        role_mentions=list(roles),
        guild=object() if guild else None,
        reference=None,
        author=person(ADA),
        webhook_id=None,
        type=discord.MessageType.default,
        flags=SimpleNamespace(forwarded=False),
        **values,
    )


def reply_to(author, **values):
    replied = discord.Message.__new__(discord.Message)
    replied.author = person(author)
    made = message(**values)
    made.reference = SimpleNamespace(resolved=replied)
    return made


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (message("hi"), None),
        (message("hi", guild=False), Call.DM),
        (message("<@1> hi", mentions=[ME]), Call.MENTION),
        (message("<@3> hi", mentions=[BEN]), None),
        (message("<@&50> hi", roles=[OWN_ROLE]), Call.MENTION),
        (message("<@&60> hi", roles=[OTHER_ROLE]), None),
        (reply_to(ME, content="and?"), Call.REPLY),
        (reply_to(BEN, content="and?"), None),
    ],
)
def test_who_is_called(given, expected):
    assert call(given, ME) is expected


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("<@1> What are  agents?", "What are agents?"),
        ("What are <@!1>\nagents?", "What are agents?"),
        ("<@&50> What of <@&60> and <@3>?", "What of <@&60> and <@3>?"),
        ("<@1>", ""),
    ],
)
def test_the_question_is_what_is_left_without_the_call(text, question):
    assert question_in(message(text, roles=[OWN_ROLE, OTHER_ROLE]), ME) == question


def test_in_a_thread_words_to_others_are_not_for_the_bot():
    assert for_somebody_else(message("<@3> hm", mentions=[BEN]), ME)
    assert for_somebody_else(reply_to(BEN, content="hm"), ME)
    assert not for_somebody_else(message("<@1> <@3>", mentions=[ME, BEN]), ME)
    assert not for_somebody_else(reply_to(ME, content="hm"), ME)
    assert not for_somebody_else(message("hm"), ME)


def test_only_people_are_listened_to():
    assert from_a_person(message("hi"))
    robot = message("hi")
    robot.author.bot = True
    hook = message("hi")
    hook.webhook_id = 7
    news = message("hi")
    news.type = discord.MessageType.pins_add
    assert not any(map(from_a_person, (robot, hook, news)))
