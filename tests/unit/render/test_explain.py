"""How an answer came about, in words."""

from __future__ import annotations

from bot.core.models import (
    Abstention,
    DraftStatement,
    Form,
    Refusal,
    Timings,
    Trace,
    Usage,
    Written,
)
from bot.render.explain import explanation, explanation_object

TRACE = Trace(
    Form.LIST,
    "rules",
    (Written("[k1] raw words", "scripted:model", Usage(1200, 30, 0.000123)),),
    (Refusal(DraftStatement("It is 200% better.", ()), "no quote has the number 200"),),
    Usage(1200, 30, 0.000123),
)


def abstention(trace: Trace | None) -> Abstention:
    return Abstention(
        "a", "and its data?", "and its data? (ViCo)", (), "x:y", Timings(1.0, 2.0, 3.0), trace=trace
    )


def test_everything_that_happened_is_told() -> None:
    assert explanation(abstention(TRACE)).splitlines() == [
        "Answered by x:y.",
        "Form of the question: list.",
        "Searched for “and its data? (ViCo)” (rewritten by rules).",
        "Draft 1, by scripted:model:",
        "[k1] raw words",
        "1,200 tokens read, 30 written, $0.000123.",
        "Dropped: “It is 200% better.”: no quote has the number 200.",
        "Took 3 ms: 1 to find, 2 to answer.",
    ]


def test_a_model_that_failed_or_has_no_price_is_said() -> None:
    failed = Trace(Form.PLAIN, usage=Usage(1, 1, None), failure="It does not answer.")
    said = explanation(abstention(failed))
    assert "The model failed: It does not answer." in said
    assert "at no known price" in said
    assert "Searched for" not in said


def test_scripts_get_the_same_as_values() -> None:
    made = explanation_object(abstention(TRACE))
    assert made["standalone"] == "and its data? (ViCo)"
    assert made["trace"]["refused"][0]["reason"] == "no quote has the number 200"
    assert explanation_object(abstention(None))["trace"] is None
