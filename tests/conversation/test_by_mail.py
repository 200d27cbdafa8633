"""Digests by e-mail, where a mail server is set: only to an address that was confirmed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.digest import Via
from bot.core.errors import NotNowError
from bot.state.errors import NoSuchAddressError
from tests.conversation.talk import buttons, text_of

ADDRESS = "ada@example.org"


class Letters:
    """Takes what is to be confirmed, and every digest."""

    def __init__(self, state):
        self._state = state
        self.tokens = []
        self.error = None
        self.delivered = []

    async def ask_to_confirm(self, person, address, language):
        if self.error:
            raise self.error
        self.tokens.append(await self._state.addresses.request(person, address))

    async def deliver(self, digest, nonce, *, again):
        self.delivered.append((digest.subscription.email, nonce))


@pytest.fixture
async def letters(parts):
    letters = Letters(parts.services.state)
    parts.services = replace(parts.services, mail=letters)
    return letters


@pytest.fixture
def world(letters, world):
    """The letters are there before the bot is built."""
    return world


@pytest.fixture
def simcord_bot(letters, build):
    return build()


async def subscribe(world):
    return await world.ada.slash(world.channel, "subscribe", about="all")


async def fill_in(world, result, address):
    form = await world.ada.click(result.response, label="By e-mail …")
    return await world.ada.submit_modal(form, {"address": address})


async def kept(world):
    (one,) = await world.state.subscriptions.of(world.ada.id)
    return one


async def test_an_address_is_confirmed_before_anything_goes_there(world, letters):
    result = await subscribe(world)
    asked = await fill_in(world, result, ADDRESS)
    assert "I sent a link there" in asked.followups[0].content
    assert (await kept(world)).via is Via.DM
    await world.state.addresses.confirm(letters.tokens[0])
    await world.restart()
    await fill_in(world, result, f" {ADDRESS} ")
    assert f"By e-mail to {ADDRESS}" in text_of(result.response)
    one = await kept(world)
    assert (one.via, one.email) == (Via.EMAIL, ADDRESS)
    await world.wait(hours=23)
    assert [to for to, _ in letters.delivered] == [ADDRESS]
    assert world.ada.user.dm_channel.last_message is None


async def test_it_may_go_back_to_direct_messages(world, letters):
    result = await subscribe(world)
    await fill_in(world, result, ADDRESS)
    await world.state.addresses.confirm(letters.tokens[0])
    await fill_in(world, result, ADDRESS)
    await world.ada.click(result.response, label="By direct message")
    assert (await kept(world)).via is Via.DM


async def test_an_empty_address_forgets_the_one_there_is(world, letters):
    result = await subscribe(world)
    await fill_in(world, result, ADDRESS)
    await world.state.addresses.confirm(letters.tokens[0])
    await fill_in(world, result, "")
    assert await world.state.addresses.confirmed(world.ada.id) is None
    assert (await kept(world)).via is Via.DM


@pytest.mark.parametrize(
    ("error", "address", "said"),
    [
        (None, "no address", "That is no e-mail address"),
        (NoSuchAddressError(), ADDRESS, "there is no such address"),
        (NotNowError("Busy."), ADDRESS, "The message could not be sent now"),
    ],
)
async def test_what_cannot_be_sent_is_told(world, letters, error, address, said):
    letters.error = error
    result = await subscribe(world)
    answer = await fill_in(world, result, address)
    assert said in answer.followups[0].content
    assert (await kept(world)).via is Via.DM


async def test_a_channel_s_digest_is_not_mailed(world):
    result = await world.eve.slash(world.channel, "subscribe", about="all", channel=world.channel)
    assert "By e-mail …" not in buttons(result.response)
