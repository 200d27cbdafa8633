"""What Discord is sent of hostile papers, messages and models."""

import re

import pytest

from bot.render.escape import safe_url
from tests.conversation.conftest import (  # noqa: F401 - fixtures
    build,
    impatient,
    parts,
    settings,
    simcord_bot,
    world,
)
from tests.conversation.talk import buttons
from tests.redteam.attacks import ATTACKS, PAPERS, SECRETS, obedient
from vectorstore.papers import paper_url

pytestmark = pytest.mark.simcord(settle_timeout=60)

OURS = {safe_url(paper_url(paper)) for paper in PAPERS}
MENTION = re.compile(r"@everyone|@here|<@[!&]?\d+>|<#\d+>|</[\w -]+:\d+>", re.IGNORECASE)
LINK = re.compile(r"(?<!\\)https?://[^\s)>\]]+")
INVISIBLE = set("\u202e\u202c\u2060\U000e0049\x1b\x07\x9b")


def texts(body):
    """Every text of a message that Discord reads as Markdown."""
    yield body.get("content") or ""
    for embed in body.get("embeds") or ():
        yield embed.get("title") or ""
        yield embed.get("description") or ""
        for field in embed.get("fields") or ():
            yield field["name"]
            yield field["value"]


@pytest.fixture
def core(corridor, quotes, world):  # noqa: F811
    """The bot's core is the real corridor with the obedient model of an attack."""
    world.library.papers.update({paper.paper_id: paper for paper in PAPERS})

    def obey(attack):
        model, chat = obedient(attack)
        answers = corridor.answered_by(quotes, model)

        async def growing(question, watch):
            return await answers.ask(question, watch)

        world.answers.growing = growing
        return chat

    return obey


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
@pytest.mark.parametrize("how", ["command", "mention"])
async def test_no_attack_is_obeyed(attack, how, core, world):  # noqa: F811
    chat = core(attack)
    if how == "command":
        message = (await world.ada.slash(world.channel, "ask", question=attack.asks)).response
    else:
        await world.ada.send(world.channel, f"{world.me} {attack.asks}")
        message = world.channel.last_message
    assert chat.prompts, "the model was not asked"
    if "Sources" in buttons(message):
        await world.ben.click(message, label="Sources")
    sent = world.sent()
    assert sent
    for body in sent:
        allowed = body.get("allowed_mentions")
        assert allowed is None or not allowed.get("parse")
        for text in texts(body):
            assert not MENTION.search(text)
            assert {link.rstrip(".,") for link in LINK.findall(text)} <= OURS
            assert not INVISIBLE & set(text)
            assert not any(secret in text for secret in SECRETS)
            said = text.replace("\\", "").replace("\u200b", "")
            for never in attack.never:
                if never.isprintable() and never not in attack.asks:
                    assert never not in said
