"""A digest as pages of one Discord message, so that 120 papers do not flood a channel. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.digest import Digest, Group, Item, Rhythm, Scope
from bot.locales.catalog import Translate
from bot.render import days, subscription, words
from bot.render.embed_data import (
    DESCRIPTION_LIMIT,
    EMBEDS_LIMIT,
    MESSAGE_LIMIT,
    EmbedData,
    Message,
)
from bot.render.embeds import BLUE, GREY
from bot.render.escape import escape, escaped_within, link, safe_url
from bot.render.measure import size
from bot.render.scopes import Titles
from vectorstore.papers import paper_url

PER_PAGE = 10
_GIST_LIMIT = 300
_WHY_LIMIT = 80
"""A longer reason is a sentence."""

_NAME_LIMIT = 50
_LINE_LIMIT = 500
_SUFFIX_LIMIT = 300
_CONTENTS_SHOWN = 20
_FEWEST = 75
"""In less room than this a sentence says nothing."""

Groups = tuple[Group, ...]


def split(digest: Digest) -> tuple[Groups, ...]:
    """The groups of each page; a group may go on over the next one. A quiet day is one page."""
    pages: list[Groups] = [()]
    room = PER_PAGE
    for group in digest.groups:
        left = group.items
        while left:
            # The heading takes one of the embeds.
            if not room or len(pages[-1]) == EMBEDS_LIMIT - 1:
                pages.append(())
                room = PER_PAGE
            taken, left = left[:room], left[room:]
            pages[-1] = (*pages[-1], Group(group.name, taken))
            room -= len(taken)
    return tuple(pages)


def items(digest: Digest, number: int) -> tuple[tuple[int, Item], ...]:
    """The papers of page ``number``, each with its place in the whole digest (from 0)."""
    shown = [[item for group in groups for item in group.items] for groups in split(digest)]
    before = sum(map(len, shown[:number]))
    return tuple(enumerate(shown[number], before))


def page_of(digest: Digest, group: int) -> int:
    """The page on which the group with this number begins."""
    before = sum(len(other.items) for other in digest.groups[:group])
    return next(n for n in range(len(split(digest))) if before <= items(digest, n)[-1][0])


def page(digest: Digest, number: int, titles: Titles, t: Translate) -> Message:
    """Page ``number`` (from 0); ``titles`` of the saved paper, where it is about one."""
    pages = split(digest)
    heading = _heading(digest, number, len(pages), titles, t)
    if not digest.groups:
        return (heading,)
    groups = pages[number]
    names = [_name(group) for group in groups]
    if names[0] and number and pages[number - 1][-1].name == groups[0].name:
        names[0] = t("digest.goes_on", name=names[0])
    scope = digest.subscription.scope
    footer = _footer(number, len(pages), t)
    room = MESSAGE_LIMIT - heading.size - sum(map(size, names)) - size(footer)
    most = max(len(group.items) for group in groups)
    share = min(room // sum(len(group.items) for group in groups), DESCRIPTION_LIMIT // most) - 2
    last = len(groups) - 1
    return (
        heading,
        *(
            EmbedData(
                title=names[n] or None,
                description="\n\n".join(_entry(item, scope, share, t) for item in group.items),
                color=BLUE,
                footer=footer if n == last else None,
            )
            for n, group in enumerate(groups)
        ),
    )


def why(digest: Digest, number: int, titles: Titles, t: Translate) -> Message:
    """What of the subscription each paper of page ``number`` matched."""
    wanted = digest.subscription
    everything = wanted.scope is Scope.ALL
    about = subscription.about(wanted, titles, t)
    said = [t("digest.why_all") if everything else t("digest.why_of", about=about)]
    shown = items(digest, number)
    share = (DESCRIPTION_LIMIT - size(said[0])) // len(shown) - 2
    said += (_reason(item, place, share) for place, item in shown)
    return (EmbedData(title=t("digest.why"), description="\n\n".join(said), color=BLUE),)


def _reason(item: Item, place: int, limit: int) -> str:
    number = f"**{place + 1}.** "
    line = number + words.paper_line(item.paper, min(limit // 2, _LINE_LIMIT) - size(number))
    room = limit - size(line) - 3
    return f"{line}\n> {escaped_within(item.why, room)}" if item.why else line


def _heading(digest: Digest, number: int, pages: int, titles: Titles, t: Translate) -> EmbedData:
    wanted = digest.subscription
    about = subscription.about(wanted, titles, t)
    name = t("digest.weekly" if wanted.rhythm is Rhythm.WEEKLY else "digest.daily", about=about)
    window = days.window(digest.since, digest.until, wanted.zone, t)
    if not digest.groups:
        return EmbedData(title=name, description=t("digest.nothing", window=window), color=GREY)
    said = t("digest.found", papers=t("digest.papers", count=digest.total), window=window)
    shown = sum(1 for _ in digest.items)
    if shown < digest.total:
        said += f" {t('digest.shown', count=shown)}"
    if len(digest.groups) > 1 and pages > 1 and number == 0:
        said += f"\n{_contents(digest.groups)}"
    return EmbedData(title=name, description=said, color=BLUE)


def _contents(groups: Sequence[Group]) -> str:
    named = [f"{_name(group)} ({len(group.items)})" for group in groups]
    more = ["…"] if len(named) > _CONTENTS_SHOWN else []
    return words.SEPARATOR.join([*named[:_CONTENTS_SHOWN], *more])


def _name(group: Group) -> str:
    """Empty where it is the only one."""
    return escaped_within(group.name, _NAME_LIMIT)


def _footer(number: int, pages: int, t: Translate) -> str:
    parts = [t("footer.abstracts")]
    if pages > 1:
        parts.insert(0, t("search.page", page=number + 1, pages=pages))
    return words.SEPARATOR.join(parts)


def _entry(item: Item, scope: Scope, limit: int, t: Translate) -> str:
    """Two lines: title, votes, what it matched and links; and what the paper does. Where a whole
    sentence is what matched, it comes third; of a standing question, in place of the second."""
    short = size(item.why) <= _WHY_LIMIT
    suffix = _suffix(item, item.why if short else "", min(limit // 2, _SUFFIX_LIMIT), t)
    room = min(limit - size(suffix), _LINE_LIMIT) - 4
    entry = f"**{words.title_line(item.paper.title, paper_url(item.paper), None, room)}**{suffix}"
    answered = scope is Scope.QUESTION
    for sentence, mark in (
        (item.why if answered else item.sentence, ""),
        ("" if answered or short or item.why == item.sentence else item.why, "*"),
    ):
        room = min(limit - size(entry) - 3 - 2 * len(mark), _GIST_LIMIT)
        if sentence and room >= _FEWEST:
            entry += f"\n> {mark}{escaped_within(sentence, room)}{mark}"
    return entry


def _suffix(item: Item, why: str, limit: int, t: Translate) -> str:
    """What comes behind a title, as much of it as fits, the most important first."""
    paper = item.paper
    links = (("paper.code", paper.code_url), ("paper.project", paper.project_url))
    parts = [
        t("papers.votes", count=paper.upvotes) if paper.upvotes is not None else "",
        f"*{escape(why)}*" if why else "",
        *(link(t(key), url) for key, url in links if url and safe_url(url)),
    ]
    suffix = ""
    for part in filter(None, parts):
        if size(suffix) + size(words.SEPARATOR + part) <= limit:
            suffix += words.SEPARATOR + part
    return suffix
