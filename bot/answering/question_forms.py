"""What form of answer a question asks for, from its own form. Pure; English forms."""

from __future__ import annotations

import re

from bot.core.models import Form

_SIMPLE = re.compile(
    r"""\b(?:
        eli5 | explain\b.*\b(?:simply|plainly) | simple\ explanation
      | (?:in|using)\ (?:very\ )?(?:simple|plain|lay|everyday)\w*\ (?:terms|words|language|english)
      | like\ i(?:['’]m|\ am)\ (?:five|5|a\ child)
      | (?:for|to)\ (?:a\ )?(?:beginners?|layperson|layman|newcomers?|non-?experts?|child)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)

_COMPARISON = re.compile(
    r"""\b(?:
        compare\ \w | comparison\ (?:of|between) | versus | vs\b\.?
      | differences?\ (?:between|of|among) | (?:how|where)\ (?:do|does|did)\b.*\bdiffers?
      | how\ (?:is|are)\b.*\bdifferent\ from
      | similarities\ between | contrast\ \S+.*\b(?:and|with)
    )""",
    re.IGNORECASE | re.VERBOSE,
)

_SUMMARY = re.compile(
    r"""\b(?:
        summar(?:y|i[sz]e|ies)\w* | sum\ up | tl;?dr | overview\ of | catch\ me\ up | recap
      | what(?:['’]s|\ is)\ new\ (?:in|on|about)
      | what\ do\ (?:the|these)\ papers\ say\ (?:about|on)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)

# A thing is defined where the question ends with its name: no verb, no preposition.
_DEFINITION = re.compile(
    r"""^\W*(?:
        what(?:['’]?s|\ is|\ are)\ (?:an?\ )?
          (?!(?:the|it|its|this|that|these|those|they|there|here|new|your|my)\b)
          (?:(?!(?:about|of|in|for|on|with|by|from|to|used|like|here|new)\b)[\w'’+-]+\ ?){1,4}
      | defin(?:e|ition\ of)\ .{1,60}
      | what\ do(?:es)?\ .{1,60}\ (?:mean|stand\ for)
    )\W*$""",
    re.IGNORECASE | re.VERBOSE,
)

# Many that match ask for one paper's: ``several.py`` tells them apart.
_SEVERAL = re.compile(
    r"""\b(?:
        (?:which|what|any|list|all|every|other|some|two|three|these|those|the)\s
        (?:(?!do|does|did|is|are|was|were|can|will|has|have|should)[\w'’/-]+\s){0,4}?
        (?:papers|works|studies|articles|ones|methods|models|approaches|systems|authors
            |generators|datasets|benchmarks)
      | papers
      | who\ (?!is|was|won|wrote)\w+
      | everything
      | compare[ds]? | comparison | versus | vs | differs? | differences?
      | each\ (?:one|of|say|paper)
      | any\ (?:that|who|which)
      | what(?:['’]?s|\ is|\ do\ we\ have)?\ here\ on
      | which\ of
      | both
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)


_EXPLANATION = re.compile(
    r"\b(?:why|explain|describe|how(?!\ (?:many|much|long|big|large|often|fast|far|old)\b))\b",
    re.IGNORECASE,
)


# How a question for papers begins and ends; what is between is what the papers are to be about.
_FRAMING = re.compile(
    r"""^\W*(?:(?:which|what|list|show|find|give|name|tell|me|us|all|any|every|each|some|the|of|an?
      |are|is|there|do|does|did|you|we|have|has|got|here|can|could|please|who|whose
      |papers?|works?|articles?|stud(?:y|ies)|research|publications?|preprints?|ones|anything
      |everything|that|say|says|about|on|in|regarding|related|to|deals?|dealing|with|discuss(?:es)?
      |cover(?:s|ing)?|mention(?:s|ing)?|concern(?:s|ing)?|look|looks|at|summar(?:y|i[sz]e|ies)
      |overview|recap|sum|up|catch|new|recent|’s|'s|what[’']?s)\b\W*)+
      | \W*\b(?:here|(?:(?:do|have)\s)?(?:we|you)(?:\shave)?
      |in\s(?:the|this|your|our)\s(?:corpus|index|collection|library|database))\W*$
      | \W+$
    """,
    re.IGNORECASE | re.VERBOSE,
)


def subject(question: str) -> str:
    """What the papers that ``question`` asks for are to be about; the whole of it where nothing
    else is left."""
    bare = _FRAMING.sub("", question)
    return bare if any(map(str.isalnum, bare)) else question


def asks_for_explanation(question: str) -> bool:
    """Whether ``question`` asks how or why, which takes more sentences than a fact."""
    return _EXPLANATION.search(question) is not None


def names_several(question: str) -> bool:
    """Whether the words of ``question`` may be for several papers."""
    return _SEVERAL.search(question) is not None


# The first that matches counts: who compares may say "which", who defines may say "any".
_FORMS = (
    (Form.SIMPLE, _SIMPLE),
    (Form.COMPARISON, _COMPARISON),
    (Form.DEFINITION, _DEFINITION),
    (Form.SUMMARY, _SUMMARY),
    (Form.LIST, _SEVERAL),
)


def form_of(question: str) -> Form:
    """The form of answer that ``question`` wants; PLAIN where its words say nothing."""
    return next((form for form, said in _FORMS if said.search(question)), Form.PLAIN)
