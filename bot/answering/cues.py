"""What in the form of a sentence answers what in the form of a question. Pure; English forms.

The weights are in the unit of a sentence's similarity. They come from a logistic regression of
"holds the annotated evidence" over the sentences of 4,600 questions, within their paper, rounded.
Held out by paper, the best sentence holds it for 0.65 of the questions (0.60 without the weights),
one of the best four for 0.93 (0.90).
"""

from __future__ import annotations

import functools
import math
import re

from vectorstore.models import Passage

# Beyond what coverage counts already.
COVERED = 0.55
AMOUNT, RELEASED, COMPARED = 0.3, 0.35, 0.2
# Abstracts begin with what was known before; a longer sentence says more.
OPENING, LENGTH = -0.25, 0.13

_ASKS_AMOUNT = re.compile(
    r"""\b(?:
        how\ (?:many|much|long|big|large|often|fast|far|old|small|few|high|low)
      | number\ of | percent\w* | scores? | rate | size | accuracy | count | what\ share | gain
      | speed\w* | times
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
TELLS_AMOUNT = re.compile(
    r"""\d|\b(?:
        one|two|three|four|five|six|seven|eight|nine|ten|twelve|dozen|hundred|thousand|million
      | billion|half|twice|double|single
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_ASKS_RELEASED = re.compile(
    r"""\b(?:
        code | repo\w* | github | url | link | where\ can | download | demo | page | website
      | open.?sourced? | released? | available | checkpoints? | weights
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_RELEASED = re.compile(
    r"https?://|github|\b(?:release|available|open-source|publicly|code)\b", re.IGNORECASE
)
_ASKS_COMPARED = re.compile(
    r"""\b(?:
        better | beat\w* | outperform\w* | compared? | versus | vs | than | worse | gain
      | improve\w* | results? | perform\w* | win
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_COMPARED = re.compile(
    r"""\b(?:
        than | outperform\w* | compared | surpass\w* | baseline\w* | versus | improv\w*
      | state-of-the-art | gain\w*
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
PAIRS = (
    (_ASKS_AMOUNT, TELLS_AMOUNT, AMOUNT),
    (_ASKS_RELEASED, _RELEASED, RELEASED),
    (_ASKS_COMPARED, _COMPARED, COMPARED),
)

# What a sentence gains by telling means, ends or causes, and loses by telling of code or success.
HOW, BESIDE = 0.3, 0.5
_HOW = re.compile(
    r"\b(?:by [\w-]+ing|to [a-z]+ .{3,60}, (?:we|it|they)|through|via|using|because|since|due to"
    r"|so that|thereby|thus)\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"https?://|\b(?:code|demos?|project (?:page|website)) (?:is|are|and)\b"
    r"|\bexperiments? (?:are|is|show|demonstrate|validate|indicate)\w*"
    r"|\bstate[- ]of[- ]the[- ]art\b",
    re.IGNORECASE,
)


def cue(question: str, passage: Passage) -> float:
    """What speaks for quoting ``passage`` beside how near it is."""
    text = passage.text
    paired = sum(weight for tells, weight in _asked_for(question) if tells.search(text))
    opening = OPENING if passage.start == 0 else 0.0
    length = LENGTH * math.log(1 + len(text.split()))
    return COVERED * passage.coverage + paired + opening + length


@functools.lru_cache(maxsize=64)
def _asked_for(question: str) -> tuple[tuple[re.Pattern[str], float], ...]:
    """What sentences are to tell; the same for all that are weighed for ``question``."""
    return tuple((tells, weight) for asks, tells, weight in PAIRS if asks.search(question))


def explains(passage: Passage) -> float:
    """What speaks for quoting ``passage`` where it is asked how or why."""
    how = HOW if _HOW.search(passage.text) else 0.0
    return how - (BESIDE if _BESIDE.search(passage.text) else 0.0)
