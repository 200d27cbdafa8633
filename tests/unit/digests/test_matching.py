"""What a subscription is about, and the part of a paper that says so."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from bot.core.models import Abstention, Question
from bot.digests.matching import (
    ALIKE,
    NEIGHBOUR,
    by_author,
    by_keyword,
    by_neighbour,
    by_topic,
    may_answer,
    unlike,
)
from bot.digests.standing import TIMES, answering
from tests.builders import paper, subscription
from tests.discord_core import TIMINGS, ScriptedAnswers
from vectorstore.corpus.reader import Candidate
from vectorstore.embeddings import PaperVectors, Vectors, unit
from vectorstore.lexicon import Lexicon
from vectorstore.models import Paper
from vectorstore.sentences import split

RARITY = Lexicon().rarity


def at(cosine: float) -> Vectors:
    """A unit vector with this cosine to the first axis."""
    return np.array([cosine, np.sqrt(1 - cosine**2), 0], dtype=np.float32)


AXIS = at(1.0)


def candidate(of: Paper, whole: float = 0.0, sentences: Sequence[float] = ()) -> Candidate:
    spans = split(of.abstract)
    near = [*sentences, *[0.0] * (len(spans) - len(sentences))]
    made = PaperVectors(at(whole), unit(np.stack([at(one) for one in near])))
    return Candidate(of.paper_id, of, spans, made)


def ids(matches) -> list[str]:
    return [match.candidate.paper.paper_id for match in matches]


@pytest.mark.parametrize(
    ("asked", "author", "same"),
    [
        ("Yann LeCun", "Yann LeCun", True),
        ("lecun", "Yann LeCun", True),
        ("Y. LeCun", "Yann LeCun", True),
        ("Yann LeCun", "Y. LeCun", True),
        ("LeCun, Yann", "Yann LeCun", True),
        ("Jurgen Schmidhuber", "Jürgen Schmidhuber", True),
        ("Yann", "Yann LeCun", True),
        ("Wei Zhang", "Wei Z. Liu", False),
        ("Wei Zhang", "Li Zhang", False),
        ("W. Zhang", "Li Zhang", False),
        ("LeCun", "Lecunov", False),
        ("...", "Yann LeCun", False),
    ],
)
def test_an_author_is_found_however_the_name_is_written(asked, author, same):
    found = by_author([candidate(paper(authors=("Somebody Else", author)))], asked)
    assert [match.why for match in found] == ([author] if same else [])


def test_a_keyword_is_found_in_any_form_and_only_as_a_phrase():
    papers = [
        paper("1", "Nothing here.", title="Talking-Head Videos"),
        paper("2", "Each head talks. Two talking heads."),
        paper("3", "The head is talking to another head."),
        paper("4", "Nothing here.", ai_keywords=("talking heads",)),
        paper("5", "They end with talking.", title="Heads"),
    ]
    found = by_keyword([candidate(one) for one in papers], "talking heads")
    assert [(match.candidate.paper.paper_id, match.why) for match in found] == [
        ("1", "Talking-Head"),
        ("2", "talking heads"),
        ("4", "talking heads"),
    ]


def test_a_topic_is_met_in_meaning_and_in_words():
    near, far = (0.5, [0.55]), (0.1, [0.15])
    here = "Networks that spike. Second sentence."
    papers = [
        candidate(paper("both", here), *near),
        candidate(paper("words", here), *far),
        candidate(paper("meaning", "Neuromorphic chips are new. Second."), *near),
        candidate(paper("half", "Neural networks. Second."), 0.6, [0.65]),
    ]
    found = by_topic(papers, "spiking networks", AXIS, RARITY)
    assert ids(found) == ["both"]
    assert found[0].why == "spike, Networks"


def test_where_words_are_missing_the_nearest_sentence_says_why():
    of = paper("1", "We look at pictures. Agents use a computer by its screens. Good.")
    found = by_topic(
        [candidate(of, 0.6, [0.2, 0.7, 0.1])], "agents at the desktop screen", AXIS, RARITY
    )
    assert [match.why for match in found] == ["Agents use a computer by its screens."]


def test_only_papers_near_to_a_standing_question_are_asked():
    here = "Networks that spike save energy. Second sentence."
    papers = [
        candidate(paper("near", here), 0.4, [0.4]),
        candidate(paper("far", "Cats purr. Dogs bark."), 0.4, [0.4]),
        candidate(paper("meaning", "Cats purr. Dogs bark."), 0.7, [0.7]),
    ]
    found = may_answer(papers, "Do spiking networks save energy?", AXIS, RARITY)
    assert [one.paper.paper_id for one in found] == ["near", "meaning"]


def test_neighbours_are_near_enough_and_never_the_saved_paper_itself():
    saved = candidate(paper("saved"), 1.0)
    papers = [
        saved,
        candidate(paper("near", "One. Two."), NEIGHBOUR + 0.01, [0.1, 0.9]),
        candidate(paper("far"), NEIGHBOUR - 0.01),
    ]
    (found,) = by_neighbour(papers, saved)
    assert (found.candidate.paper.paper_id, found.why) == ("near", "Two.")


def test_what_is_like_a_disliked_paper_is_left_out():
    papers = [candidate(paper("like"), ALIKE + 0.01), candidate(paper("unlike"), ALIKE - 0.01)]
    assert unlike(papers, np.zeros((0, 0), np.float32)) == papers
    assert unlike(papers, np.stack([at(-1.0), AXIS])) == papers[1:]


async def test_a_standing_question_is_asked_of_new_papers_until_none_answers():
    answers = ScriptedAnswers()
    papers = {name: paper(name, f"The {name} says. More.") for name in ("a", "b", "c")}

    async def answered(question: Question):
        left = sorted((question.filters.paper_ids or frozenset()) - {"c"})
        if not left:
            return Abstention("x", question.text, question.text, (), "extractive", TIMINGS)
        return answers.answer(question, papers[left[0]])

    answers.script = answered
    to = subscription(owner=7, guild=8, subject="Who says?", zone="Asia/Tokyo")
    found = await answering(answers, to, [candidate(one) for one in papers.values()])
    assert [(match.candidate.paper.paper_id, match.why) for match in found] == [
        ("a", "The a says"),
        ("b", "The b says"),
    ]
    first = answers.asked[0]
    assert (first.text, first.asker, first.server, first.zone) == (
        "Who says?",
        "7",
        "8",
        "Asia/Tokyo",
    )
    assert [one.filters.paper_ids for one in answers.asked] == [{"a", "b", "c"}, {"b", "c"}, {"c"}]


async def test_a_standing_question_is_not_asked_without_papers_nor_for_ever():
    answers = ScriptedAnswers()
    assert await answering(answers, subscription(), []) == []
    many = {str(n): paper(str(n), "It says. More.") for n in range(20)}

    async def answered(question: Question):
        return answers.answer(question, many[min(question.filters.paper_ids or ())])

    answers.script = answered
    found = await answering(answers, subscription(), [candidate(one) for one in many.values()])
    assert len(found) == len(answers.asked) == TIMES
