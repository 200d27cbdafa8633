"""Which new papers a subscription is about, and why. Pure.

The thresholds belong to the packaged embedding model, and were calibrated on Daily Papers of 2026.
Of 234 papers near to eleven topics that were judged by hand, 93 are on them. Those that have all
words of the topic: 74 % of them are, and they are 34 % of what is; by ``NEAR``, 76 % and 70 %.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vectorstore.corpus.reader import Candidate
from vectorstore.embeddings import Vectors
from vectorstore.models import Paper
from vectorstore.papers import normalise_title
from vectorstore.rerank import BEST_SENTENCE
from vectorstore.terms import coverage, forms, phrase, stem, stems, words

# Nearness, and a fifth of the share of the topic's words that are there; and the least such share.
NEAR, WORDS_WEIGH, LEAST_WORDS = 0.61, 0.2, 0.35
# The same for a standing question, whose papers must answer it as well. Of 39 questions whose paper
# is new, 95 % were answered by it without this and 82 % are with it; of 116 days without such a
# paper, a wrong one was sent on 19 % and is on 3 %.
ASKED_NEAR, ASKED_WORDS_WEIGH = 0.65, 0.4
# How near to a saved paper a new one must be: of 9,877 papers, half get two in five weeks, and a
# tenth more than two a week.
NEIGHBOUR = 0.65
# Papers this near are of one kind: who wants less like the one is not shown the other.
ALIKE = 0.70

_ALL = 0.999
_NAME = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Match:
    """A paper for a subscription; ``why`` is a verbatim part of it, or empty where it is plain."""

    candidate: Candidate
    why: str = ""


def everything(candidates: Sequence[Candidate]) -> list[Match]:
    return [Match(candidate) for candidate in candidates]


def by_author(candidates: Sequence[Candidate], name: str) -> list[Match]:
    """Papers of an author; ``why`` is the author as the paper has it."""
    found = []
    for candidate in candidates:
        author = next((a for a in candidate.paper.authors if _same_person(name, a)), None)
        if author is not None:
            found.append(Match(candidate, author))
    return found


def by_keyword(candidates: Sequence[Candidate], keyword: str) -> list[Match]:
    """Papers that have the words of ``keyword`` one after the other, in any English form."""
    return [
        Match(candidate, found)
        for candidate in candidates
        if (found := _first_phrase(candidate.paper, keyword)) is not None
    ]


def by_topic(
    candidates: Sequence[Candidate],
    topic: str,
    vector: Vectors,
    rarity: Callable[[str], float],
) -> list[Match]:
    """Papers near to ``topic``, whose unit vector is ``vector``, in meaning and in words.

    ``why`` are the topic's words where all are there, else the nearest sentence.
    """
    weights = _weights(topic, rarity)
    found = []
    for candidate in candidates:
        near, share = _nearness(candidate, vector, weights)
        if share >= LEAST_WORDS and near + WORDS_WEIGH * share >= NEAR:
            complete = share >= _ALL
            why = _words_of(candidate.paper, weights) if complete else _nearest(candidate, vector)
            found.append(Match(candidate, why))
    return found


def may_answer(
    candidates: Sequence[Candidate],
    question: str,
    vector: Vectors,
    rarity: Callable[[str], float],
) -> list[Candidate]:
    """Papers near enough to ``question``, whose unit vector is ``vector``, to be asked."""
    weights = _weights(question, rarity)
    found = []
    for candidate in candidates:
        near, share = _nearness(candidate, vector, weights)
        if near + ASKED_WORDS_WEIGH * share >= ASKED_NEAR:
            found.append(candidate)
    return found


def by_neighbour(candidates: Sequence[Candidate], saved: Candidate) -> list[Match]:
    """Papers near to a saved one, without itself; ``why`` is the sentence that is nearest to it."""
    towards = saved.vectors.abstract
    return [
        Match(one, _nearest(one, towards))
        for one in candidates
        if one.paper.paper_id != saved.paper.paper_id
        and float(one.vectors.abstract @ towards) >= NEIGHBOUR
    ]


def unlike(candidates: Sequence[Candidate], disliked: Vectors) -> list[Candidate]:
    """The papers that are not like any of those of which less is wanted, (n, dimension)."""
    if not len(disliked):
        return list(candidates)
    return [one for one in candidates if float((disliked @ one.vectors.abstract).max()) < ALIKE]


def _weights(text: str, rarity: Callable[[str], float]) -> dict[str, float]:
    return {stem(word): rarity(word) for word in words(text)}


def _nearness(
    candidate: Candidate, vector: Vectors, weights: Mapping[str, float]
) -> tuple[float, float]:
    """How near a paper is in meaning, and the share of the words that it has: 0 to 1."""
    paper = candidate.paper
    whole = float(candidate.vectors.abstract @ vector)
    best = float(_cosines(candidate, vector).max(initial=whole))
    near = (1 - BEST_SENTENCE) * whole + BEST_SENTENCE * best
    return near, coverage(weights, stems(f"{paper.title} {paper.abstract}"))


def _nearest(candidate: Candidate, vector: Vectors) -> str:
    """The sentence nearest to ``vector``."""
    if not candidate.spans:
        return ""
    start, end = candidate.spans[int(_cosines(candidate, vector).argmax())]
    return candidate.paper.abstract[start:end]


def _cosines(candidate: Candidate, vector: Vectors) -> Vectors:
    return candidate.vectors.sentences.astype(np.float32) @ vector


def _words_of(paper: Paper, weights: Mapping[str, float]) -> str:
    """The topic's words as the paper first has them."""
    found = forms(f"{paper.title} {paper.abstract}")
    return ", ".join(found[root] for root, weight in weights.items() if weight and root in found)


def _first_phrase(paper: Paper, keyword: str) -> str | None:
    # A keyword does not begin in the title and end in the abstract.
    for text in (paper.title, paper.abstract, *paper.ai_keywords):
        if (found := phrase(text, keyword)) is not None:
            return found
    return None


def _same_person(wanted: str, author: str) -> bool:
    """The family name is spelled out in both; each other part of the wanted name is the author's,
    or one is the initial of the other."""
    family, *others = _name_parts(wanted)
    has = _name_parts(author)
    return family in has and all(any(_fits(part, other) for other in has) for part in others)


def _name_parts(name: str) -> list[str]:
    """The family name first: it is the last word, or what is before a comma."""
    last, comma, rest = name.partition(",")
    parts = _NAME.findall(f"{rest} {last}" if comma else name)
    return [normalise_title(part) for part in reversed(parts)] or [""]


def _fits(part: str, other: str) -> bool:
    return part == other or (1 in (len(part), len(other)) and part[0] == other[0])
