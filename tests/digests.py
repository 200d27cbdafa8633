"""Digests for tests of what is made of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

from bot.core.digest import Digest, Group, Item, Rhythm, Scope, Subscription, Via
from bot.core.gist import gist
from tests.builders import paper
from vectorstore.models import Paper
from vectorstore.sentences import split

ADA = 111111111111111111
ADDRESS = "ada@example.org"
DAY = date(2026, 8, 21)

_ABOUT = (
    ("Retrieval heads", "retrieval heads", "long-context factuality"),
    ("Talking faces", "audio-driven portraits", "lip synchronisation"),
    ("Spiking networks", "spiking transformers", "energy on neuromorphic chips"),
    ("Agents that code", "software agents", "repository-level repair"),
    ("Diffusion", "few-step samplers", "image fidelity"),
)


def subscription(**values: object) -> Subscription:
    given = Subscription(
        id="5ub5cr1pt10n0001",
        owner=ADA,
        guild=None,
        scope=Scope.TOPIC,
        subject="retrieval heads",
        via=Via.EMAIL,
        rhythm=Rhythm.DAILY,
        at=time(8),
        zone="Europe/Berlin",
        created_at=datetime(2026, 8, 1, tzinfo=UTC),
        email=ADDRESS,
    )
    return replace(given, **values)  # type: ignore[arg-type]


def item(of: Paper, why: str = "") -> Item:
    start, end = gist(of.abstract, split(of.abstract)) or (0, 0)
    return Item(of, of.abstract[start:end], start, end, why)


def some_paper(number: int) -> Paper:
    """Papers as long as real ones, each of them otherwise."""
    _, what, measured = _ABOUT[number % len(_ABOUT)]
    return paper(
        f"2608.{number:05}",
        f"Much has been written about {what}. In this paper we propose a training-free method "
        f"number {number} for {what} that keeps 98.{number % 10}% of the quality of the full model "
        f"while it halves memory, and we measure its effect on {measured} over seven benchmarks. "
        "Code is released.",
        title=f"Method {number}: A Closer Look at {what.title()} and What They Do for "
        f"{measured.title()}",
        arxiv_id=f"2608.{number:05}",
        upvotes=200 - number,
        listed=(DAY,),
        code_url=f"https://github.com/example/method-{number}" if number % 2 else None,
        project_url=f"https://method-{number}.example.org/" if number % 3 == 0 else None,
    )


def digest(papers: int = 3, why: str = "", total: int | None = None, **values: object) -> Digest:
    groups = tuple(
        Group(
            _ABOUT[topic][0] if papers > 3 else "",
            tuple(item(some_paper(number), why) for number in range(topic, papers, len(_ABOUT))),
        )
        for topic in range(len(_ABOUT))
    )
    if papers <= 3:
        groups = (Group("", tuple(entry for group in groups for entry in group.items)),)
    kept = tuple(group for group in groups if group.items)
    return Digest(subscription(**values), DAY, DAY, DAY, kept, papers if total is None else total)
