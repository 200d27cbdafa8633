"""New subscriptions, with what holds where nothing else was chosen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time

from bot.core.digest import Rhythm, Scope, Subscription, Via
from bot.exts.desk import AnyInteraction, Desk
from bot.exts.errors import ReaderError
from bot.exts.subscriptions import controls
from bot.exts.subscriptions.panels import Panels
from bot.locales.catalog import our_language

_AT = time(8)
_MONDAY = frozenset({0})
_EVERY_DAY = frozenset(range(7))


class Starting:
    """``now`` gives aware moments."""

    def __init__(self, desk: Desk, panels: Panels, now: Callable[[], datetime]) -> None:
        self._desk = desk
        self._panels = panels
        self._now = now
        desk.presses.add(controls.KEEP, self._keep_asking)

    async def new(
        self,
        interaction: AnyInteraction,
        scope: Scope,
        subject: str,
        *,
        rhythm: Rhythm = Rhythm.DAILY,
        at: time | None = None,
        zone: str | None = None,
    ) -> Subscription:
        """A subscription by direct message, not kept yet."""
        person, guild = interaction.user.id, interaction.guild_id
        effective = await self._desk.effective(interaction)
        return Subscription(
            id="",
            owner=person,
            guild=None,
            scope=scope,
            subject=subject,
            via=Via.DM,
            rhythm=rhythm,
            at=at or _AT,
            zone=zone or await self._desk.zones.of(person, guild),
            weekdays=_MONDAY if rhythm is Rhythm.WEEKLY else _EVERY_DAY,
            language=effective.language or our_language(interaction.locale.value),
            created_at=self._now(),
        )

    async def _keep_asking(self, interaction: AnyInteraction, exchange_id: str) -> None:
        """The question of an answer is asked again of each new paper."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        self._desk.count(interaction)
        exchange = await self._desk.services.state.exchanges.get(exchange_id)
        if exchange is None:
            raise ReaderError("error.forgotten")
        result = exchange.result
        # What a question took over from those before it belongs to whoever asked them.
        own = exchange.asker == interaction.user.id
        question = result.standalone if own else result.question
        asked = await self.new(interaction, Scope.QUESTION, question)
        await self._panels.add(interaction, asked)
