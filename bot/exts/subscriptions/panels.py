"""One subscription in the hands of its owner: shown, tried, changed, paused and removed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.core.digest import Pause, Rhythm, Subscription
from bot.digests import due
from bot.exts.desk import AnyInteraction, Desk
from bot.exts.errors import ReaderError
from bot.exts.present import to_embeds
from bot.exts.presses import modal_choices, modal_values
from bot.exts.subscriptions import controls, typed
from bot.exts.subscriptions.rights import check_may_change, check_may_end
from bot.exts.subscriptions.subjects import subject_of
from bot.exts.titles import SavedTitles
from bot.exts.zones import known_zone
from bot.locales.catalog import Translate
from bot.render import digest as pages
from bot.render import subscription as render
from bot.state.errors import TooManySubscriptionsError


class Panels:
    """``now`` gives aware moments."""

    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        self._desk = desk
        self._now = now
        self._subscriptions = desk.services.state.subscriptions
        self._library = desk.services.library
        self._mail = desk.services.mail is not None
        self._titles = SavedTitles(self._library)
        for action, handler in (
            (controls.PREVIEW, self._preview),
            (controls.WHEN, self._when),
            (controls.WHEN_SET, self._set_when),
            (controls.WHAT, self._what),
            (controls.WHAT_SET, self._set_what),
            (controls.PAUSE, self.pause),
            (controls.RESUME, self._resume),
            (controls.REMOVE, self.ask_to_remove),
            (controls.REMOVED, self._remove),
        ):
            desk.presses.add(action, handler)

    async def add(self, interaction: AnyInteraction, wanted: Subscription) -> None:
        """Keep a new subscription, and show it as the answer to a deferred interaction.

        Raises ReaderError where there is one like it, or too many.
        """
        if any(_same(wanted, other) for other in await self._subscriptions.of(wanted.owner)):
            raise ReaderError("error.subscribed_already")
        try:
            added = await self._subscriptions.add(wanted)
        except TooManySubscriptionsError as error:
            raise ReaderError("error.too_many_subscriptions", most=error.limit) from error
        t = await self._desk.speak(interaction)
        await self.show(interaction, added, t("subscription.added"), t)

    async def show(
        self, interaction: AnyInteraction, subscription: Subscription, heading: str, t: Translate
    ) -> None:
        """The subscription with its controls, as the answer to a deferred interaction."""
        titles = await self._titles(subscription)
        moment = due.next_moment(subscription, self._now())
        message = render.card(subscription, titles, moment, heading, t)
        await interaction.edit_original_response(
            content=None,
            embeds=to_embeds(message),
            view=controls.panel(subscription, t, mail=self._mail),
        )

    async def open(self, interaction: AnyInteraction, subscription_id: str) -> None:
        """The same for a subscription that was chosen. Raises ReaderError."""
        check_may_end(interaction, await self.get(subscription_id))
        await self._show_again(interaction, subscription_id, "subscription.one")

    async def pause(self, interaction: AnyInteraction, subscription_id: str) -> None:
        await begin(interaction)
        subscription = await self.get(subscription_id)
        check_may_end(interaction, subscription)
        _exists(await self._subscriptions.pause(subscription.id, Pause.ASKED))
        await self._show_again(interaction, subscription_id, "subscription.paused_now")

    async def ask_to_remove(self, interaction: AnyInteraction, subscription_id: str) -> None:
        await begin(interaction)
        subscription = await self.get(subscription_id)
        check_may_end(interaction, subscription)
        t = await self._desk.speak(interaction)
        titles = await self._titles(subscription)
        about = render.about(subscription, titles, t)
        await interaction.edit_original_response(
            content=t("subscription.remove", about=about),
            embeds=[],
            view=controls.removing(subscription, t),
        )

    async def _remove(self, interaction: AnyInteraction, subscription_id: str) -> None:
        await begin(interaction)
        subscription = await self.get(subscription_id)
        check_may_end(interaction, subscription)
        await self._subscriptions.remove(subscription.id)
        t = await self._desk.speak(interaction)
        await interaction.edit_original_response(
            content=t("subscription.removed"), embeds=[], view=None
        )

    async def _resume(self, interaction: AnyInteraction, subscription_id: str) -> None:
        await begin(interaction)
        check_may_change(interaction, await self.get(subscription_id))
        _exists(await self._subscriptions.pause(subscription_id, None))
        await self._show_again(interaction, subscription_id, "subscription.resumed")

    async def _preview(self, interaction: AnyInteraction, subscription_id: str) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        subscription = await self.get(subscription_id)
        check_may_end(interaction, subscription)
        self._desk.count(interaction)
        digest = await self._desk.services.digests.preview(subscription, self._now())
        t = await self._desk.speak(interaction)
        titles = await self._titles(subscription)
        await interaction.edit_original_response(
            content=t("subscription.preview"),
            embeds=to_embeds(pages.page(digest, 0, titles, t)),
        )

    async def _when(self, interaction: AnyInteraction, subscription_id: str) -> None:
        """A form cannot be deferred."""
        subscription = await self.get(subscription_id)
        check_may_change(interaction, subscription)
        t = await self._desk.speak(interaction)
        await interaction.response.send_modal(controls.when(subscription, t))

    async def _what(self, interaction: AnyInteraction, subscription_id: str) -> None:
        subscription = await self.get(subscription_id)
        check_may_change(interaction, subscription)
        t = await self._desk.speak(interaction)
        titles = await self._titles(subscription)
        await interaction.response.send_modal(controls.what(subscription, titles, t))

    async def _set_when(self, interaction: AnyInteraction, subscription_id: str) -> None:
        lines, chosen = modal_values(interaction), modal_choices(interaction)
        changed = replace(
            await self.get(subscription_id),
            rhythm=Rhythm(chosen[controls.RHYTHM][0]),
            at=typed.time_of_day(lines[controls.AT]),
            zone=await known_zone(lines[controls.ZONE]),
            weekdays=frozenset(map(int, chosen[controls.WEEKDAYS])),
            quiet=typed.quiet_hours(lines[controls.QUIET]),
        )
        await self._change(interaction, changed)

    async def _set_what(self, interaction: AnyInteraction, subscription_id: str) -> None:
        lines, chosen = modal_values(interaction), modal_choices(interaction)
        subscription = await self.get(subscription_id)
        subject = subscription.subject
        if controls.SUBJECT in lines:
            subject = await subject_of(subscription.scope, lines[controls.SUBJECT], self._library)
        changed = replace(
            subscription,
            subject=subject,
            at_most=typed.papers_at_most(lines[controls.AT_MOST]),
            quiet_day=chosen.get(controls.QUIET_DAY) == [controls.TOLD],
        )
        await self._change(interaction, changed)

    async def _change(self, interaction: AnyInteraction, changed: Subscription) -> None:
        check_may_change(interaction, changed)
        await begin(interaction)
        await self.keep(interaction, changed)

    async def keep(self, interaction: AnyInteraction, changed: Subscription) -> None:
        """Keep new values, and show them as the answer to a deferred interaction."""
        _exists(await self._subscriptions.change(changed))
        await self._show_again(interaction, changed.id, "subscription.changed")

    async def _show_again(
        self, interaction: AnyInteraction, subscription_id: str, heading: str
    ) -> None:
        t = await self._desk.speak(interaction)
        await self.show(interaction, await self.get(subscription_id), t(heading), t)

    async def get(self, subscription_id: str) -> Subscription:
        """Raises ReaderError where it was removed."""
        subscription = await self._subscriptions.get(subscription_id)
        if subscription is None:
            raise ReaderError("error.no_subscription")
        return subscription


def _same(one: Subscription, other: Subscription) -> bool:
    """Whether they say the same papers in the same place."""
    return all(
        getattr(one, name) == getattr(other, name)
        for name in ("scope", "subject", "via", "channel", "email", "rhythm")
    )


def _exists(found: bool) -> None:
    """Raises ReaderError where the subscription was removed meanwhile."""
    if not found:
        raise ReaderError("error.no_subscription")


async def begin(interaction: AnyInteraction) -> None:
    """Answer in place where the message is the person's alone, else beside it."""
    inside = interaction.message is not None and interaction.message.flags.ephemeral
    await interaction.response.defer(ephemeral=not inside, thinking=not inside)
