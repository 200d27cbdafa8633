"""Something to talk about: questions of our own, each beside a quote of the abstract. Pure.

Rules, no model: a sentence is asked about by what it tells of (its aspect). Nothing is said of the
paper but in its own words, and each quote is proved like those of an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.aspects import Aspect, aspect_of
from bot.core.citations import Proof
from bot.core.gist import gist
from bot.core.models import Answer, Citation, DraftStatement, Evidence, Statement, Timings
from vectorstore.models import Hit, Paper
from vectorstore.papers import paper_url
from vectorstore.sentences import split

LEAST, MOST = 3, 5
RULES = "rules"
LONGEST = 600
"""Characters of a sentence that is still easy to talk about; five of them fit a message."""

# What may be asked of any sentence, where the aspects give too few questions.
OPEN = ("agree", "use", "authors")

# A sentence that begins so speaks of the one before it; a short one mostly does, too.
_LEANING = re.compile(
    r"^\W*(?:that|(?:\w+,?\s+){0,3}?(?:its|they|their|them|these|those|such|he|she"
    r"|it(?!\s+(?:is|was|remains|has\s+been))"
    r"|this(?!\s+(?:paper|work|study|article|report|survey|review|thesis))))\b",
    re.IGNORECASE,
)
_SHORT = 50
_OWN = re.compile(r"\b(?:we|our|this (?:paper|work|study))\b", re.IGNORECASE)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Prompt:
    """``question`` names one of ours in the catalogue (``journal.prompt.…``)."""

    question: str
    citation: Citation


def prompts(paper: Paper) -> tuple[Prompt, ...]:
    """3 to 5 of them, in the order of the abstract; none without a sentence to ask about."""
    proof = Proof((Hit(paper, 1.0, 1.0, 1.0, ()),), paper_url)
    made: list[Prompt] = []
    for question, (start, end) in sorted(_chosen(paper.abstract), key=lambda one: one[1]):
        quote = paper.abstract[start:end]
        drafted = DraftStatement(quote, (Evidence(paper.paper_id, quote),))
        places = proof.quotes(drafted)
        if isinstance(places, tuple):
            (number,) = proof.add(drafted, places[:1]).citations
            made.append(Prompt(question, proof.citations[number - 1]))
    return tuple(made)


def opening(identity: str, paper: Paper, made: Sequence[Prompt]) -> Answer:
    """What the prompts quote, as the answer that the talk about ``paper`` goes on from."""
    citations = tuple(dict.fromkeys(prompt.citation for prompt in made))
    return Answer(
        id=identity,
        question=paper.title,
        standalone=paper.title,
        statements=tuple(Statement(cited.quote, (cited.n,)) for cited in citations),
        citations=citations,
        nearest=(),
        answerer=RULES,
        timings=Timings(0, 0, 0),
    )


def _chosen(abstract: str) -> list[tuple[str, Span]]:
    """Questions with the spans that they are asked about."""
    spans = [(start, end) for start, end in split(abstract) if end - start <= LONGEST]
    if not spans:
        return []
    alone = [span for span in spans if _stands_alone(abstract[slice(*span)])]
    if len(alone) >= LEAST:
        spans = alone
    chosen: list[tuple[str, Span]] = []
    taken: set[Span] = set()
    for aspect in Aspect:
        found = _of(aspect, abstract, spans)
        if found is not None:
            chosen.append((str(aspect), found))
            taken.add(found)
    left = _rest(abstract, spans, taken)
    for question in OPEN:
        if len(chosen) >= LEAST:
            break
        chosen.append((question, next(left)))
    return chosen[:MOST]


def _of(aspect: Aspect, abstract: str, spans: list[Span]) -> Span | None:
    """The sentence to ask about: the first of its aspect, of results the last; before others those
    that tell of the paper's own work, but for problems."""
    found = [span for span in spans if aspect_of(abstract[slice(*span)]) is aspect]
    if aspect is Aspect.PROBLEM:
        return next(iter(found), None)
    if aspect is Aspect.RESULT:
        # An abstract does not begin with what was found.
        found = [span for span in reversed(found) if abstract[: span[0]].strip()]
    own = (span for span in found if _OWN.search(abstract, *span))
    return next(own, next(iter(found), None))


def _stands_alone(sentence: str) -> bool:
    return len(sentence) >= _SHORT and not _LEANING.search(sentence)


def _rest(abstract: str, spans: list[Span], taken: set[Span]) -> Iterator[Span]:
    """Sentences for the open questions: what the paper does, then the others, then any again."""
    main = gist(abstract, spans) or spans[0]
    fresh = [span for span in (main, *spans) if span not in taken]
    yield from dict.fromkeys(fresh)
    while True:
        yield from spans
