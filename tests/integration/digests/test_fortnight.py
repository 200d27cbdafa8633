"""Fifty subscriptions in a simulated fortnight: the ledger is what an independent oracle says.

``python -m tests.bench.fortnight`` is the same with real days and real vectors.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.core.digest import Scope, Via
from bot.core.models import Answer, Question
from tests.discord_core import PAPERS as SAMPLE
from tests.discord_core import ScriptedAnswers
from tests.fakes import HashEmbedder
from tests.fortnight import play
from tests.fortnight.cast import DAYS, FIRST, Subjects, script
from tests.fortnight.compare import differences
from tests.fortnight.feed import Entry, entries_of
from tests.fortnight.oracle import Oracle
from tests.fortnight.play import Play
from vectorstore.corpus.reader import Corpus
from vectorstore.lexicon import Lexicon
from vectorstore.models import Paper

PAPERS_A_DAY = 3
SUBJECTS = Subjects(
    topics=("talking heads", "large language models"),
    keywords=("language models", "attention head", "misprinted"),
    questions=("How are talking heads generated?", "What do attention heads of models do?"),
)


def sequel(of: Paper) -> Paper:
    """Another paper, which is like it."""
    return replace(of, title=f"{of.title}, Revisited", abstract=f"{of.abstract} We look again.")


def sample_entries() -> tuple[Entry, ...]:
    """The papers of the sample page, a few on each weekday, with authors and votes; those of the
    first days have sequels."""
    papers = [*SAMPLE[:30], *map(sequel, SAMPLE[:6]), *SAMPLE[30:]]
    days = [FIRST + timedelta(days=n) for n in range(DAYS + 4)]
    weekdays = [day for day in days if day.weekday() < 5]
    records = [
        {
            "arxiv_id": f"2603.{n:05}",
            "title": paper.title,
            "abstract": paper.abstract,
            "authors": [f"Ada Löve{'abcdefg'[n % 7]}", f"Bo{n} Ek"],
            "published_at": f"{day - timedelta(days=2)}T12:00:00.000Z",
            "daily_dates": [day.isoformat()],
            "upvotes": 7 * n % 50,
            "num_comments": 1,
            "ai_summary": None,
            "ai_keywords": [],
            "github_repo": None,
            "project_page": None,
            "organization": None,
        }
        for n, paper in enumerate(papers)
        for day in [weekdays[n // PAPERS_A_DAY]]
    ]
    return entries_of(records, timedelta(0))


@asynccontextmanager
async def open_answers(index: Path) -> AsyncIterator[ScriptedAnswers]:
    """Every question is answered from the two papers with the lowest ids."""
    answers = ScriptedAnswers()
    with Corpus.open(index) as corpus:

        async def script(question: Question) -> Answer:
            first = sorted(question.filters.paper_ids)[:2]
            return answers.answer(question, *corpus.get(first).values())

        answers.script = script
        yield answers


async def test_the_ledger_of_a_fortnight_equals_what_an_oracle_says(tmp_path: Path):
    embedder = HashEmbedder()
    looks = {"sync_hours": (0,), "step": timedelta(hours=12), "eves": False}
    story = script(sample_entries(), SUBJECTS, **looks)
    played = await Play(tmp_path, story, embedder, open_answers)()
    papers = tmp_path / play.PAPERS / "papers.db"
    expected = Oracle(story, papers, embedder.query, Lexicon().rarity, played.heard)()
    assert differences(played, expected) == []
    assert len(expected.readers) == 50
    served = [one.wish for one in expected.readers.values() if any(s.shown for s in one.brought)]
    # At least by one of its rhythms.
    assert {(wish.scope, wish.via) for wish in served} == set(itertools.product(Scope, Via))
    assert played.counts["lists failed"]
    assert played.counts["starts"] == 3
    assert any(line["again"] for line in played.brought)
    assert set(expected.told) == {
        ("forbidden", "gone"),
        ("forbidden for days", "gone"),
        ("busy for too long", "failing"),
    }

    with closing(sqlite3.connect(tmp_path / "state.db")) as state, state:
        state.execute("DELETE FROM delivered_papers WHERE rowid = 1")
    assert len(differences(played, expected)) == 1
