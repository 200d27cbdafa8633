"""E-mail addresses: taken only once confirmed, forgotten on request, never a way to flood."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.state.addresses import PER_ADDRESS, PER_PERSON, normalised
from bot.state.errors import BadAddressError, TooManyRequestsError
from bot.state.links import Purpose
from tests.integration.state.samples import ADA, BEN
from tests.integration.state.test_forgetting import traces

ADDRESS = "ada@example.org"


async def test_an_address_counts_once_it_is_confirmed(state):
    token = await state.addresses.request(ADA, f" {ADDRESS} ")
    assert await state.addresses.confirmed(ADA) is None
    assert await state.addresses.pending(token) == ADDRESS
    assert await state.addresses.confirmed(ADA) is None
    assert await state.addresses.confirm(token) == ADDRESS
    assert await state.addresses.confirmed(ADA) == ADDRESS
    assert await state.addresses.confirm(token) == ADDRESS
    assert await state.addresses.confirmed(BEN) is None


async def test_the_token_itself_is_kept_nowhere(state, folder):
    token = await state.addresses.request(ADA, ADDRESS)
    assert traces(folder, ADA, ADDRESS)
    assert traces(folder, BEN, token) == []


async def test_a_token_works_for_a_day(state, clock):
    token = await state.addresses.request(ADA, ADDRESS)
    clock.forward(days=1)
    assert await state.addresses.pending(token) == ADDRESS
    clock.forward(seconds=1)
    assert await state.addresses.pending(token) is None
    assert await state.addresses.confirm(token) is None
    assert await state.addresses.confirmed(ADA) is None


@pytest.mark.parametrize("token", ["", "x", "ü" * 43, "\ud800", "a" * 100_000])
async def test_a_made_up_token_confirms_nothing(state, token):
    await state.addresses.request(ADA, ADDRESS)
    assert await state.addresses.confirm(token) is None


async def test_a_new_request_voids_the_one_before_it_and_a_new_address_replaces_the_old(state):
    first = await state.addresses.request(ADA, ADDRESS)
    second = await state.addresses.request(ADA, "ada@example.com")
    assert await state.addresses.confirm(first) is None
    assert await state.addresses.confirm(second) == "ada@example.com"
    third = await state.addresses.request(ADA, ADDRESS)
    assert await state.addresses.confirmed(ADA) == "ada@example.com"
    await state.addresses.confirm(third)
    assert await state.addresses.confirmed(ADA) == ADDRESS


async def test_a_strangers_letter_box_is_not_flooded_by_one_person_nor_by_many(state, clock):
    for person in range(1, PER_ADDRESS + 1):
        await state.addresses.request(person, ADDRESS)
    with pytest.raises(TooManyRequestsError, match="try again tomorrow"):
        await state.addresses.request(ADA, "Ada@EXAMPLE.org")
    for number in range(PER_PERSON):
        await state.addresses.request(ADA, f"ada{number}@example.org")
    with pytest.raises(TooManyRequestsError):
        await state.addresses.request(ADA, "another@example.org")
    clock.forward(days=1, seconds=1)
    await state.addresses.request(ADA, ADDRESS)


async def test_being_forgotten_does_not_start_the_count_again(state):
    for number in range(PER_ADDRESS):
        await state.addresses.request(ADA + number, ADDRESS)
        await state.privacy.forget(ADA + number)
    with pytest.raises(TooManyRequestsError):
        await state.addresses.request(ADA, ADDRESS)


async def test_a_removed_address_leaves_no_trace_and_no_link(state, folder):
    await state.addresses.confirm(await state.addresses.request(ADA, ADDRESS))
    token = await state.addresses.request(ADA, "ada@example.com")
    await state.addresses.remove(ADA)
    assert await state.addresses.confirmed(ADA) is None
    assert await state.addresses.confirm(token) is None
    assert traces(folder, ADA, "ada@example") == []


async def test_addresses_are_exported_and_forgotten(state, folder):
    await state.addresses.confirm(await state.addresses.request(ADA, ADDRESS))
    await state.addresses.request(ADA, "ada@example.com")
    exported = await state.privacy.export(ADA)
    assert exported["email"]["address"] == ADDRESS
    assert [asked["address"] for asked in exported["emails_to_be_confirmed"]] == ["ada@example.com"]
    assert (await state.privacy.export(BEN))["email"] is None
    await state.privacy.forget(ADA)
    assert traces(folder, ADA, "ada@example") == []


async def test_old_requests_go_and_confirmed_addresses_stay(state, folder, clock):
    await state.addresses.confirm(await state.addresses.request(ADA, ADDRESS))
    await state.addresses.request(BEN, "ben@example.org")
    await state.retention.sweep(clock() + timedelta(days=1), days=90)
    assert traces(folder, BEN, "ben@example.org")
    await state.retention.sweep(clock() + timedelta(days=1, seconds=1), days=90)
    assert traces(folder, BEN, "ben@example.org") == []
    assert await state.addresses.confirmed(ADA) == ADDRESS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ada",
        "ada@",
        "@example.org",
        "ada@localhost",
        "a da@example.org",
        "ada@example.org\r\nBcc: x@example.org",
        "ada@example.org, ben@example.org",
        "<ada@example.org>",
        '"ada x"@example.org',
        "ada@@example.org",
        ".ada@example.org",
        "ada@-example.org",
        "ada@example..org",
        "ada@[127.0.0.1]",
        "adä@example.org",
        "ada@exam\u200bple\x00.org",
        "ada@" + "a" * 64 + ".org",
        "a" * 65 + "@example.org",
        "ada@" + "a." * 130 + "org",
        "\ud800@example.org",
    ],
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(BadAddressError, match=r"write one such as ada@example\.org"):
        normalised(text)


def test_a_domain_may_be_international_and_in_capitals():
    assert normalised("Ada+papers@BÜCHER.Example") == "Ada+papers@xn--bcher-kva.example"


async def test_a_link_is_for_one_purpose_and_one_subscription(state):
    token = await state.links.token(Purpose.UNSUBSCRIBE, "s1")
    assert token == await state.links.token(Purpose.UNSUBSCRIBE, "s1")
    assert await state.links.subscription(Purpose.UNSUBSCRIBE, token) == "s1"
    assert await state.links.subscription(Purpose.FEED, token) is None
    assert await state.links.subscription(Purpose.UNSUBSCRIBE, "s2." + token[3:]) is None
    for wrong in ("", ".", "s1", "s1.", token[:-1], token + "x", "\ud800.x", "ü"):
        assert await state.links.subscription(Purpose.UNSUBSCRIBE, wrong) is None
