"""What the bot sends by e-mail: digests, and before them the question whether they are wanted."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial

from bot.core.digest import Digest
from bot.core.errors import GoneError
from bot.core.site import Site
from bot.locales.catalog import our_language, translator
from bot.mail.digest_letter import Exit, digest_letter
from bot.mail.letters import Letter, message
from bot.mail.smtp import Smtp
from bot.render.jinja import render
from bot.render.scopes import TitlesOf
from bot.state.addresses import Addresses
from bot.state.errors import NoSuchAddressError
from bot.state.links import Links, Purpose


class Mailing:
    """A Courier for subscriptions by e-mail."""

    def __init__(
        self,
        smtp: Smtp,
        sender: str,
        site: Site,
        addresses: Addresses,
        links: Links,
        titles: TitlesOf,
        clock: Callable[[], datetime],
    ) -> None:
        self._smtp = smtp
        self._sender = sender
        self._site = site
        self._addresses = addresses
        self._links = links
        self._titles = titles
        self._clock = clock

    async def ask_to_confirm(self, person: int, address: str, language: str | None) -> None:
        """Send ``address`` a link that confirms it for ``person``; nothing else goes there before.

        ``language`` is any of Discord's locales. Raises AddressError, and NotNowError where the
        mail server does not take it now.
        """
        token = await self._addresses.request(person, address)
        to = await self._addresses.pending(token)
        if to is None:
            # Another request of the same moment has taken its place.
            return
        try:
            await self._send(partial(_confirmation, to, self._site.confirm(token), language), to)
        except GoneError as error:
            raise NoSuchAddressError from error

    async def deliver(self, digest: Digest, nonce: str, *, again: bool) -> None:  # noqa: ARG002
        """Returns once the mail server has taken the digest.

        No server tells whether it took a letter before. The same delivery has the same Message-ID,
        by which most letter boxes show one copy; where the bot dies between the server's yes and
        our own note of it, others show two. Raises GoneError where the address is not (any more)
        the owner's confirmed one or does not exist, and NotNowError.
        """
        subscription = digest.subscription
        to = await self._addresses.confirmed(subscription.owner)
        if to is None or to != subscription.email:
            raise GoneError("This e-mail address is not confirmed: confirm it again in Discord.")
        exits = Exit(
            self._site.unsubscribe(await self._links.token(Purpose.UNSUBSCRIBE, subscription.id)),
            self._site.feed(await self._links.token(Purpose.FEED, subscription.id)),
        )
        titles = await self._titles(subscription)
        await self._send(partial(digest_letter, digest, titles, to, nonce, exits), to)

    async def _send(self, write: Callable[[], Letter], to: str) -> None:
        def written() -> bytes:
            return message(write(), self._sender, self._clock()).as_bytes()

        # A long letter would hold up the event loop.
        await self._smtp.send(await asyncio.to_thread(written), self._sender, to)


def _confirmation(to: str, url: str, language: str | None) -> Letter:
    """Nothing in it was written by whoever asked: it may go to a stranger."""
    t = translator(language)
    values = {
        "language": our_language(language),
        "title": t("mail.confirm_subject"),
        "asks": t("mail.confirm_text"),
        "button": t("mail.confirm_button"),
        "otherwise": t("mail.confirm_otherwise"),
        "url": url,
    }
    return Letter(
        to,
        t("mail.confirm_subject"),
        render("bot.mail", "confirm.txt", **values),
        render("bot.mail", "confirm.html", **values),
        secrets.token_hex(12),
    )
