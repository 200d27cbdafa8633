"""One pass over all subscriptions: what was begun is finished, what is due is sent, once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.core.digest import Pause, Subscription, Via
from bot.core.errors import DeliveryError, FootnoteError, GoneError, NotNowError
from bot.core.ports import Courier, Herald
from bot.digests.arrivals import Arrivals
from bot.digests.due import due, silent, window
from bot.digests.service import Digests
from bot.state.deliveries import Claim, Deliveries, Ledger
from bot.state.subscriptions import Subscriptions
from vectorstore.errors import VectorstoreError

_log = logging.getLogger(__name__)

AT_ONCE = 8
SECONDS = 120.0
# Tried again after one minute, two, four, and so on; a day of failures ends it.
_FIRST, _LONGEST = timedelta(minutes=1), timedelta(hours=1)
MOST_ATTEMPTS = 30


@dataclass(slots=True)
class Round:
    """What came of one pass."""

    sent: int = 0
    quiet: int = 0
    """Days on which there was nothing to send."""
    postponed: int = 0
    stopped: int = 0


@dataclass(frozen=True, slots=True)
class _Failure:
    times: int
    not_before: datetime


@dataclass(frozen=True, slots=True)
class _Due:
    """A digest to be made: ``covered`` is the last day that an earlier one looked at."""

    subscription: Subscription
    day: date
    covered: date | None


@dataclass(slots=True)
class Rounds:
    """``couriers`` are those there are; subscriptions by another way wait until it is there.

    At most ``at_once`` readers are served at once by each way, each within ``seconds``, so that one
    who is slow or fails does not hold up the others. ``clock`` gives aware moments. Only one may
    run at a time over one database.
    """

    subscriptions: Subscriptions
    deliveries: Deliveries
    digests: Digests
    couriers: Mapping[Via, Courier]
    herald: Herald
    clock: Callable[[], datetime]
    at_once: int = AT_ONCE
    seconds: float = SECONDS
    _failures: dict[str, _Failure] = field(default_factory=dict)

    async def run(self) -> Round:
        """Raises StateError; what concerns one subscription is logged, and tried again."""
        now, done = self.clock(), Round()
        places = {via: asyncio.Semaphore(self.at_once) for via in self.couriers}
        begun = await self.deliveries.open_claims()
        await _all(self._finish(claim, now, places, done) for claim in begun)
        active, ledgers = await self.subscriptions.active(), await self.deliveries.ledgers()
        # Most minutes nothing is due, and looking at the clocks of thousands takes a moment.
        served = await asyncio.to_thread(_due, active, ledgers, now)
        new = self.digests.arrivals()
        await _all(self._serve(one, now, new, places, done) for one in served)
        few = asyncio.Semaphore(self.at_once)
        await _all(self._tell(one, few) for one in await self.subscriptions.untold())
        return done

    async def _finish(
        self, claim: Claim, now: datetime, places: Mapping[Via, asyncio.Semaphore], done: Round
    ) -> None:
        to = claim.digest.subscription
        if to.via in places and not silent(to, now):
            async with places[to.via]:
                await self._deliver(claim, done, again=True)

    async def _serve(
        self,
        one: _Due,
        now: datetime,
        new: Arrivals,
        places: Mapping[Via, asyncio.Semaphore],
        done: Round,
    ) -> None:
        to = one.subscription
        failure = self._failures.get(to.id)
        if to.via not in places or (failure is not None and now < failure.not_before):
            return
        covers = window(to, now, one.covered)
        async with places[to.via]:
            try:
                digest = await self.digests.compose(
                    to,
                    one.day,
                    covers,
                    new,
                    taken=await self.deliveries.papers(to.id),
                    disliked=await self.subscriptions.disliked(to.id),
                )
            except Exception as error:
                times = failure.times + 1 if failure else 1
                self._failures[to.id] = _Failure(times, now + _pause(times))
                known = isinstance(error, FootnoteError | VectorstoreError)
                _log.warning(
                    "the digest of %s cannot be made yet: %s", to.id, error, exc_info=not known
                )
                return
            self._failures.pop(to.id, None)
            if digest is None:
                if await self.deliveries.skip(to.id, one.day, covers.until):
                    done.quiet += 1
            elif claim := await self.deliveries.claim(digest):
                await self._deliver(claim, done, again=False)

    async def _deliver(self, claim: Claim, done: Round, *, again: bool) -> None:
        to = claim.digest.subscription
        try:
            async with asyncio.timeout(self.seconds):
                await self.couriers[to.via].deliver(claim.digest, claim.nonce, again=again)
        except GoneError as error:
            await self._stop(to, Pause.GONE, error, done)
        except (NotNowError, TimeoutError) as error:
            await self._postpone(claim, error, done)
        except Exception as error:
            _log.exception("the digest %s failed unexpectedly", claim.nonce)
            await self._postpone(claim, error, done)
        else:
            await self.deliveries.confirm(claim.nonce)
            done.sent += 1

    async def _postpone(self, claim: Claim, error: Exception, done: Round) -> None:
        """It may be there though it failed: it is never taken back, only tried again."""
        reason = str(error) or type(error).__name__
        _log.warning("the digest %s waits after attempt %d: %s", claim.nonce, claim.attempt, reason)
        later = self.clock() + _pause(claim.attempt)
        await self.deliveries.postpone(claim.nonce, reason, later)
        done.postponed += 1
        if claim.attempt % MOST_ATTEMPTS == 0:
            await self._stop(claim.digest.subscription, Pause.FAILING, error, done)

    async def _stop(self, to: Subscription, reason: Pause, error: Exception, done: Round) -> None:
        _log.warning("the subscription %s is paused (%s): %s", to.id, reason, error)
        if await self.subscriptions.stop(to.id, reason):
            done.stopped += 1

    async def _tell(self, to: Subscription, places: asyncio.Semaphore) -> None:
        try:
            async with places, asyncio.timeout(self.seconds):
                await self.herald.tell_stopped(to)
        except (NotNowError, TimeoutError) as error:
            _log.info("the owner of %s is told later: %s", to.id, error)
            return
        except Exception as error:
            known = isinstance(error, DeliveryError)
            _log.warning(
                "the owner of %s cannot be told that it is paused: %s",
                *(to.id, error),
                exc_info=not known,
            )
        await self.subscriptions.told(to.id)


def _due(
    active: Iterable[Subscription], ledgers: Mapping[str, Ledger], now: datetime
) -> list[_Due]:
    """What is to be made now; nothing where an earlier digest is not there yet."""
    found = []
    for to in active:
        ledger = ledgers.get(to.id, Ledger())
        if not ledger.open and (day := due(to, now, ledger.day)) is not None:
            found.append(_Due(to, day, ledger.until))
    return found


async def _all(work: Iterable[Awaitable[None]]) -> None:
    """All of it, though some fail; then the first failure is raised."""
    results = await asyncio.gather(*work, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result


def _pause(times: int) -> timedelta:
    return min(_FIRST * float(2 ** min(times - 1, 10)), _LONGEST)
