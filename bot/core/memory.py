"""How much of a conversation is remembered when a question is asked. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.models import Turn

TURNS, TOKENS = 6, 1500
ANSWER_CHARS = 600
"""Of an answer, whose beginning says what it is about."""

# English words are about four characters a token; other scripts may need one for each.
_PER_TOKEN = 4


def remembered(history: Sequence[Turn]) -> tuple[Turn, ...]:
    """The last of ``history`` within both bounds, oldest first; the last one is always in."""
    kept: list[Turn] = []
    spent = 0
    for turn in reversed(history[-TURNS:]):
        short = replace(turn, answer=turn.answer[:ANSWER_CHARS])
        spent += tokens(short.question) + tokens(short.answer)
        if kept and spent > TOKENS:
            break
        kept.append(short)
    return tuple(reversed(kept))


def tokens(text: str) -> int:
    """About how many tokens a chat model reads ``text`` as; rather more than fewer."""
    ascii_only = sum(character.isascii() for character in text)
    return -(-ascii_only // _PER_TOKEN) + len(text) - ascii_only
