"""A subscription by e-mail instead of by direct message: to an address that was confirmed."""

from __future__ import annotations

from dataclasses import replace

from bot.core.digest import Subscription, Via
from bot.exts import errors
from bot.exts.desk import AnyInteraction, Desk
from bot.exts.errors import ReaderError
from bot.exts.presses import modal_values
from bot.exts.subscriptions import controls
from bot.exts.subscriptions.panels import Panels, begin
from bot.state.addresses import normalised


class ByMail:
    def __init__(self, desk: Desk, panels: Panels) -> None:
        self._desk = desk
        self._panels = panels
        self._addresses = desk.services.state.addresses
        desk.presses.add(controls.BY_MAIL, self._ask)
        desk.presses.add(controls.BY_MAIL_SET, self._set)
        desk.presses.add(controls.BY_DM, self._back)

    async def _ask(self, interaction: AnyInteraction, subscription_id: str) -> None:
        """A form cannot be deferred."""
        subscription = await self._own(interaction, subscription_id)
        confirmed = await self._addresses.confirmed(interaction.user.id)
        t = await self._desk.speak(interaction)
        await interaction.response.send_modal(controls.by_mail(subscription, confirmed, t))

    async def _set(self, interaction: AnyInteraction, subscription_id: str) -> None:
        """Without an address: forget the one there is."""
        await begin(interaction)
        subscription = await self._own(interaction, subscription_id)
        typed = modal_values(interaction)[controls.ADDRESS].strip()
        if not typed:
            await self._addresses.remove(interaction.user.id)
            await self._panels.keep(interaction, _directly(subscription))
            return
        address = normalised(typed)
        if address == await self._addresses.confirmed(interaction.user.id):
            mailed = replace(subscription, via=Via.EMAIL, email=address)
            await self._panels.keep(interaction, mailed)
            return
        await self._confirm(interaction, address)

    async def _confirm(self, interaction: AnyInteraction, address: str) -> None:
        mail = self._desk.services.mail
        if mail is None:
            raise ReaderError("error.not_now")
        await mail.ask_to_confirm(interaction.user.id, address, interaction.locale.value)
        t = await self._desk.speak(interaction)
        await errors.tell(interaction, t("subscription.confirm", button=t("button.by_mail")))

    async def _back(self, interaction: AnyInteraction, subscription_id: str) -> None:
        await begin(interaction)
        subscription = await self._own(interaction, subscription_id)
        await self._panels.keep(interaction, _directly(subscription))

    async def _own(self, interaction: AnyInteraction, subscription_id: str) -> Subscription:
        subscription = await self._panels.get(subscription_id)
        if subscription.owner != interaction.user.id or subscription.via is Via.CHANNEL:
            raise ReaderError("error.not_yours_own")
        return subscription


def _directly(subscription: Subscription) -> Subscription:
    return replace(subscription, via=Via.DM, email=None)
