"""What the buttons of a journal club do."""

from __future__ import annotations

from bot.core.club import Club, Stage
from bot.exts import errors
from bot.exts.desk import AnyInteraction, Desk
from bot.exts.errors import ReaderError
from bot.exts.journal import buttons
from bot.exts.journal.allowed import check_may_end
from bot.exts.journal.clockwork import Clockwork
from bot.exts.journal.live import Live
from bot.exts.reply import reply
from bot.render import club as shown
from bot.render.club import Talked
from bot.render.escape import escaped_within
from bot.state.records import Exchange

RECAP_QUESTIONS = 10
_TITLE_LIMIT = 200


class Pressing:
    def __init__(self, desk: Desk, clockwork: Clockwork, live: Live) -> None:
        self._desk = desk
        self._journal = desk.services.state.journal
        self._clockwork = clockwork
        self._live = live
        for action, handler in (
            (buttons.VOTE, self._vote),
            (buttons.CLOSE, self._close),
            (buttons.CANCEL, self._cancel),
            (buttons.THREAD, self._thread),
            (buttons.RECAP, self._recap),
        ):
            desk.presses.add(action, handler)

    async def _vote(self, interaction: AnyInteraction, argument: str) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        club, _, number = argument.partition(":")
        chosen = await self._journal.vote(club, interaction.user.id, int(number))
        if chosen is None:
            raise ReaderError("error.club_over")
        t = await self._desk.speak(interaction)
        title = escaped_within(chosen.title, _TITLE_LIMIT)
        await errors.tell(interaction, t("journal.voted", n=chosen.n, title=title))
        self._live.changed(club)

    async def _close(self, interaction: AnyInteraction, club: str) -> None:
        await self._end(interaction, club, cancelled=False)

    async def _cancel(self, interaction: AnyInteraction, club: str) -> None:
        await self._end(interaction, club, cancelled=True)

    async def _end(self, interaction: AnyInteraction, club_id: str, *, cancelled: bool) -> None:
        club = await self._club(club_id)
        check_may_end(interaction, club)
        await interaction.response.defer()
        if not await self._journal.close(club_id, cancelled=cancelled):
            raise ReaderError("error.club_over")
        await self._clockwork.complete(club_id)

    async def _thread(self, interaction: AnyInteraction, club_id: str) -> None:
        """Somebody says that the bot may do now what it was not allowed to."""
        await interaction.response.defer()
        if (await self._club(club_id)).stage is Stage.BLOCKED:
            await self._journal.at_stage(club_id, Stage.CLOSED)
        await self._clockwork.complete(club_id)
        if (await self._club(club_id)).stage is Stage.BLOCKED:
            raise ReaderError("error.thread_forbidden")

    async def _recap(self, interaction: AnyInteraction, club_id: str) -> None:
        club = await self._club(club_id)
        self._desk.count(interaction)
        await interaction.response.defer(thinking=True)
        t = await self._desk.speak(interaction)
        asked: tuple[Exchange, ...] = ()
        total = 0
        if club.thread is not None:
            exchanges = self._desk.services.state.exchanges
            asked, total = await exchanges.in_thread(club.thread, RECAP_QUESTIONS)
        won = club.winner
        paper = await self._desk.services.library.paper(won.paper_id) if won else None
        talked = [Talked(one.result, _url(one)) for one in asked]
        await reply(interaction, shown.recap(club, paper, talked, total, t), ephemeral=False)

    async def _club(self, club_id: str) -> Club:
        club = await self._journal.get(club_id)
        if club is None:
            raise ReaderError("error.club_over")
        return club


def _url(exchange: Exchange) -> str | None:
    if exchange.guild is None or exchange.message is None:
        return None
    return f"https://discord.com/channels/{exchange.guild}/{exchange.channel}/{exchange.message}"
