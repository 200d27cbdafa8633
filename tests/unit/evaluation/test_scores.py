"""Outcomes and the means over them."""

from __future__ import annotations

import pytest

from bot.core.models import Usage
from bot.evaluation.answers import Examination
from bot.evaluation.dev_set import GoldQuestion
from bot.evaluation.outcomes import Outcome
from bot.evaluation.report import answers_report, details, table
from bot.evaluation.scores import Score, score


def question(kind: str = "factoid", **changes: object) -> GoldQuestion:
    values: dict[str, object] = {
        "id": "q",
        "type": kind,
        "text": "how much?",
        "gold_titles": ("One: A Paper",),
        "key_facts": ("75%|75 percent",),
        "evidence": ("gains 75%",),
    }
    return GoldQuestion(**{**values, **changes})  # type: ignore[arg-type]


def outcome(asked: GoldQuestion | None = None, **changes: object) -> Outcome:
    asked = asked or question()
    values: dict[str, object] = {
        "question": asked,
        "kind": asked.type,
        "ranked": ("One: a paper", "Two"),
        "answered": True,
        "text": "It gains 75%.",
        "cited": ("One: A Paper",),
        "quotes": ("It  gains 75% over it.",),
        "verbatim": 1,
        "statements": 2,
        "sentences": 2,
    }
    return Outcome(**{**values, **changes})  # type: ignore[arg-type]


def abstained(asked: GoldQuestion | None = None, **changes: object) -> Outcome:
    nothing = {"cited": (), "quotes": (), "verbatim": 0, "statements": 0, "sentences": 0}
    return outcome(asked, **{"answered": False, **nothing, **changes})


HOPELESS = question("unanswerable_near", gold_titles=(), key_facts=(), evidence=())


def test_titles_are_compared_as_titles() -> None:
    assert outcome().gold_rank == 1
    assert outcome(ranked=("Two", "ONE -- a paper")).gold_rank == 2
    assert outcome(ranked=("Two",)).gold_rank is None


def test_an_abstention_says_no_fact_even_when_its_text_does() -> None:
    assert outcome().complete
    assert not abstained(text="Near: it gains 75%.").complete
    assert not outcome(text="It gains 175%.").complete


def test_what_may_be_cited() -> None:
    asked = question("multi", gold_titles=("One", "Two"), acceptable_titles=("Three",))
    seen = outcome(asked, cited=("one", "three", "four"))
    assert seen.gold_cited == 0.5
    assert seen.rightly_cited == pytest.approx(2 / 3)
    assert abstained(asked).rightly_cited is None
    assert abstained(asked).gold_cited == 0


def test_evidence_must_stand_whole_in_a_quote() -> None:
    assert outcome().evidence_quoted == 1
    assert outcome(quotes=("It gains 7", "5%")).evidence_quoted == 0
    assert outcome(question(evidence=())).evidence_quoted is None


def test_forbidden_words_are_found_in_any_case() -> None:
    asked = question("adversarial", must_not_contain=("Evil.example", "other"))
    assert outcome(asked, text="see EVIL.example").forbidden == ("Evil.example",)


def test_abstentions_are_counted_on_both_sides() -> None:
    found = score(
        Examination(45, (outcome(), outcome(), abstained(), abstained(HOPELESS), outcome(HOPELESS)))
    ).scores
    assert found["abstention recall"] == Score(0.5, 2)
    assert found["abstention precision"] == Score(0.5, 2)
    assert found["false abstentions"] == Score(pytest.approx(1 / 3), 3)
    assert found["hit@1"] == Score(1.0, 3)


def test_quotes_that_are_not_verbatim_show() -> None:
    bad = outcome(quotes=("a", "b", "c"), verbatim=2)
    assert score(Examination(1, (bad, outcome()))).scores["verbatim quotes"] == Score(0.75, 4)


def test_a_followup_asked_again_counts_in_its_own_row_only() -> None:
    asked = question("followup", turns=("a", "b"), standalone="b of a")
    found = score(Examination(1, (abstained(asked), outcome(asked, kind="followup, standalone"))))
    assert found.scores["false abstentions"] == Score(1.0, 1)
    assert [(row.kind, row.answered.value) for row in found.rows] == [
        ("followup", 0.0),
        ("followup, standalone", 1.0),
    ]


def test_hidden_papers_are_reported_apart() -> None:
    found = score(Examination(1, (outcome(),), (abstained(), outcome())))
    assert found.removed["abstention recall"] == Score(0.5, 2)
    assert "taken out" in answers_report(found)
    assert "taken out" not in answers_report(score(Examination(1, (outcome(),))))


def test_what_a_model_took_is_reported_where_one_was_asked() -> None:
    written = outcome(dropped=2, usage=Usage(1000, 50, 0.0002))
    found = score(Examination(1, (written, outcome(fell_back=True))))
    assert found.scores["the model failed"] == Score(0.5, 2)
    assert found.scores["dropped statements per question"] == Score(1.0, 2)
    assert found.scores["US dollars per question"] == Score(pytest.approx(0.0001), 2)
    assert " 0.0001 |" in answers_report(found)
    assert "tokens" not in answers_report(score(Examination(1, (outcome(),))))


def test_nothing_to_measure_is_no_number() -> None:
    found = score(Examination(0, ())).scores
    assert found["hit@1"] == Score(None, 0)
    assert "| hit@1 " in answers_report(score(Examination(0, ())))


def test_details_say_what_was_right() -> None:
    rows = details(Examination(1, (outcome(), outcome(HOPELESS)), (abstained(), outcome())))
    assert [(row["right"], row["removed"]) for row in rows] == [
        (True, False),
        (False, False),
        (True, True),
        (False, True),
    ]
    assert rows[0]["facts"] == {"75%|75 percent": True}


def test_tables_are_aligned_markdown() -> None:
    assert table(("name", "n"), [("a", "10"), ("longer", "1")]) == (
        "| name   |  n |\n| ------ | -: |\n| a      | 10 |\n| longer |  1 |"
    )
