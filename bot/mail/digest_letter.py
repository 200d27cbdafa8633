"""A digest as a letter: text and HTML with the same content. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.digest import Digest, Item, Scope
from bot.locales.catalog import Translate, our_language, translator
from bot.mail.letters import Letter
from bot.render.days import found, window
from bot.render.escape import plain, safe_url
from bot.render.jinja import render
from bot.render.measure import shorten
from bot.render.reasons import reason
from bot.render.scopes import Titles, about
from vectorstore.papers import paper_url

# A list of the groups on top helps where they do not fit on a page.
_CONTENTS_FROM = 12
_LONGEST_LINK = 60


@dataclass(frozen=True, slots=True)
class Exit:
    """The ways out of a subscription that need no log-in."""

    unsubscribe: str
    feed: str


@dataclass(frozen=True, slots=True)
class _Link:
    """``shown`` is the address itself: no text can promise another place."""

    label: str
    shown: str
    url: str


@dataclass(frozen=True, slots=True)
class _Entry:
    title: str
    url: str
    sentence: str
    facts: tuple[str, ...]
    links: tuple[_Link, ...]
    why: str


def digest_letter(digest: Digest, titles: Titles, to: str, nonce: str, exits: Exit) -> Letter:
    """The letter to ``to``, in the subscription's language; ``titles`` of the saved paper, where
    it is about one."""
    subscription = digest.subscription
    t = translator(subscription.language)
    title, day = about(subscription, t, titles), digest.day.isoformat()
    days = window(digest.since, digest.until, subscription.zone, t)
    several = digest.since != digest.until
    others = t("mail.others") if len(digest.groups) > 1 else ""
    answers = subscription.scope is Scope.QUESTION
    groups = [
        (
            plain(group.name) or others,
            [_entry(item, t, dated=several, answers=answers) for item in group.items],
        )
        for group in digest.groups
    ]
    shown = sum(len(entries) for _, entries in groups)
    values = {
        "language": our_language(subscription.language),
        "title": title,
        "summary": found(digest.total, (), days, t) if shown else t("mail.quiet", window=days),
        "groups": groups,
        "contents": shown >= _CONTENTS_FROM and len(groups) > 1,
        "cut": t("mail.cut", count=digest.total - shown) if digest.total > shown else "",
        "reason": t("mail.reason"),
        "unsubscribe": (t("mail.unsubscribe"), exits.unsubscribe),
        "feed": (t("mail.feed"), exits.feed),
    }
    return Letter(
        to,
        t("mail.subject", about=title, count=digest.total, day=day),
        render("bot.mail", "digest.txt", **values),
        render("bot.mail", "digest.html", **values),
        nonce,
        subscription.id,
        _headers(exits),
    )


def _headers(exits: Exit) -> dict[str, str]:
    headers = {"List-Unsubscribe": f"<{exits.unsubscribe}>"}
    # RFC 8058 promises one click only where nobody can listen or change the request.
    if exits.unsubscribe.startswith("https://"):
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _entry(item: Item, t: Translate, *, dated: bool, answers: bool) -> _Entry:
    paper = item.paper
    facts = [t("papers.votes", count=paper.upvotes)] if paper.upvotes is not None else []
    if dated and paper.date:
        facts.append(paper.date.isoformat())
    addresses = {
        "paper.arxiv": f"https://arxiv.org/abs/{paper.arxiv_id}" if paper.arxiv_id else None,
        "paper.code": paper.code_url,
        "paper.project": paper.project_url,
    }
    links = [
        _Link(t(key), shorten(safe.partition("//")[2].rstrip("/"), _LONGEST_LINK), safe)
        for key, url in addresses.items()
        if url and (safe := safe_url(url))
    ]
    # What answers a standing question says more than what its paper does.
    sentence, why = (item.why or item.sentence, "") if answers else (item.sentence, reason(item, t))
    return _Entry(
        plain(paper.title), paper_url(paper), plain(sentence), tuple(facts), tuple(links), why
    )
