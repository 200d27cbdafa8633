"""What kind of answer a question asks for, from its form. Pure; English forms."""

from __future__ import annotations

import re

# What this misses still gets every paper whose evidence is strong.
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


def asks_for_several(question: str) -> bool:
    """Whether ``question`` wants evidence from more than one paper."""
    return _SEVERAL.search(question) is not None


_EXPLANATION = re.compile(
    r"\b(?:why|explain|describe|how(?!\ (?:many|much|long|big|large|often|fast|far|old)\b))\b",
    re.IGNORECASE,
)


def asks_for_explanation(question: str) -> bool:
    """Whether ``question`` asks how or why, which takes more sentences than a fact."""
    return _EXPLANATION.search(question) is not None
