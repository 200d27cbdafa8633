"""Do the papers found say what is asked? Two calibrated judgements, learned from questions.

One score sees what is off topic; it does not see "about this paper, but not in its abstract", and
one model that learns both sees each less well. So both judges weigh the same four kinds of
evidence: how near the best sentences are; which words of the question the paper has no word near
to; whether it has the kind of thing that is asked for (``slots.py``); and what kind of question it
is (its vector: questions for hyper-parameters, hardware or benchmark numbers are rarely answered by
an abstract). A logistic regression looks for questions that are not about these papers, a small
network for details that they leave out; either can refuse. Where the second is in doubt, the
nearest sentences are read together with the question, which tells more and takes longer. The
weights are made by ``tests/calibration/answerability.py``; there are no lists of topics.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from bot.answering.evidence import candidates, lead, nearest
from bot.answering.slots import shapes, slots
from vectorstore.embeddings import Vectors
from vectorstore.lexicon import Lexicon
from vectorstore.models import Hit, Paper
from vectorstore.reader import SENTENCES
from vectorstore.terms import stem, stems, words

FILE = Path(__file__).parent / "data" / "answerability.npz"
# How sure it is, in log odds, that sentences of a paper answer a question: (question, title,
# sentences in reading order).
Read = Callable[[str, str, Sequence[str]], float]
CHOSEN = 4
# Of how many of the nearest sentences the shape counts beside that of all.
SHAPED = 2
# The least a question says, in summed rarity of its words: "what about it?" says less, every
# question of the development sets more.
CONTENT = 0.7


@dataclass(frozen=True, slots=True)
class Judges:
    """What is learned; ``far`` and ``near`` judge measures that were brought to one scale.

    Scores of ``near`` from ``hopeless`` to ``sure`` are in doubt: what the reader says, weighed by
    ``read``, is added before they are held against ``near_threshold``.
    """

    mean: Vectors
    scale: Vectors
    far: Vectors
    far_bias: Vectors
    far_threshold: Vectors
    near_hidden: Vectors
    near_hidden_bias: Vectors
    near: Vectors
    near_bias: Vectors
    near_threshold: Vectors
    hopeless: Vectors
    sure: Vectors
    read: Vectors

    @classmethod
    def load(cls, file: Path) -> Judges:
        with np.load(file) as arrays:
            return cls(*(arrays[field.name].astype(np.float32) for field in fields(cls)))

    def scores(self, measures: Vectors) -> tuple[Vectors, Vectors]:
        """How much the measures (n, m) look like those of a question that is about these papers,
        and of one whose detail they say: (n,) each, higher is better."""
        scaled: Vectors = (measures - self.mean) / self.scale
        hidden: Vectors = np.maximum(scaled @ self.near_hidden + self.near_hidden_bias, 0)
        far: Vectors = scaled @ self.far + self.far_bias
        near: Vectors = hidden @ self.near + self.near_bias
        return far, near


class Answerability:
    """The judgement of one answerer; read-only, safe to share."""

    def __init__(self, lexicon: Lexicon, read: Read, file: Path = FILE) -> None:
        self._lexicon = lexicon
        self._read = read
        self._judges = Judges.load(file)

    def answers(self, question: str, vector: Vectors, hits: Sequence[Hit]) -> bool:
        """Whether ``hits`` answer ``question``, whose unit vector is ``vector``."""
        if not candidates(hits) or _content(question, self._lexicon) < CONTENT:
            return False
        measures = measure(question, vector, hits, self._lexicon)
        judges = self._judges
        far, near = (float(scores[0]) for scores in judges.scores(measures[None]))
        if far < judges.far_threshold or near < judges.hopeless:
            return False
        if near >= judges.sure:
            return True
        said = float(judges.read) * says(self._read, question, hits)
        return near + said >= float(judges.near_threshold)


def says(read: Read, question: str, hits: Sequence[Hit]) -> float:
    """What ``read`` says of the paper that would be quoted; some hits must have sentences."""
    first = lead(hits)
    sentences = [passage.text for passage in nearest(first.passages, SENTENCES)]
    return read(question, first.paper.title, sentences)


def _content(question: str, lexicon: Lexicon) -> float:
    """How much ``question`` says; single letters and digits say nothing."""
    said = (word for word in set(words(question)) if len(word) > 1 and not word.isdigit())
    return sum(map(lexicon.rarity, said))


def measure(question: str, vector: Vectors, hits: Sequence[Hit], lexicon: Lexicon) -> Vectors:
    """What is judged: nearness, words without a counterpart, the thing that is asked for, and the
    question's own vector."""
    best = candidates(hits)
    first = hits[best[0].rank]
    chosen = [c.passage for c in best if c.rank == best[0].rank][:CHOSEN]
    near = sorted((passage.similarity for passage in first.passages), reverse=True)
    elsewhere = [hit.best.similarity for hit in hits if hit is not first and hit.passages]
    nearness = [
        max([near[0], *elsewhere]),
        near[0],
        near[1] if len(near) > 1 else 0.0,
        sum(near) / len(near),
        first.similarity,
        max(passage.coverage for passage in chosen),
        first.coverage,
        math.log1p(len(stems(question))),
        max(elsewhere, default=0.0),
    ]
    measures = [
        *nearness,
        *_gaps(question, first.paper, lexicon),
        *slots(question, first.paper, lexicon),
        *shapes(nearest(first.passages, SHAPED)),
        *shapes(first.passages),
    ]
    return np.array([*measures, *vector], dtype=np.float32)


def _gaps(question: str, paper: Paper, lexicon: Lexicon) -> list[float]:
    """How far the words of ``question`` are from those of ``paper``.

    Words that the lexicon does not know are counted apart: names, slang and slips.
    """
    text = f"{paper.title} {paper.abstract}"
    vectors, present = lexicon.vectors(sorted(set(words(text)))), stems(text)
    gaps, rare_gaps = [], []
    unknown = 0
    weight = covered = 0.0
    for word in dict.fromkeys(words(question)):
        rarity = lexicon.rarity(word)
        weight += rarity
        if stem(word) in present:
            covered += rarity
        elif word not in lexicon:
            unknown += 1
        else:
            nearest = float((vectors @ lexicon.vectors([word])[0]).max(initial=0.0))
            covered += rarity * nearest
            gaps.append(1 - nearest)
            rare_gaps.append((1 - nearest) * rarity)
    return [
        float(unknown),
        sum(gaps),
        max(gaps, default=0.0),
        sum(rare_gaps),
        max(rare_gaps, default=0.0),
        sum(gaps) / len(gaps) if gaps else 0.0,
        covered / weight if weight else 0.0,
    ]
