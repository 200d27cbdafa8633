"""/subscriptions: one's own and, for who manages a server, those of its channels."""

from __future__ import annotations

from bot.core.digest import Subscription, Via
from bot.exts.desk import AnyInteraction, Desk
from bot.exts.known import known
from bot.exts.present import to_embeds
from bot.exts.presses import chosen_values
from bot.exts.subscriptions import controls
from bot.exts.subscriptions.panels import Panels
from bot.exts.subscriptions.rights import manages
from bot.exts.titles import SavedTitles
from bot.render import subscription as render


class Lists:
    def __init__(self, desk: Desk, panels: Panels) -> None:
        self._desk = desk
        self._panels = panels
        self._subscriptions = desk.services.state.subscriptions
        self._titles = SavedTitles(desk.services.library)
        desk.presses.add(controls.LIST, self._turn)
        desk.presses.add(controls.OPEN, self._open)

    async def show(self, interaction: AnyInteraction, page: int) -> None:
        """Page ``page`` (from 0) as the answer to a deferred interaction."""
        t = await self._desk.speak(interaction)
        every = await self._seen_by(interaction)
        pages = max(-(-len(every) // controls.PER_PAGE), 1)
        page = min(page, pages - 1)
        first = page * controls.PER_PAGE
        shown = every[first : first + controls.PER_PAGE]
        titles = await self._titles(*shown)
        message = render.listing(shown, titles, page, pages, first + 1, t)
        await interaction.edit_original_response(
            embeds=to_embeds(message), view=controls.listing(shown, titles, page, pages, t)
        )

    async def _seen_by(self, interaction: AnyInteraction) -> tuple[Subscription, ...]:
        own = await self._subscriptions.of(interaction.user.id)
        if not manages(interaction):
            return own
        here = await self._subscriptions.in_guild(known(interaction.guild_id))
        others = (one for one in here if one.via is Via.CHANNEL)
        return (*own, *(one for one in others if one.owner != interaction.user.id))

    async def _turn(self, interaction: AnyInteraction, page: str) -> None:
        await interaction.response.defer()
        await self.show(interaction, int(page))

    async def _open(self, interaction: AnyInteraction, _: str) -> None:
        await interaction.response.defer()
        (chosen,) = chosen_values(interaction)
        await self._panels.open(interaction, chosen)
