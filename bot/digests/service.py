"""What a subscription is sent for a window of days."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from bot.core.digest import Digest, Rhythm, Scope, Subscription
from bot.digests import arrivals, matching
from bot.digests.arrivals import Arrivals
from bot.digests.composing import compose
from bot.digests.due import Window
from bot.digests.matching import Match
from bot.digests.standing import Answers, answering
from vectorstore.corpus.reader import Candidate, Corpus
from vectorstore.embeddings import Embedder
from vectorstore.lexicon import Lexicon

T = TypeVar("T")


class Readers(Protocol):
    async def run(self, work: Callable[[], T]) -> T: ...


class Digests:
    """Makes digests of one corpus. Never blocks the event loop."""

    def __init__(
        self,
        corpus: Corpus,
        readers: Readers,
        embedder: Embedder,
        lexicon: Lexicon,
        answers: Answers,
    ) -> None:
        self._corpus = corpus
        self._readers = readers
        self._embedder = embedder
        self._lexicon = lexicon
        self._answers = answers

    def arrivals(self) -> Arrivals:
        """For the digests of one round: what they share is read once."""
        return Arrivals(self._read)

    async def compose(
        self,
        subscription: Subscription,
        day: date,
        window: Window,
        new: Arrivals,
        *,
        taken: Collection[str] = frozenset(),
        disliked: Collection[str] = frozenset(),
    ) -> Digest | None:
        """The digest of ``day``, of papers that are not ``taken`` nor like those ``disliked``.

        None where there is nothing to send. Raises VectorstoreError, LibrarySlowError, and for
        standing questions what ``AnswerService.ask`` raises.
        """
        candidates = arrivals.untaken(await new.of(window), taken)
        if candidates and disliked:
            candidates = await self._readers.run(partial(self._unlike, candidates, tuple(disliked)))
        if subscription.scope is Scope.QUESTION:
            asked = await self._readers.run(
                partial(self._may_answer, subscription.subject, candidates)
            )
            matches = await answering(self._answers, subscription, asked)
        else:
            matches = await self._readers.run(partial(self._matches, subscription, candidates))
        # A standing question speaks only when it is answered.
        tells = subscription.quiet_day and subscription.scope is not Scope.QUESTION
        if not matches and not tells:
            return None
        return await self._readers.run(
            partial(compose, subscription, day, window, matches, self._lexicon.rarity)
        )

    async def preview(
        self,
        subscription: Subscription,
        now: datetime,
        *,
        days: int | None = None,
        disliked: Collection[str] = frozenset(),
    ) -> Digest:
        """What the subscription would be sent of the newest papers there are by ``now``, whatever
        was sent before: of ``days``, else of a day, or of a week where it is weekly or not about
        everything.

        Raises what ``compose`` raises.
        """
        today = now.astimezone(ZoneInfo(subscription.zone)).date()
        newest = await self._readers.run(self._corpus.newest_day)
        until = min(today, newest or today)
        daily = subscription.rhythm is Rhythm.DAILY and subscription.scope is Scope.ALL
        since = until - timedelta(days=(days or (1 if daily else 7)) - 1)
        window = Window(since, since, until)
        digest = await self.compose(subscription, today, window, self.arrivals(), disliked=disliked)
        return digest or Digest(subscription, today, since, until, (), 0)

    async def _read(self, window: Window) -> Sequence[Candidate]:
        fingerprint = self._embedder.fingerprint
        return await self._readers.run(partial(arrivals.read, self._corpus, fingerprint, window))

    def _unlike(self, candidates: Sequence[Candidate], disliked: Sequence[str]) -> list[Candidate]:
        _, vectors = self._corpus.abstract_matrix(self._embedder.fingerprint, disliked)
        return matching.unlike(candidates, vectors)

    def _may_answer(self, question: str, candidates: Sequence[Candidate]) -> list[Candidate]:
        if not candidates:
            return []
        vector = self._embedder.query(question)
        return matching.may_answer(candidates, question, vector, self._lexicon.rarity)

    def _matches(self, subscription: Subscription, candidates: Sequence[Candidate]) -> list[Match]:
        subject = subscription.subject
        match subscription.scope:
            case Scope.ALL:
                return matching.everything(candidates)
            case Scope.AUTHOR:
                return matching.by_author(candidates, subject)
            case Scope.KEYWORD:
                return matching.by_keyword(candidates, subject)
            case Scope.NEIGHBOURS:
                saved = self._corpus.candidates([subject], self._embedder.fingerprint)
                return matching.by_neighbour(candidates, saved[0]) if saved else []
            case _:
                if not candidates:
                    return []
                vector = self._embedder.query(subject)
                return matching.by_topic(candidates, subject, vector, self._lexicon.rarity)
