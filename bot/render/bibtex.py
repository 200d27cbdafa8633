"""A paper → a BibTeX entry. Pure."""

from __future__ import annotations

import re
import unicodedata

from bot.render.escape import plain
from vectorstore.models import Paper
from vectorstore.papers import DATE_PRECISION, paper_url

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MATH = re.compile(r"(\$[^$]+\$)")
_SPECIAL = {
    "\\": r"\textbackslash{}",
    # BibTeX counts a brace behind a backslash too.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_SMALL_WORD = re.compile("a|an|the|on|of|in|for|to|and|is|are|how|what|why|do|does|with")


def entry(paper: Paper) -> str:
    """One ``@misc`` entry in UTF-8, ending in a new line.

    What is not known is left out. A formula between dollar signs stays a formula.
    """
    when = paper.published or paper.date
    fields = {
        # Double braces keep the title's capitals.
        "title": f"{{{_latex(paper.title)}}}",
        "author": " and ".join(_author(name) for name in paper.authors),
        "year": f"{when:%Y}" if when else "",
        "eprint": paper.arxiv_id or "",
        "archiveprefix": "arXiv" if paper.arxiv_id else "",
        "url": _url(paper),
        "abstract": _latex(paper.abstract),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    if when and paper.extra.get(DATE_PRECISION) != "year":
        lines.append(f"  month = {_MONTHS[when.month - 1]}")
    return f"@misc{{{key(paper)},\n" + ",\n".join(lines) + "\n}\n"


def key(paper: Paper) -> str:
    """First author, year, first telling word of the title: ``wu2024retrieval``."""
    surname = paper.authors[0].split()[-1] if paper.authors and paper.authors[0].split() else ""
    when = paper.published or paper.date
    words = _ascii(paper.title).split()
    telling = [word for word in words if not _SMALL_WORD.fullmatch(word)] or words
    made = "".join((_ascii(surname).replace(" ", ""), f"{when:%Y}" if when else "", *telling[:1]))
    return made or _ascii(paper.paper_id).replace(" ", "") or "paper"


def file_name(paper: Paper) -> str:
    return f"{key(paper)[:60]}.bib"


def _url(paper: Paper) -> str:
    url = f"https://arxiv.org/abs/{paper.arxiv_id}" if paper.arxiv_id else paper_url(paper)
    return url.replace("{", "%7B").replace("}", "%7D")


def _author(name: str) -> str:
    """A name in one pair of braces where BibTeX would take it for several."""
    written = _latex(name)
    return f"{{{written}}}" if " and " in f" {name} ".lower() or "," in name else written


def _latex(text: str) -> str:
    pieces = _MATH.split(plain(text))
    return "".join(
        piece if number % 2 and _balanced(piece) else "".join(map(_escaped, piece))
        for number, piece in enumerate(pieces)
    )


def _escaped(char: str) -> str:
    return _SPECIAL.get(char, char)


def _balanced(formula: str) -> bool:
    """Whether the formula's braces close, so that it cannot end the field."""
    depth = 0
    for char in formula:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0


def _ascii(text: str) -> str:
    """Lower-case ASCII words, without accents."""
    taken_apart = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", taken_apart))
