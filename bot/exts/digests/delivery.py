"""The rounds of digests, while the bot runs."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from datetime import datetime

from discord.ext import commands

from bot.conduct.pace import Pace
from bot.core.digest import Via
from bot.core.ports import Courier
from bot.digests.clockwork import Clockwork
from bot.digests.rounds import Rounds
from bot.exts.desk import Desk
from bot.exts.digests.courier import PER_SECOND, DiscordCourier
from bot.exts.digests.directly import DirectMessages
from bot.exts.digests.herald import DiscordHerald
from bot.exts.titles import SavedTitles


class Delivery(commands.Cog):
    """``now`` gives aware moments."""

    def __init__(
        self, bot: commands.AutoShardedBot, desk: Desk, now: Callable[[], datetime]
    ) -> None:
        self._bot = bot
        services = desk.services
        titles, directly = SavedTitles(services.library), DirectMessages(bot)
        courier = DiscordCourier(bot, directly, titles, Pace(PER_SECOND, time.monotonic))
        couriers: dict[Via, Courier] = {Via.DM: courier, Via.CHANNEL: courier}
        if services.mail is not None:
            couriers[Via.EMAIL] = services.mail
        rounds = Rounds(
            services.state.subscriptions,
            services.state.deliveries,
            services.digests,
            couriers,
            DiscordHerald(directly, titles),
            now,
        )
        syncer = services.syncer
        self._clockwork = Clockwork(rounds, desk.idle, None if syncer is None else syncer.caught_up)
        self._running: asyncio.Task[None] | None = None

    async def cog_load(self) -> None:
        # Where several processes share the shards, the one that has the first delivers for all.
        if self._bot.shard_ids is None or 0 in self._bot.shard_ids:
            self._running = asyncio.create_task(self._clockwork.run())

    async def cog_unload(self) -> None:
        """What is being sent is cut short: the next start finds out whether it arrived."""
        if self._running is not None:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running
