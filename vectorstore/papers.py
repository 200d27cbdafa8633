"""Who a paper is: its ids, its link, and when two records are one paper. Pure functions."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote

from vectorstore.models import Paper

# How exactly ``published`` is known ("year" or "month"); the key is absent for a known day.
DATE_PRECISION = "date_precision"

# Two records with one title and different ids are different papers below this word overlap.
_SAME_ABSTRACT = 0.5

_PREFIX = re.compile(
    r"(?:arxiv:"
    r"|(?:https?://)?(?:dx\.)?doi\.org/10\.48550/arxiv\."
    r"|(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/"
    r"|(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/papers/)",
    re.IGNORECASE,
)
_AFTER_LINK = re.compile(r"(?:\.pdf)?/?(?:[?#].*)?\Z", re.IGNORECASE)
_NEW_STYLE = re.compile(r"([0-9]{2})(0[1-9]|1[0-2])\.([0-9]{4,5})")
_OLD_ARCHIVE = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|"
    "cond-mat|cs|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin|"
    "nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int|supr-con"
)
_OLD_STYLE = re.compile(
    rf"({_OLD_ARCHIVE})(?:\.[A-Za-z]{{2}})?/([0-9]{{2}})(0[1-9]|1[0-2])([0-9]{{3}})"
)
_VERSION = re.compile(r"v[1-9][0-9]*\Z")

_LATEX_STYLE = re.compile(
    r"\\(?:text(?:bf|it|tt|sc|rm|sf|sl|normal)?|math(?:bf|rm|cal|bb|it|sf|tt|frak|scr)"
    r"|emph|mbox|operatorname|boldsymbol|bm|ensuremath|left|right|[bckdrtuvH])(?![A-Za-z])"
)
# Letters that Unicode does not take apart, as LaTeX spells them.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})


def parse_arxiv_id(text: str) -> str | None:
    """The arXiv id in an id, an ``arXiv:`` reference or a link, without its version.

    New ids have the month and length that arXiv gave out at the time: a damaged id (such as
    ``1908.0558``, which lost its last zero) is None. Old ids lose their subject class:
    ``cs.CL/0112017`` is ``cs/0112017``.
    """
    bare = text.strip()
    prefix = _PREFIX.match(bare)
    if prefix:
        bare = _AFTER_LINK.sub("", bare[prefix.end() :].strip())
    bare = _VERSION.sub("", bare)
    if new := _NEW_STYLE.fullmatch(bare):
        since, serial = int(new[1] + new[2]), new[3]
        digits = 5 if since >= 1501 else 4
        return bare if since >= 704 and len(serial) == digits and int(serial) else None
    if old := _OLD_STYLE.fullmatch(bare):
        archive, year, month, serial = old.groups()
        in_use = int(year) >= 91 or int(year + month) <= 703
        return f"{archive}/{year}{month}{serial}" if in_use and int(serial) else None
    return None


def normalise_title(title: str) -> str:
    """A key that is equal for one title written twice: letters and digits only.

    Blind to case, white space, punctuation, accents, LaTeX commands and Unicode look-alikes.
    ``+`` counts as a letter (PointNet and PointNet++ are two papers).
    """
    text = _LATEX_STYLE.sub("", html.unescape(title))
    text = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    key = "".join(_letter(char) for char in text if char.isalnum() or char == "+")
    return key or " ".join(title.casefold().split())


def _letter(char: str) -> str:
    # LaTeX writes α as \alpha, so both become its name.
    if "α" <= char <= "ω":
        return unicodedata.name(char).rpartition(" ")[2].lower()
    return char


def title_id(title: str) -> str:
    """A stable id for a paper of which only the title is known."""
    key = normalise_title(title)
    return "title-" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def paper_url(paper: Paper) -> str:
    """The paper's Daily Papers page, or a search for its title there.

    Daily Papers has no pages for arXiv ids from before April 2007 (``cs/0112017``): those get
    the search too.
    """
    if paper.arxiv_id and "/" not in paper.arxiv_id:
        return f"https://huggingface.co/papers/{paper.arxiv_id}"
    return f"https://huggingface.co/papers?q={quote(paper.title, safe='', errors='replace')}"


def same_paper(a: Paper, b: Paper) -> bool:
    """Whether two records are one paper.

    They are when they share an id. One normalised title also makes them one paper, unless their
    arXiv ids differ, or both have ids of their own, which differ, and so do their abstracts
    (several papers are called "Summary").
    """
    if a.arxiv_id and b.arxiv_id:
        return a.arxiv_id == b.arxiv_id
    if a.paper_id == b.paper_id:
        return True
    if normalise_title(a.title) != normalise_title(b.title):
        return False
    return not (_has_own_id(a) and _has_own_id(b) and _clearly_different(a.abstract, b.abstract))


def merge(old: Paper, new: Paper) -> Paper:
    """One paper from two records of it.

    The newer value wins where it is not empty, days of listing are united, and ``extra`` is
    merged key by key. The id stays unless the newer record brings the first real one.
    """
    published, precision = _merge_published(old, new)
    extra = {**old.extra, **{key: value for key, value in new.extra.items() if _filled(value)}}
    extra.pop(DATE_PRECISION, None)
    if precision:
        extra[DATE_PRECISION] = precision
    return replace(
        old,
        paper_id=new.paper_id if _has_own_id(new) and not _has_own_id(old) else old.paper_id,
        title=new.title or old.title,
        abstract=new.abstract or old.abstract,
        source=new.source or old.source,
        arxiv_id=new.arxiv_id or old.arxiv_id,
        authors=new.authors or old.authors,
        published=published,
        listed=tuple(sorted({*old.listed, *new.listed})),
        upvotes=old.upvotes if new.upvotes is None else new.upvotes,
        comments=old.comments if new.comments is None else new.comments,
        ai_summary=new.ai_summary or old.ai_summary,
        ai_keywords=new.ai_keywords or old.ai_keywords,
        code_url=new.code_url or old.code_url,
        project_url=new.project_url or old.project_url,
        organization=new.organization or old.organization,
        extra=extra,
    )


def _merge_published(old: Paper, new: Paper) -> tuple[date | None, str | None]:
    """The newer date with its precision, unless it is the vaguer of the two."""
    ranked = [p for p in (new, old) if p.published]
    if not ranked:
        return None, None
    best = min(ranked, key=lambda paper: _vagueness(paper.extra))
    precision = best.extra.get(DATE_PRECISION)
    return best.published, precision if isinstance(precision, str) else None


def _vagueness(extra: Mapping[str, Any]) -> int:
    return {"month": 1, "year": 2}.get(str(extra.get(DATE_PRECISION)), 0)


def _has_own_id(paper: Paper) -> bool:
    return re.fullmatch(r"title-[0-9a-f]{12}", paper.paper_id) is None


def _clearly_different(a: str, b: str) -> bool:
    words, others = (set(re.findall(r"\w+", text.casefold())) for text in (a, b))
    if not words or not others:
        return False
    return len(words & others) / len(words | others) < _SAME_ABSTRACT


def _filled(value: Any) -> bool:
    return value not in (None, "", [], {}, ())
