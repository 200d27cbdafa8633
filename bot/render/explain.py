"""How an answer came about, for who wants to know. Pure."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bot.core.models import Abstention, Answer, Trace, Usage


def explanation(result: Answer | Abstention) -> str:
    """What was searched for, who wrote what, what was dropped and why, and what it took."""
    lines = [f"Answered by {result.answerer}."]
    trace = result.trace
    if trace is not None:
        lines += [f"Form of the question: {trace.form}.", *_rewritten(result, trace)]
        lines += [f"The model failed: {trace.failure}"] if trace.failure else []
        lines += _calls(trace)
        lines += [f"Dropped: “{one.statement.text}”: {one.reason}." for one in trace.refused]
    spent = result.timings
    lines.append(
        f"Took {spent.total:.0f} ms: {spent.retrieve:.0f} to find, {spent.answer:.0f} to answer."
    )
    return "\n".join(lines)


def explanation_object(result: Answer | Abstention) -> dict[str, Any]:
    """The same as JSON values."""
    trace = asdict(result.trace) if result.trace else None
    return {"standalone": result.standalone, "trace": trace}


def _rewritten(result: Answer | Abstention, trace: Trace) -> list[str]:
    if trace.rewritten_by is None:
        return []
    return [f"Searched for “{result.standalone}” (rewritten by {trace.rewritten_by})."]


def _calls(trace: Trace) -> list[str]:
    lines = [f"Draft {n}, by {call.model}:\n{call.raw}" for n, call in enumerate(trace.calls, 1)]
    return [*lines, tokens(trace.usage)] if trace.usage != Usage() else lines


def tokens(usage: Usage) -> str:
    """What a model's calls took, in a sentence."""
    cost = "at no known price" if usage.cost is None else f"${usage.cost:.6f}"
    return f"{usage.input_tokens:,} tokens read, {usage.output_tokens:,} written, {cost}."
