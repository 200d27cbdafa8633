"""Papers, hits and answers for these tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.core.models import Abstention, Answer, Citation, Nearest, Statement, Timings
from bot.render.embed_data import CorpusFacts, Message
from vectorstore.models import Hit, Paper, Passage
from vectorstore.papers import paper_url
from vectorstore.sentences import split

CORPUS = CorpusFacts(45, date(2026, 8, 21))

HEADS = Paper(
    "2404.15574",
    "Retrieval Head Mechanistically Explains Long-Context Factuality",
    "We study long-context models. A few attention heads, the retrieval heads, find the facts. "
    "Pruning them causes hallucination. Other heads do not matter. We release the code.",
    "sample",
    arxiv_id="2404.15574",
    authors=("Wenhao Wu", "Yizhong Wang"),
    published=date(2024, 4, 24),
    listed=(date(2024, 4, 25),),
    upvotes=0,
    code_url="https://github.com/nightdessert/Retrieval_Head",
)
AGENTS = Paper(
    "title-0123456789ab",
    "Agents (and Tools)",
    "Agents use tools. They fail often.",
    "sample",
)
PAPERS = {paper.paper_id: paper for paper in (HEADS, AGENTS)}
TIMINGS = Timings(1.0, 2.0, 3.0)


def citation(n: int, paper: Paper, quote: str) -> Citation:
    start = paper.abstract.index(quote)
    return Citation(
        n, paper.paper_id, paper.title, paper_url(paper), quote, start, start + len(quote)
    )


def answer(*statements: tuple[str, tuple[int, ...]], citations: tuple[Citation, ...]) -> Answer:
    return Answer(
        "a1",
        "Which heads find facts?",
        "Which heads find facts?",
        tuple(Statement(text, numbers) for text, numbers in statements),
        citations,
        (),
        "extractive",
        TIMINGS,
    )


def heads_answer() -> Answer:
    return answer(
        ("Retrieval heads find the facts.", (1,)),
        ("Without them it hallucinates.", (2,)),
        ("Agents fail often.", (3, 1)),
        citations=(
            citation(1, HEADS, "the retrieval heads, find the facts"),
            citation(2, HEADS, "Pruning them causes hallucination."),
            citation(3, AGENTS, "They fail often."),
        ),
    )


def long_answer(statements: int, text: str) -> Answer:
    paper = replace(HEADS, abstract=text)
    cited = citation(1, paper, text)
    many = tuple(replace(cited, n=n) for n in range(1, statements + 1))
    return answer(*((text, (n,)) for n in range(1, statements + 1)), citations=many)


def abstention(*nearest: Nearest) -> Abstention:
    return Abstention("a2", "Who won?", "Who won?", nearest, "extractive", TIMINGS)


def near(paper: Paper, reason: str) -> Nearest:
    return Nearest(paper.paper_id, paper.title, paper_url(paper), 0.4, reason)


def hit(paper: Paper) -> Hit:
    passages = tuple(
        Passage(paper.paper_id, start, end, paper.abstract[start:end], 0.9 - start / 10_000, 0.5)
        for start, end in split(paper.abstract)
    )
    return Hit(paper, score=1.0, similarity=0.5, coverage=0.5, passages=passages)


def texts(*messages: Message) -> Iterator[str]:
    """Every text of the messages that Discord reads as Markdown."""
    for message in messages:
        for embed in message:
            yield from filter(None, (embed.title, embed.description))
            for field in embed.fields:
                yield from (field.name, field.value)


def assert_within_limits(*messages: Message) -> None:
    """Discord's own rules, counted in UTF-16 units, which is never less than it counts."""

    def size(text: str | None) -> int:
        return len((text or "").encode("utf-16-le")) // 2

    assert messages
    for message in messages:
        assert 1 <= len(message) <= 10
        total = 0
        for embed in message:
            assert size(embed.title) <= 256
            assert size(embed.description) <= 4096
            assert size(embed.footer) <= 2048
            assert len(embed.fields) <= 25
            assert embed.title or embed.description or embed.fields or embed.footer
            total += size(embed.title) + size(embed.description) + size(embed.footer)
            for field in embed.fields:
                assert 1 <= size(field.name) <= 256
                assert 1 <= size(field.value) <= 1024
                assert field.value.strip()
                total += size(field.name) + size(field.value)
        assert total <= 6000
