"""A simulated fortnight as it is played by the real sync, the real rounds and the real ledger."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.answering.threads import Readers
from bot.core.digest import Digest, Pause, Rhythm, Scope, Subscription, Via
from bot.core.errors import GoneError, NotNowError
from bot.core.models import Answer, Question
from bot.digests.rounds import Round, Rounds
from bot.digests.service import Digests
from bot.digests.standing import Answers
from bot.state.database import sqlite_url
from bot.state.store import State, open_state
from tests.couriers import FileCourier, Herald
from tests.feed_double import FeedDouble, serving
from tests.fortnight.script import Event, Script, Wish
from tests.integration.feed.test_sync import Syncs
from vectorstore.corpus.reader import Corpus
from vectorstore.lexicon import Lexicon

PAPERS = "papers"
# Who asked when, what, and of which papers; and the papers that the answer cited.
Asked = tuple[datetime, str, frozenset[str]]
OpenAnswers = Callable[[Path], AbstractAsyncContextManager[Answers]]


class Heard:
    """Passes questions on, and remembers what came of them."""

    def __init__(self, answers: Answers, now: Callable[[], datetime], all_: dict[Any, Any]) -> None:
        self._answers, self._now, self._all = answers, now, all_

    async def ask(self, question: Question) -> Any:
        answer = await self._answers.ask(question)
        cited = answer.citations if isinstance(answer, Answer) else ()
        asked = (self._now(), question.text, question.filters.paper_ids)
        self._all[asked] = tuple(dict.fromkeys(citation.paper_id for citation in cited))
        return answer


@dataclass(slots=True)
class Played:
    """What came of it; ``names`` are the wishes' by the ids of their subscriptions."""

    folder: Path
    names: dict[str, str] = field(default_factory=dict)
    heard: dict[Asked, tuple[str, ...]] = field(default_factory=dict)
    told: list[tuple[str, str | None]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def brought(self) -> list[dict[str, Any]]:
        """What the couriers brought, by each way in order."""
        return [
            {**line, "via": via.value, "to": self.names[line["to"]]}
            for via in Via
            for line in FileCourier(self.folder / f"{via.value}.jsonl").lines()
        ]


class Play:
    """Plays ``script`` in ``folder``, which is empty."""

    def __init__(
        self, folder: Path, script: Script, embedder: Any, open_answers: OpenAnswers
    ) -> None:
        self.played = Played(folder)
        self._script = script
        self._embedder = embedder
        self._open_answers = open_answers
        self._lexicon = Lexicon()
        self._herald = Herald()
        self._now = script.begins
        self._ids: dict[str, str] = {}
        self._killed = False
        self._state: State
        self._rounds: Rounds

    async def __call__(self) -> Played:
        script, syncs = self._script, set(self._script.syncs())
        made = {wish.made for wish in script.wishes}
        async with serving(FeedDouble(), "/api/daily_papers") as double, AsyncExitStack() as bot:
            sync = Syncs(self.played.folder / PAPERS, double)
            sync.embedder = self._embedder
            up = False
            for self._now in script.moments():
                if not script.runs(self._now):
                    await bot.aclose()
                    up = False
                    continue
                if self._now in syncs:
                    await self._sync(sync, double)
                if not up:
                    await self._start(bot)
                    up = True
                for wish in script.wishes if self._now in made else ():
                    if wish.made == self._now:
                        await self._subscribe(wish)
                for event in (one for one in script.events if one.at == self._now):
                    await self._happens(event)
                try:
                    self._count(await self._rounds.run())
                except asyncio.CancelledError:
                    if not self._killed:
                        raise
                    await bot.aclose()
                    up = False
        self.played.told = [(self.played.names[one], why) for one, why in self._herald.told]
        return self.played

    async def _start(self, bot: AsyncExitStack) -> None:
        """As after a restart: nothing is left but what is on the disk."""
        folder, readers = self.played.folder, Readers()
        bot.callback(readers.close)
        corpus = bot.enter_context(Corpus.open(folder / PAPERS))
        answers = await bot.enter_async_context(self._open_answers(folder / PAPERS))
        heard = Heard(answers, lambda: self._now, self.played.heard)
        digests = Digests(corpus, readers, self._embedder, self._lexicon, heard)
        self._state = await bot.enter_async_context(
            open_state(sqlite_url(folder), lambda: self._now)
        )
        self._rounds = Rounds(
            self._state.subscriptions,
            self._state.deliveries,
            digests,
            {via: self._courier(via) for via in Via},
            self._herald,
            lambda: self._now,
        )
        self.played.counts["starts"] += 1

    def _courier(self, via: Via) -> FileCourier:
        courier = FileCourier(self.played.folder / f"{via.value}.jsonl")
        courier.before, courier.after = self._refuse, self._kill
        return courier

    async def _refuse(self, digest: Digest) -> None:
        who = self.played.names[digest.subscription.id]
        for refusal in self._script.refusals:
            if refusal.who == who and refusal.since <= self._now < refusal.until:
                raise GoneError("It is gone.") if refusal.kind == "gone" else NotNowError("Busy.")

    async def _kill(self, digest: Digest) -> None:
        """What was brought is not confirmed any more."""
        who, since = self._script.killed
        name = self.played.names[digest.subscription.id]
        if not self._killed and name == who and self._now >= since:
            self._killed = True
            raise asyncio.CancelledError

    async def _sync(self, sync: Syncs, double: FeedDouble) -> None:
        sync.now = self._now
        double.today = self._now.date()
        double.lists = self._script.feed.lists(self._now)
        double.trending = self._script.feed.trending(self._now)
        double.broken = self._script.feed.broken(self._now)
        outcome, report = await sync()
        self.played.counts += Counter(
            {
                "syncs": 1,
                "lists read": outcome.read,
                "lists unchanged": outcome.unchanged,
                "lists failed": len(outcome.failed),
                "papers added": report.added,
                "papers updated": report.updated,
            }
        )

    def _count(self, done: Round) -> None:
        self.played.counts += Counter(
            {
                "rounds": 1,
                "sent": done.sent,
                "quiet": done.quiet,
                "postponed": done.postponed,
                "stopped": done.stopped,
            }
        )

    async def _subscribe(self, wish: Wish) -> None:
        owner = 1 + len(self._ids)
        added = await self._state.subscriptions.add(_subscription(wish, owner))
        self._ids[wish.name] = added.id
        self.played.names[added.id] = wish.name

    async def _happens(self, event: Event) -> None:
        subscriptions, one = self._state.subscriptions, self._ids[event.who]
        match event.verb:
            case "pause":
                await subscriptions.pause(one, Pause.ASKED)
            case "resume":
                await subscriptions.pause(one, None)
            case "remove":
                await subscriptions.remove(one)
            case "change":
                kept = await subscriptions.get(one)
                await subscriptions.change(replace(kept, **event.values))
            case "dislike":
                lines = [line for line in self.played.brought if line["to"] == event.who]
                for paper in next(line["papers"] for line in lines if line["papers"]):
                    await subscriptions.dislike(one, paper)
            case unknown:
                raise ValueError(unknown)


def _subscription(wish: Wish, owner: int) -> Subscription:
    via = Via(wish.via)
    return Subscription(
        id="",
        owner=owner,
        guild=900 if via is Via.CHANNEL else None,
        scope=Scope(wish.scope),
        subject=wish.subject,
        via=via,
        rhythm=Rhythm(wish.rhythm),
        at=wish.at,
        zone=wish.zone,
        created_at=wish.made,
        channel=1000 + owner if via is Via.CHANNEL else None,
        email=f"reader{owner}@example.org" if via is Via.EMAIL else None,
        weekdays=frozenset(map(int, wish.weekdays)),
        quiet=wish.quiet,
        at_most=wish.at_most,
        quiet_day=wish.quiet_day,
    )
