"""What a picture shows, in words: for those who do not see it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.locales.catalog import Translate
from bot.pictures.trends import Line, Trends


@dataclass(frozen=True, slots=True)
class Cluster:
    """``title`` is the title of its most upvoted paper."""

    name: str
    size: int
    title: str


def trends_facts(counted: Trends, t: Translate) -> str:
    """A line for the window, and one for each topic."""
    opening = t("pictures.per_week", since=counted.since, until=counted.until)
    return "\n".join([opening, *(_line(line, counted, t) for line in counted.lines)])


def _line(line: Line, counted: Trends, t: Translate) -> str:
    words = ", ".join(f"“{word}”" for word in line.words)
    if not line.total:
        return f"- {t('pictures.no_papers', words=words)}"
    most = max(line.counts)
    busiest = counted.weeks[line.counts.index(most)]
    last = line.counts[-1]
    return (
        f"- {t('pictures.line', words=words, count=line.total, week=busiest, most=most, last=last)}"
    )


def map_facts(said: str, clusters: Sequence[Cluster], shown: int, total: int, t: Translate) -> str:
    """What was counted, and a line for each cluster."""
    opening = [said]
    if shown < total:
        opening.append(t("pictures.newest_shown", count=shown))
    opening.append(t("pictures.clusters", count=len(clusters)))
    lines = [
        f"{n}. {t('pictures.cluster', name=c.name, count=c.size, title=c.title)}"
        for n, c in enumerate(clusters, 1)
    ]
    return "\n".join([" ".join(opening), *lines])
