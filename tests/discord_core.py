"""A scripted core behind the bot: says what a test wants, about the real sample papers."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import date, datetime
from types import SimpleNamespace

from bot.answering.browsing import Browse, Browsed, Sort
from bot.core.digest import Item
from bot.core.models import Abstention, Answer, Citation, Nearest, Question, Statement, Timings
from bot.pictures.studio import Picture
from tests.builders import digest
from vectorstore.models import Filters, Hit, Paper, Passage
from vectorstore.papers import paper_url
from vectorstore.sources.checks import Reject
from vectorstore.sources.saved_page import read_page, sample_page

TIMINGS = Timings(1.0, 2.0, 3.0)
EVERYTHING = Filters()
TODAY = date(2024, 8, 20)


def sample_papers() -> tuple[Paper, ...]:
    text = sample_page().read_text(encoding="utf-8")
    return tuple(p for p in read_page(text, "sample", 2024) if not isinstance(p, Reject))


PAPERS = sample_papers()


def first_sentence(paper: Paper) -> str:
    return paper.abstract.partition(". ")[0]


def hit(paper: Paper, score: float = 0.5) -> Hit:
    sentence = first_sentence(paper)
    passage = Passage(paper.paper_id, 0, len(sentence), sentence, similarity=score, coverage=score)
    return Hit(paper, score, similarity=score, coverage=score, passages=(passage,))


class ScriptedAnswers:
    """Answers every question from a paper; remembers what it was asked.

    Set ``script`` to a function of the question: it may be async, wait, raise, or return an
    Answer or Abstention. ``growing`` is also given what watches the answer grow.
    """

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.script = None
        self.growing = None
        self._ids = itertools.count(1)

    async def ask(self, question: Question, watch=None):
        self.asked.append(question)
        if self.growing is not None:
            return await self.growing(question, watch)
        if self.script is not None:
            return await self.script(question)
        return self.answer(question)

    def answer(self, question: Question, *papers: Paper) -> Answer:
        cited = papers or (PAPERS[0],)
        citations = tuple(
            Citation(
                n, p.paper_id, p.title, paper_url(p), first_sentence(p), 0, len(first_sentence(p))
            )
            for n, p in enumerate(cited, 1)
        )
        statements = tuple(Statement(c.quote + ".", (c.n,)) for c in citations)
        return Answer(
            f"answer{next(self._ids)}",
            question.text,
            question.text,
            statements,
            citations,
            (_nearest(PAPERS[1]),),
            "extractive",
            TIMINGS,
        )

    def abstention(self, question: Question) -> Abstention:
        return Abstention(
            f"abstention{next(self._ids)}",
            question.text,
            question.text,
            (_nearest(PAPERS[1]),),
            "extractive",
            TIMINGS,
        )


class ScriptedStudio:
    """Draws whatever ``picture`` is; remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.picture = Picture(b"\x89PNG", "- “agents”: 3 papers of *note*")

    async def trends(self, topics, since, until, _t):
        self.asked.append((topics, since, until))
        return self.picture

    async def map(self, topic, since, until, zone, _t):
        self.asked.append((topic, since, until, zone))
        return self.picture


def _nearest(paper: Paper) -> Nearest:
    return Nearest(paper.paper_id, paper.title, paper_url(paper), 0.4, "nearest in meaning")


@dataclass
class ScriptedLibrary:
    """The sample papers, found by any word of the text in their titles."""

    papers: dict[str, Paper] = field(default_factory=lambda: {p.paper_id: p for p in PAPERS})
    degraded: str | None = None
    last_sync: datetime | None = None
    browsed: list[Browse] = field(default_factory=list)
    lists: tuple[datetime, ...] = ()

    async def search(self, text: str, k: int, filters: Filters = EVERYTHING) -> tuple[Hit, ...]:
        words = set(text.casefold().split())
        found = [
            p
            for p in self.papers.values()
            if words & set(p.title.casefold().split())
            and (filters.since is None or (p.date and p.date >= filters.since))
            and (filters.until is None or (p.date and p.date <= filters.until))
        ]
        return tuple(map(hit, found[:k]))

    async def browse(self, wanted: Browse, first: int, most: int) -> Browsed:
        topic = tuple(wanted.topic.casefold().split())
        found = [
            p
            for p in self.papers.values()
            if all(word in p.title.casefold() for word in topic)
            and (wanted.since is None or (p.date and p.date >= wanted.since))
            and (wanted.until is None or (p.date and p.date <= wanted.until))
        ]
        items = tuple(
            Item(p, first_sentence(p), 0, len(first_sentence(p)))
            for p in found[first : first + most]
        )
        self.browsed.append(wanted)
        lists = self.lists if wanted.sort is Sort.TRENDING else ()
        return Browsed(items, len(found), topic, TODAY, wanted, lists)

    async def similar(self, paper_id: str, k: int) -> tuple[Hit, ...]:
        others = [p for p in self.papers.values() if p.paper_id != paper_id]
        return tuple(map(hit, others[:k]))

    async def paper(self, paper_id: str) -> Paper | None:
        return self.papers.get(paper_id)

    async def complete(self, text: str, limit: int = 25) -> tuple[tuple[str, str], ...]:
        found = [p for p in self.papers.values() if text.casefold() in p.title.casefold()]
        return tuple((p.paper_id, p.title) for p in found[:limit])

    async def status(self):
        return SimpleNamespace(
            papers=len(self.papers), newest=TODAY, degraded=self.degraded, last_sync=self.last_sync
        )


class ScriptedDigests:
    """Finds the same new ``papers`` for every subscription, each once."""

    def __init__(self) -> None:
        self.papers = PAPERS[:3]

    def arrivals(self) -> None:
        """There is nothing to share."""

    async def compose(self, to, day, window, new, *, taken=frozenset(), disliked=frozenset()):
        left = [paper for paper in self.papers if paper.paper_id not in taken | disliked]
        if not left and not to.quiet_day:
            return None
        return digest(to, *left, day=day, since=window.since, until=window.until)

    async def preview(self, to, now):
        day = now.date()
        return digest(to, *self.papers, day=day, since=day, until=day)
