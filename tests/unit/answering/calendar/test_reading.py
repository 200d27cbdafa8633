"""Which questions are about the calendar, and what they ask. It is Thursday, 20 August 2026."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.answering.calendar.forms import Wanted
from bot.answering.calendar.reading import read

NOW = datetime(2026, 8, 20, 9, 30, tzinfo=UTC)
ROOT = Path(__file__).parents[4]
GOLD = ROOT.parent / "shared" / "gold" / "dev.jsonl"
OWN = ROOT / "tests" / "calibration" / "questions"


@pytest.mark.parametrize(
    ("text", "wanted", "topic", "dated"),
    [
        ("what came out this week on talking heads?", Wanted.NEW, "talking heads", True),
        ("Which papers came out yesterday?", Wanted.NEW, "", True),
        ("what papers on diffusion were published in July", Wanted.NEW, "diffusion", True),
        ("show me the papers of August 20 2026", Wanted.NEW, "", True),
        ("any new papers on agents since Monday?", Wanted.NEW, "agents", True),
        ("anything on video agents this week?", Wanted.NEW, "video agents", True),
        ("papers on talking heads from last week", Wanted.NEW, "talking heads", True),
        ("What's new?", Wanted.NEW, "", False),
        ("summarise yesterday's papers", Wanted.SUMMARY, "", True),
        ("what happened this week in agents?", Wanted.SUMMARY, "agents", True),
        ("What did I miss since Monday", Wanted.SUMMARY, "", True),
        ("catch me up on video agents since Monday", Wanted.SUMMARY, "video agents", True),
        ("tl;dr of today's papers", Wanted.SUMMARY, "", True),
        ("summary of this week's papers on diffusion", Wanted.SUMMARY, "diffusion", True),
        ("Fasse die Papers von gestern zusammen", Wanted.SUMMARY, "", True),
        ("résumé des articles de cette semaine sur les agents", Wanted.SUMMARY, "agents", True),
        ("resumen de los artículos de ayer", Wanted.SUMMARY, "", True),
        ("总结昨天的论文", Wanted.SUMMARY, "", True),
        ("今週の論文の要約", Wanted.SUMMARY, "", True),
        ("newest papers on video generation", Wanted.NEW, "video generation", False),
        ("what trended last week?", Wanted.TRENDING, "", True),
        ("top 5 trending papers", Wanted.TRENDING, "", False),
        ("trending yesterday", Wanted.TRENDING, "", True),
        ("which papers are trending this week", Wanted.TRENDING, "", True),
        ("trending papers on agents", Wanted.TRENDING, "agents", False),
        (
            "how many papers on spiking networks since March?",
            Wanted.COUNT,
            "spiking networks",
            True,
        ),
        ("How many papers do you have?", Wanted.COUNT, "", False),
        ("how many papers are in the corpus", Wanted.COUNT, "", False),
        (
            "how many spiking network papers came out in 2026?",
            Wanted.COUNT,
            "spiking network",
            True,
        ),
        ("number of papers on RAG in 2025", Wanted.COUNT, "rag", True),
        ("most upvoted papers last month", Wanted.UPVOTED, "", True),
        ("top 10 papers this week", Wanted.UPVOTED, "", True),
        ("which papers on agents got the most upvotes yesterday", Wanted.UPVOTED, "agents", True),
        ("who publishes most on diffusion?", Wanted.AUTHORS, "diffusion", False),
        ("who published the most papers on agents this year", Wanted.AUTHORS, "agents", True),
        ("top authors in robotics", Wanted.AUTHORS, "robotics", False),
        ("wie viele Papers zu Spiking Networks seit März?", Wanted.COUNT, "spiking networks", True),
        ("Was ist diese Woche zu Talking Heads erschienen?", Wanted.NEW, "talking heads", True),
        ("combien d'articles sur les agents depuis mars ?", Wanted.COUNT, "agents", True),
        ("quoi de neuf cette semaine sur diffusion ?", Wanted.NEW, "diffusion", True),
        ("¿cuántos artículos sobre agents desde marzo?", Wanted.COUNT, "agents", True),
        ("artículos más votados la semana pasada", Wanted.UPVOTED, "", True),
        ("本周有多少篇关于diffusion的论文？", Wanted.COUNT, "diffusion", True),
        ("昨天的热门论文", Wanted.TRENDING, "", True),
        ("先月の diffusion の論文は何本ですか", Wanted.COUNT, "diffusion", True),
        ("昨日のトレンド", Wanted.TRENDING, "", True),
        ("what's trending right now?", Wanted.TRENDING, "", False),
        ("which papers on agents are currently trending", Wanted.TRENDING, "agents", False),
        ("trending in robotics at the moment", Wanted.TRENDING, "robotics", False),
        ("Was ist gerade im Trend zum Thema Agents?", Wanted.TRENDING, "agents", False),
        ("Quelles sont les tendances actuelles ?", Wanted.TRENDING, "", False),
        ("¿Cuáles son las tendencias del momento?", Wanted.TRENDING, "", False),
        ("现在的热门论文", Wanted.TRENDING, "", False),
        ("現在のトレンド論文は何ですか", Wanted.TRENDING, "", False),
    ],
)
def test_what_is_asked(text: str, wanted: Wanted, topic: str, dated: bool) -> None:
    asked = read(text, "UTC", NOW)
    assert asked is not None
    assert (asked.wanted, " ".join(asked.topic)) == (wanted, topic)
    assert (asked.window is not None) == dated


@pytest.mark.parametrize(
    "text",
    [
        "",
        "what did the 2023 benchmark show?",
        "how many papers does the survey review?",
        "how many papers did they analyse in 2023",
        "how many papers were reviewed in the survey",
        "how many papers on spiking networks use STDP",
        "how many papers in the survey",
        "how many articles were used for training since 2020",
        "which papers look at the IOI task?",
        "papers on talking heads",
        "what was the best model in 2023",
        "summarise the papers on agents",
        "summarise how BERT changed since 2018",
        "what happened to BERT since 2018?",
        "which papers since March use diffusion",
        "what did papers last month say about agents",
        "what's new in EDTalk?",
        "what's new about the CTM",
        "which dataset was released in 2024",
        "what is the most popular benchmark this year",
        "the top 10 methods on papers with code",
        "who wrote most of SpikeGPT",
        "how many papers are about this",
        "how many new tokens since yesterday",
        "how many papers " + "on agents " * 40,
    ],
)
def test_what_is_asked_of_papers_is_not_taken(text: str) -> None:
    assert read(text, "UTC", NOW) is None


def test_how_many_are_wanted() -> None:
    assert (asked := read("the 5 most upvoted papers of 2026", "UTC", NOW))
    assert asked.most == 5


def _questions(file: Path) -> list[str]:
    found = []
    for line in file.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        found += [record["question"]] if "question" in record else record.get("turns", [])
    return found


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("how many papers are in SciFact?", None),
        ("How many papers are in the Wiki Live Challenge", None),
        ("how many papers are in PRISMM-Bench?", None),
        ("how many papers are on the LLM reading list", None),
        ("how many papers are in NLP?", ("nlp",)),
        ("how many papers in robotics?", ("robotics",)),
        ("how many papers on SpikeGPT?", ("spikegpt",)),
    ],
)
def test_what_a_data_set_holds_is_not_counted_here(
    text: str, topic: tuple[str, ...] | None
) -> None:
    asked = read(text, "UTC", NOW)
    assert (asked.topic if asked else None) == topic


@pytest.mark.parametrize("file", [GOLD, *sorted(OWN.glob("*.jsonl"))], ids=lambda file: file.name)
def test_no_question_of_the_development_sets_is_taken(file: Path) -> None:
    if not file.exists():
        pytest.skip("the development set is not here")
    questions = _questions(file)
    assert len(questions) > 50
    assert [text for text in questions if read(text, "UTC", NOW)] == []
