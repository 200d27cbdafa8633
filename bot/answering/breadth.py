"""Does a question ask for several papers (a list, a comparison), or for one answer? Pure."""

from __future__ import annotations

import re

# English question forms; what they miss still gets every paper whose evidence is strong.
_SEVERAL = re.compile(
    r"""\b(?:
        (?:which|what|any|list|all|every|other|some|two|three|these|those|the)\b[^?.,;]{0,60}?
        \b(?:papers|works|studies|articles|ones|methods|models|approaches|systems|authors
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
