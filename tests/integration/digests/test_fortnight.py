"""A fortnight of the real sample papers, 50 subscriptions of all kinds, a bot that is away for
three days: what was brought equals what an oracle says that shares no code with the bot."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from bot.answering.threads import Readers
from bot.core.digest import Rhythm, Scope, Subscription, Via
from bot.core.models import Abstention
from bot.digests.rounds import Rounds
from bot.digests.service import Digests
from bot.state.database import sqlite_url
from bot.state.store import open_state
from tests.builders import subscription
from tests.couriers import FileCourier, Herald
from tests.discord_core import PAPERS, TIMINGS, ScriptedAnswers
from tests.integration.corpus.test_corpus import EMBEDDER, store
from vectorstore.corpus.reader import Corpus
from vectorstore.embeddings import PaperText
from vectorstore.lexicon import Lexicon
from vectorstore.sentences import split

MONDAY = date(2026, 8, 3)
START = datetime(2026, 8, 3, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOURS = 14 * 24
AWAY = range(5 * 24, 8 * 24)
LEXICON = Lexicon()
# A paper every seven hours; each fifth is listed for a day that is over.
FEED = [
    (
        START + n * 7 * HOUR,
        replace(
            one,
            listed=((START + n * 7 * HOUR).date() - (2 * DAY if n % 5 == 0 else 0 * DAY),),
            published=None,
            upvotes=(n * 7) % 11,
            authors=("Grace Hopper", "Ada Lovelace") if n % 4 else ("Somebody Else",),
        ),
    )
    for n, one in enumerate(PAPERS)
]
# There early, and near to three others.
SAVED = FEED[1][1]
SUBJECTS = {
    Scope.ALL: ("",),
    Scope.KEYWORD: ("attention head", "video"),
    Scope.AUTHOR: ("Ada Lovelace",),
    Scope.TOPIC: ("attention heads of language models", "talking head video generation"),
    Scope.QUESTION: ("Which attention heads of a language model find facts?",),
    Scope.NEIGHBOURS: (SAVED.paper_id,),
}
ZONES = ("UTC", "America/Los_Angeles", "Asia/Tokyo", "Europe/Berlin")


def subscriptions() -> list[Subscription]:
    kinds = [(scope, subject) for scope, subjects in SUBJECTS.items() for subject in subjects]
    return [
        subscription(
            owner=n,
            scope=kinds[n % len(kinds)][0],
            subject=kinds[n % len(kinds)][1],
            rhythm=Rhythm.WEEKLY if n % 7 == 3 else Rhythm.DAILY,
            weekdays=frozenset(range(7)) if n % 3 else frozenset({0, 2, 4}),
            zone=ZONES[n % 4],
            at=time(n % 24),
            quiet=(time(22), time(7)) if n % 5 == 0 else None,
            quiet_day=n % 6 == 0,
            at_most=2 if n % 2 else 20,
            created_at=START + (n % 30) * HOUR,
        )
        for n in range(50)
    ]


def is_about(to: Subscription, paper) -> bool:
    text = f"{paper.title} {paper.abstract}".lower()
    match to.scope:
        case Scope.ALL:
            return True
        case Scope.KEYWORD:
            fields = [paper.title, paper.abstract, *paper.ai_keywords]
            words = r"[^\w]+".join(f"{word}s?" for word in to.subject.split())
            return any(re.search(rf"\b{words}\b", field.lower()) for field in fields)
        case Scope.AUTHOR:
            return to.subject in paper.authors
    made, vectors = vectors_of(SAVED), vectors_of(paper)
    if to.scope is Scope.NEIGHBOURS:
        return paper.paper_id != SAVED.paper_id and vectors[0] @ made[0] >= 0.65
    asked = EMBEDDER.query(to.subject)
    near = 0.3 * (vectors[0] @ asked) + 0.7 * (vectors @ asked).max()
    weights = {word: LEXICON.rarity(word) for word in re.findall(r"\w+", to.subject.lower())}
    there = {w for w in weights if re.search(rf"\b{w.removesuffix('s')}(s|es)?\b", text)}
    share = sum(weights[word] for word in there) / sum(weights.values())
    if to.scope is Scope.TOPIC:
        return share >= 0.35 and near + 0.2 * share >= 0.61
    return near + 0.4 * share >= 0.65 and "attention" in text


def vectors_of(paper):
    """Its vector, and then those of its sentences."""
    [made] = EMBEDDER.papers([PaperText(paper.title, paper.abstract, split(paper.abstract))])
    return np.vstack([made.abstract, made.sentences])


def oracle(to: Subscription) -> list[tuple[date, frozenset[str]]]:
    """What ``to`` is brought, hour after hour, in naive local time (August has no change)."""
    zone = ZoneInfo(to.zone)
    made = to.created_at.astimezone(zone).replace(tzinfo=None)
    days = {min(to.weekdays)} if to.rhythm is Rhythm.WEEKLY else to.weekdays

    def quiet(at: time) -> bool:
        return to.quiet is not None and (at >= to.quiet[0] or at < to.quiet[1])

    def sending(day: date) -> datetime:
        moment = datetime.combine(day, to.at)
        while quiet(moment.time()):
            moment += HOUR
        return moment

    calendar = [MONDAY + n * DAY for n in range(-3, 30)]
    planned = [one for one in calendar if one.weekday() in days and sending(one) > made]
    floor = min(made.date(), planned[0] - (7 * DAY if to.rhythm is Rhythm.WEEKLY else DAY))
    found, taken, last, covered = [], set(), None, None
    for hour in range(HOURS):
        now = START + hour * HOUR
        local = now.astimezone(zone).replace(tzinfo=None)
        open_days = [one for one in planned if sending(one) <= local and (not last or one > last)]
        if hour in AWAY or now < to.created_at or quiet(local.time()) or not open_days:
            continue
        since = floor if covered is None else max(floor, covered - 6 * DAY)
        papers = [
            paper
            for arrived, paper in FEED
            if arrived <= now
            and since <= paper.listed[0] <= local.date()
            and paper.paper_id not in taken
            and is_about(to, paper)
        ]
        papers.sort(key=lambda paper: (-paper.upvotes, paper.paper_id))
        last, covered = open_days[-1], local.date()
        taken |= {paper.paper_id for paper in papers}
        shown = frozenset(paper.paper_id for paper in papers[: to.at_most])
        if shown or (to.quiet_day and to.scope is not Scope.QUESTION):
            found.append((last, shown))
    return found


async def test_a_fortnight_ends_with_a_ledger_that_equals_the_oracle(tmp_path: Path) -> None:
    now = START
    answers, readers = ScriptedAnswers(), Readers()

    async def answered(question):
        found = corpus.get(sorted(question.filters.paper_ids)).values()
        fitting = [one for one in found if "attention" in f"{one.title} {one.abstract}".lower()]
        if fitting:
            return answers.answer(question, *fitting)
        return Abstention("x", question.text, question.text, (), "extractive", TIMINGS)

    answers.script = answered
    courier = FileCourier(tmp_path / "brought.jsonl")
    store(tmp_path / "papers", FEED[0][1])
    kept: dict[str, Subscription] = {}
    waiting = subscriptions()
    with Corpus.open(tmp_path / "papers") as corpus:
        async with open_state(sqlite_url(tmp_path), lambda: now) as state:
            rounds = Rounds(
                state.subscriptions,
                state.deliveries,
                Digests(corpus, readers, EMBEDDER, LEXICON, answers),
                {Via.DM: courier},
                Herald(),
                lambda: now,
            )
            for hour in range(HOURS):
                now = START + hour * HOUR
                new = [paper for arrived, paper in FEED if arrived == now]
                if new and hour:
                    store(tmp_path / "papers", *new)
                for one in [one for one in waiting if one.created_at == now]:
                    added = await state.subscriptions.add(one)
                    kept[added.id] = added
                if hour not in AWAY:
                    await rounds.run()
            ledger = {one: await state.deliveries.papers(one) for one in kept}
    readers.close()

    assert len(kept) == 50
    brought: dict[str, list[tuple[date, frozenset[str]]]] = {one: [] for one in kept}
    for line in courier.lines():
        day = date.fromisoformat(line["day"])
        brought[line["to"]].append((day, frozenset(line["papers"])))
        assert set(line["papers"]) <= ledger[line["to"]]
    for identity, to in kept.items():
        assert brought[identity] == oracle(to), to
    kinds = {kept[line["to"]].scope for line in courier.lines() if line["papers"]}
    assert kinds == set(Scope)
