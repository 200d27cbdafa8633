"""What the buttons under a digest do."""

from __future__ import annotations

from bot.core.digest import Digest
from bot.exts.desk import AnyInteraction, Desk
from bot.exts.digests import buttons
from bot.exts.errors import ReaderError
from bot.exts.present import to_embeds
from bot.exts.presses import chosen_values
from bot.exts.subscriptions.panels import Panels, begin
from bot.exts.subscriptions.rights import check_may_end
from bot.exts.titles import SavedTitles
from bot.render import digest as pages
from bot.render.escape import escaped_within

_TITLE_LIMIT = 300


class DigestActions:
    def __init__(self, desk: Desk, panels: Panels) -> None:
        self._desk = desk
        self._state = desk.services.state
        self._panels = panels
        self._titles = SavedTitles(desk.services.library)
        for action, handler in (
            (buttons.WHY, self._why),
            (buttons.LESS, self._less),
            (buttons.LESS_OF, self._less_of),
            (buttons.PAUSE, self._pause),
            (buttons.STOP, self._stop),
            (buttons.PAGE, self._page),
            (buttons.GROUP, self._group),
        ):
            desk.presses.add(action, handler)

    async def _digest(self, nonce: str) -> Digest:
        digest = await self._state.deliveries.digest(nonce)
        if digest is None:
            raise ReaderError("error.digest_forgotten")
        return digest

    async def _why(self, interaction: AnyInteraction, argument: str) -> None:
        nonce, number = _here(argument)
        await interaction.response.defer(ephemeral=True, thinking=True)
        digest = await self._digest(nonce)
        t = await self._desk.speak(interaction)
        titles = await self._titles(digest.subscription)
        message = pages.why(digest, number, titles, t)
        await interaction.edit_original_response(embeds=to_embeds(message))

    async def _less(self, interaction: AnyInteraction, argument: str) -> None:
        nonce, number = _here(argument)
        await interaction.response.defer(ephemeral=True, thinking=True)
        digest = await self._digest(nonce)
        check_may_end(interaction, digest.subscription)
        t = await self._desk.speak(interaction)
        await interaction.edit_original_response(
            content=t("digest.less"), view=buttons.less(digest, nonce, number, t)
        )

    async def _less_of(self, interaction: AnyInteraction, nonce: str) -> None:
        await interaction.response.defer()
        digest = await self._digest(nonce)
        check_may_end(interaction, digest.subscription)
        (place,) = chosen_values(interaction)
        paper = list(digest.items)[int(place)].paper
        if not await self._state.subscriptions.dislike(digest.subscription.id, paper.paper_id):
            raise ReaderError("error.no_subscription")
        t = await self._desk.speak(interaction)
        said = t("digest.less_noted", title=escaped_within(paper.title, _TITLE_LIMIT))
        await interaction.edit_original_response(content=said, view=None)

    async def _pause(self, interaction: AnyInteraction, argument: str) -> None:
        await self._panels.pause(interaction, _subscription(argument))

    async def _stop(self, interaction: AnyInteraction, argument: str) -> None:
        await self._panels.ask_to_remove(interaction, _subscription(argument))

    async def _page(self, interaction: AnyInteraction, argument: str) -> None:
        nonce, number = _here(argument)
        await self._turn(interaction, nonce, await self._digest(nonce), number)

    async def _group(self, interaction: AnyInteraction, nonce: str) -> None:
        (group,) = chosen_values(interaction)
        digest = await self._digest(nonce)
        await self._turn(interaction, nonce, digest, pages.page_of(digest, int(group)))

    async def _turn(
        self, interaction: AnyInteraction, nonce: str, digest: Digest, number: int
    ) -> None:
        """Turns the page of a direct message or of one's own copy; in a channel, where others read
        on, whoever turns it gets a copy of their own."""
        if interaction.guild_id is None:
            await interaction.response.defer()
        else:
            await begin(interaction)
        t = await self._desk.speak(interaction)
        titles = await self._titles(digest.subscription)
        await interaction.edit_original_response(
            embeds=to_embeds(pages.page(digest, number, titles, t)),
            view=buttons.under(digest, nonce, number, t),
        )


def _here(argument: str) -> tuple[str, int]:
    nonce, _, number = argument.partition(":")
    return nonce, int(number)


def _subscription(argument: str) -> str:
    return argument.partition(":")[2]
