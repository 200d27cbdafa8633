"""Which sentences an answer quotes, for each form of question. Pure.

Shares are of the best sentence's score, tuned on the development questions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answering.cues import cue, explains
from bot.answering.evidence import Candidate, candidates, names
from bot.answering.question_forms import asks_for_explanation
from bot.core.aspects import Aspect, aspect_of
from bot.core.gist import gist
from bot.core.lists import LISTED, SUMMARISED
from bot.core.models import Form
from vectorstore.models import Hit
from vectorstore.terms import words

ONE_PAPER, OTHER_PAPER = 0.75, 0.93
SENTENCES = 5
FACT_SENTENCES = 4
# How and why take more; of held-out explanations, 5 hold all facts of 17 in 25, 6 of 19.
EXPLAINED = 6
# A list's first ten, and those that follow: of 46 judged lists, long ones held mostly what was not
# asked for.
LISTED_PAPER, LISTED_LATER, FIRST_LISTED = 0.6, 0.67, 10
# In cosine, for a paper that has none of the words.
NEAR = 0.45
COMPARED_PAPER, COMPARED_AGAIN = 0.55, 0.9
COMPARED = 6
# Of one paper: a cell is to be read at a glance.
COMPARED_SENTENCES = 4


@dataclass(frozen=True, slots=True)
class Chosen:
    """A sentence to quote, and the column of a comparison that it fills."""

    candidate: Candidate
    aspect: Aspect | None = None


def choose(form: Form, question: str, hits: Sequence[Hit]) -> list[Chosen]:
    """The sentences to quote, in reading order; none only where ``hits`` have none."""
    found = candidates(hits, len(hits) if form in (Form.LIST, Form.SUMMARY) else 10)
    if not found:
        return []
    match form:
        case Form.LIST:
            return list(map(Chosen, _listed(found, LISTED)))
        case Form.SUMMARY:
            return list(map(Chosen, _gists(found, hits)))
        case Form.COMPARISON:
            return _compared(question, found, hits)
        case Form.DEFINITION:
            return _ordered(_lead(_defining(question, _cued(question, found)), FACT_SENTENCES))
        case Form.SIMPLE:
            return _ordered(_lead(_cued(question, found), SENTENCES))
        case Form.PLAIN:
            found = _cued(question, found)
            if asks_for_explanation(question):
                return _ordered(_lead(_explaining(found), EXPLAINED))
            return _ordered(_lead(found, FACT_SENTENCES))


def _cued(question: str, found: Sequence[Candidate]) -> list[Candidate]:
    """The same, with what their form says for them."""
    scored = [replace(c, score=c.score + cue(question, c.passage)) for c in found]
    return sorted(scored, key=lambda candidate: -candidate.score)


def _lead(found: Sequence[Candidate], from_lead: int) -> list[Candidate]:
    """The best paper's best sentences, ``from_lead`` at most; others' only where as strong."""
    best = found[0]
    chosen = [best]
    lead = 1
    for candidate in found[1:]:
        if len(chosen) == max(SENTENCES, from_lead):
            break
        if candidate.rank == best.rank:
            if lead < from_lead and (lead < 2 or candidate.score >= ONE_PAPER * best.score):
                chosen.append(candidate)
                lead += 1
        elif candidate.score >= OTHER_PAPER * best.score:
            chosen.append(candidate)
    return chosen


def _firsts(found: Sequence[Candidate], share: float, most: int) -> list[Candidate]:
    """The best sentence of each paper that is strong enough, the strongest first."""
    # The best one is always in: a share of a score below zero would leave it out.
    firsts = {found[0].rank: found[0]}
    for candidate in found:
        if candidate.score >= share * found[0].score and len(firsts) < most:
            firsts.setdefault(candidate.rank, candidate)
    return list(firsts.values())


def _listed(found: Sequence[Candidate], most: int) -> list[Candidate]:
    """Of those, the papers that share a word with the question, or are near in meaning."""
    first, *others = _firsts(found, LISTED_PAPER, most)
    fitting = [c for c in others if c.passage.coverage or c.passage.similarity >= NEAR]
    later = fitting[FIRST_LISTED - 1 :]
    strong = [c for c in later if c.score >= LISTED_LATER * first.score]
    return [first, *fitting[: FIRST_LISTED - 1], *strong]


def _gists(found: Sequence[Candidate], hits: Sequence[Hit]) -> list[Candidate]:
    """What each paper that is strong enough does, in its own words."""
    chosen = []
    for first in _listed(found, SUMMARISED):
        passages = hits[first.rank].passages
        span = gist(hits[first.rank].paper.abstract, [(p.start, p.end) for p in passages])
        says = next((p for p in passages if (p.start, p.end) == span), first.passage)
        chosen.append(Candidate(says, first.rank, first.score))
    return chosen


def _compared(question: str, found: Sequence[Candidate], hits: Sequence[Hit]) -> list[Chosen]:
    """Papers by aspects where two or more are meant, else what is as strong."""
    ranks = [rank for rank, hit in enumerate(hits) if names(question, hit.paper)]
    if len(ranks) < 2:
        firsts = _firsts(found, COMPARED_PAPER, COMPARED)
        ranks = [first.rank for first in firsts]
    if len(ranks) < 2:
        return _ordered(_lead(found, SENTENCES))
    table: list[Chosen] = []
    filled: set[tuple[int, Aspect | None]] = set()
    begun: Counter[int] = Counter()
    for candidate in found:
        if candidate.rank not in ranks:
            continue
        aspect = aspect_of(candidate.passage.text)
        # Every paper has its strongest sentence, whatever that is about.
        first = not begun[candidate.rank]
        new = (candidate.rank, aspect) not in filled
        strong = new or candidate.score >= COMPARED_AGAIN * found[0].score
        if first or (aspect and strong and begun[candidate.rank] < COMPARED_SENTENCES):
            table.append(Chosen(candidate, aspect))
            filled.add((candidate.rank, aspect))
            begun[candidate.rank] += 1
    return sorted(table, key=lambda c: (ranks.index(c.candidate.rank), c.candidate.passage.start))


def _defining(question: str, found: Sequence[Candidate]) -> list[Candidate]:
    """A sentence that says what the thing is comes before others of its paper."""
    thing = words(question)[-1:]
    if not thing:
        return list(found)
    defines = re.compile(
        rf"\b{re.escape(thing[0])}\w*\b(?:\s\([^)]*\))?"
        r"(?:,| (?:is|are|refers? to|means?|denotes?)\b)",
        re.IGNORECASE,
    )
    first = found[0].rank
    lead = [c for c in found if c.rank == first and defines.search(c.passage.text)]
    return [*lead[:1], *(c for c in found if c not in lead[:1])]


def _explaining(found: Sequence[Candidate]) -> list[Candidate]:
    """The same, but first what tells how or why; the best sentence stays the best."""
    others = sorted(found[1:], key=lambda c: -(c.score + explains(c.passage)))
    return [found[0], *others]


def _ordered(chosen: Sequence[Candidate]) -> list[Chosen]:
    """Paper by paper, the strongest first; within a paper in reading order."""
    papers = {rank: i for i, rank in enumerate(dict.fromkeys(c.rank for c in chosen))}
    return [
        Chosen(candidate)
        for candidate in sorted(chosen, key=lambda c: (papers[c.rank], c.passage.start))
    ]
