"""Subscriptions in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from bot.core.digest import Pause, Rhythm, Scope, Subscription, Via
from bot.locales.catalog import Translate
from bot.render import scopes
from bot.render.embed_data import EmbedData, Message
from bot.render.embeds import BLUE, GREY
from bot.render.escape import escaped_within
from bot.render.scopes import Titles

_ABOUT_LIMIT = 200
_ADDRESS_LIMIT = 100
_EVERY_DAY = frozenset(range(7))
_WORKING_DAYS = frozenset(range(5))


def about(subscription: Subscription, titles: Titles, t: Translate) -> str:
    """Which papers it is about, as Markdown."""
    return escaped_within(scopes.about(subscription, t, titles), _ABOUT_LIMIT)


def rhythm(subscription: Subscription, t: Translate) -> str:
    """When it comes, such as "Monday to Friday at 08:00 (Europe/Berlin)"."""
    when = {"at": _clock(subscription.at), "zone": subscription.zone}
    days = subscription.weekdays
    if subscription.rhythm is Rhythm.WEEKLY:
        return t("subscription.weekly", day=t(f"weekday.{min(days)}"), **when)
    if days == _EVERY_DAY:
        return t("subscription.daily", **when)
    if days == _WORKING_DAYS:
        return t("subscription.working_days", **when)
    named = ", ".join(t(f"weekday.{day}") for day in sorted(days))
    return t("subscription.some_days", days=named, **when)


def place(subscription: Subscription, t: Translate) -> str:
    match subscription.via:
        case Via.CHANNEL:
            return t("subscription.by_channel", channel=f"<#{subscription.channel}>")
        case Via.EMAIL:
            return t(
                "subscription.by_email",
                address=escaped_within(subscription.email or "", _ADDRESS_LIMIT),
            )
        case Via.DM:
            return t("subscription.by_dm")


def card(
    subscription: Subscription, titles: Titles, moment: datetime, heading: str, t: Translate
) -> Message:
    """Everything that was understood, and the ``moment`` at which it comes next."""
    said = [
        about(subscription, titles, t),
        rhythm(subscription, t),
        place(subscription, t),
        t("subscription.at_most", count=subscription.at_most),
    ]
    if subscription.quiet is not None:
        since, until = map(_clock, subscription.quiet)
        said.append(t("subscription.quiet", since=since, until=until))
    # A standing question speaks only when it is answered.
    if subscription.scope is not Scope.QUESTION:
        said.append(t("subscription.told" if subscription.quiet_day else "subscription.silent"))
    if subscription.paused is not None:
        said.append(_paused(subscription, t))
    else:
        said.append(t("subscription.next", moment=f"<t:{int(moment.timestamp())}:F>"))
    color = BLUE if subscription.paused is None else GREY
    listed = "\n".join(f"- {line[:1].upper()}{line[1:]}" for line in said)
    return (EmbedData(title=heading, description=listed, color=color),)


def stopped(subscription: Subscription, titles: Titles, t: Translate) -> str:
    """What its owner is told when nothing can be sent any more."""
    return t(
        "pause.told",
        about=about(subscription, titles, t),
        place=place(subscription, t),
        reason=_reason(subscription, t),
    )


def listing(
    subscriptions: Sequence[Subscription],
    titles: Titles,
    page: int,
    pages: int,
    first: int,
    t: Translate,
) -> Message:
    """Page ``page`` (from 0) of somebody's subscriptions; ``first`` is the number of its first."""
    heading = t("subscription.list")
    if not subscriptions:
        return (EmbedData(title=heading, description=t("subscription.none"), color=GREY),)
    entries = []
    for number, one in enumerate(subscriptions, first):
        entry = f"**{number}.** {about(one, titles, t)}\n{rhythm(one, t)}, {place(one, t)}"
        entries.append(entry if one.paused is None else f"{entry}\n{_paused(one, t)}")
    return (
        EmbedData(
            title=heading,
            description="\n\n".join(entries),
            color=BLUE,
            footer=t("search.page", page=page + 1, pages=pages) if pages > 1 else None,
        ),
    )


def _paused(subscription: Subscription, t: Translate) -> str:
    return f"**{t('subscription.paused')}** {_reason(subscription, t)}"


def _reason(subscription: Subscription, t: Translate) -> str:
    gone = subscription.paused == Pause.GONE
    return t(f"pause.{subscription.via if gone else subscription.paused}")


def _clock(moment: time) -> str:
    return f"{moment:%H:%M}"
