"""The small things that embeds say of papers: days, links, authors, the footer. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from bot.locales.catalog import Translate
from bot.render.embed_data import FIELD_VALUE_LIMIT, CorpusFacts
from bot.render.escape import escape, escaped_within, link
from bot.render.measure import size
from vectorstore.models import Paper
from vectorstore.papers import DATE_PRECISION, paper_url

SEPARATOR = " · "
_AUTHORS_SHOWN = 10


def day(paper: Paper) -> str | None:
    """The paper's day as each reader's Discord writes days; a year or month as it is known."""
    if paper.date is None:
        return None
    if not paper.listed and paper.extra.get(DATE_PRECISION) == "year":
        return f"{paper.date:%Y}"
    if not paper.listed and paper.extra.get(DATE_PRECISION) == "month":
        return f"{paper.date:%Y-%m}"
    return f"<t:{_noon(paper.date)}:D>"


def _noon(when: date) -> int:
    """Seconds since 1970 at noon UTC: the same day for nearly every reader on earth."""
    return int(datetime.combine(when, time(12), UTC).timestamp())


def title_line(title: str, url: str, paper: Paper | None, limit: int = FIELD_VALUE_LIMIT) -> str:
    """A paper's title as a link, and its day, within ``limit``."""
    when = day(paper) if paper else None
    suffix = f"{SEPARATOR}{when}" if when else ""
    room = limit - size(suffix) - size(link("", url))
    if room < limit // 3:
        # Some searches for a title make links longer than a line may be.
        return escaped_within(title, limit - size(suffix)) + suffix
    return link(escaped_within(title, room), url) + suffix


def paper_line(paper: Paper, limit: int = FIELD_VALUE_LIMIT) -> str:
    return title_line(paper.title, paper_url(paper), paper, limit)


def authors(paper: Paper, t: Translate, limit: int = FIELD_VALUE_LIMIT) -> str:
    """The first authors, and how many there are besides, within ``limit``."""
    named = ", ".join(paper.authors[:_AUTHORS_SHOWN])
    more = len(paper.authors) - _AUTHORS_SHOWN
    suffix = f" {t('paper.more_authors', count=more)}" if more > 0 else ""
    return escaped_within(named, limit - size(suffix)) + suffix


def footer(corpus: CorpusFacts, t: Translate) -> str:
    """How many papers were asked, how new they are, when the feed was last asked for more, and that
    nobody read beyond abstracts."""
    parts = [t("footer.papers", count=corpus.papers)]
    if corpus.newest:
        parts.append(t("footer.newest", date=corpus.newest.isoformat()))
    if corpus.synced:
        parts.append(t("footer.synced", date=corpus.synced.isoformat()))
    return SEPARATOR.join([*parts, t("footer.abstracts")])


def marks(numbers: tuple[int, ...]) -> str:
    return "".join(f"[{number}]" for number in numbers)


def quoted(text: str) -> str:
    """Foreign text as a block quote."""
    return f"> {escape(text)}"
