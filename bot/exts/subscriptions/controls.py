"""What is under a subscription, and the forms that change it. Each custom id carries what it is
about, so that they work after a restart."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.core.digest import Rhythm, Scope, Subscription, Via
from bot.exts.present import shorten
from bot.exts.presses import button, view_of
from bot.locales.catalog import Translate
from bot.render.scopes import Titles, about

LIST = "subs"
OPEN = "subopen"
PREVIEW = "subtry"
PAUSE = "subpause"
RESUME = "subresume"
REMOVE = "subremove"
REMOVED = "subgone"
WHEN = "subwhen"
WHEN_SET = "subwhenset"
WHAT = "subwhat"
WHAT_SET = "subwhatset"
BY_MAIL = "submail"
BY_MAIL_SET = "submailset"
BY_DM = "subdm"

KEEP = "keep"
"""Under an answer: ask on."""

RHYTHM, AT, ZONE, WEEKDAYS, QUIET = "rhythm", "at", "zone", "weekdays", "quiet"
SUBJECT, AT_MOST, QUIET_DAY = "subject", "at_most", "quiet_day"
ADDRESS = "address"
TOLD, SILENT = "told", "silent"

SUBJECT_LIMIT = 300
PER_PAGE = 5

Modal = discord.ui.Modal


def panel(subscription: Subscription, t: Translate, *, mail: bool) -> discord.ui.View:
    """Everything that may be done with one subscription; ``mail`` says whether e-mail is sent."""
    one = subscription.id
    items = [
        button(PREVIEW, one, t("button.preview")),
        button(WHEN, one, t("button.change_when")),
        button(WHAT, one, t("button.change_what")),
    ]
    if mail and subscription.via is Via.DM:
        items.append(button(BY_MAIL, one, t("button.by_mail")))
    if subscription.via is Via.EMAIL:
        items.append(button(BY_DM, one, t("button.by_dm")))
    if subscription.paused is None:
        items.append(button(PAUSE, one, t("button.pause"), row=1))
    else:
        resume, style = t("button.resume"), discord.ButtonStyle.success
        items.append(button(RESUME, one, resume, style=style, row=1))
    remove, style = t("button.unsubscribe"), discord.ButtonStyle.danger
    items.append(button(REMOVE, one, remove, style=style, row=1))
    items.append(button(LIST, "0", t("button.all_subscriptions"), row=1))
    return view_of(*items)


def removing(subscription: Subscription, t: Translate) -> discord.ui.View:
    """The question before a subscription is removed, and what may be done instead."""
    one = subscription.id
    items = [
        button(REMOVED, one, t("button.unsubscribe"), style=discord.ButtonStyle.danger),
    ]
    if subscription.paused is None:
        items.append(button(PAUSE, one, t("button.pause_instead")))
    return view_of(*items)


def listing(
    shown: Sequence[Subscription],
    titles: Titles,
    page: int,
    pages: int,
    t: Translate,
) -> discord.ui.View:
    """A menu that opens a subscription of the page, and the ways to the other pages."""
    menu: discord.ui.Select[discord.ui.View] = discord.ui.Select(
        custom_id=f"{OPEN}:", placeholder=shorten(t("subscription.open")), row=0
    )
    for number, one in enumerate(shown, page * PER_PAGE + 1):
        menu.add_option(label=shorten(f"{number}. {about(one, t, titles)}"), value=one.id)
    items: list[discord.ui.Item[discord.ui.View]] = [menu] if menu.options else []
    if pages > 1:
        for label, to in (("button.previous", page - 1), ("button.next", page + 1)):
            items.append(button(LIST, str(to), t(label), row=1, disabled=not 0 <= to < pages))
    return view_of(*items)


def when(subscription: Subscription, t: Translate) -> Modal:
    """The form of everything about time."""
    quiet = subscription.quiet
    return _modal(
        f"{WHEN_SET}:{subscription.id}",
        t("form.when"),
        _label(
            t("form.rhythm"),
            _menu(
                RHYTHM,
                [(t(f"choice.{one}"), one, one is subscription.rhythm) for one in Rhythm],
            ),
        ),
        _label(t("form.at"), _line(AT, f"{subscription.at:%H:%M}", 20), t("form.at_hint")),
        _label(t("form.zone"), _line(ZONE, subscription.zone, 64), t("form.zone_hint")),
        _label(
            t("form.weekdays"),
            _menu(
                WEEKDAYS,
                [(t(f"weekday.{day}"), str(day), day in subscription.weekdays) for day in range(7)],
                most=7,
            ),
            t("form.weekdays_hint"),
        ),
        _label(
            t("form.quiet"),
            _line(
                QUIET,
                f"{quiet[0]:%H:%M}-{quiet[1]:%H:%M}" if quiet else "",
                30,
                required=False,
            ),
            t("form.quiet_hint"),
        ),
    )


def what(subscription: Subscription, titles: Titles, t: Translate) -> Modal:
    """The form of everything else."""
    subject = titles.get(subscription.subject, subscription.subject)
    labels = [
        _label(t("form.at_most"), _line(AT_MOST, str(subscription.at_most), 5)),
    ]
    if subscription.scope is not Scope.ALL:
        about = _line(SUBJECT, subject[:SUBJECT_LIMIT], SUBJECT_LIMIT)
        labels.insert(0, _label(t(f"form.{subscription.scope}"), about))
    if subscription.scope is not Scope.QUESTION:
        told = subscription.quiet_day
        choices = [
            (t("form.silent"), SILENT, not told),
            (t("form.told"), TOLD, told),
        ]
        labels.append(_label(t("form.quiet_day"), _menu(QUIET_DAY, choices)))
    return _modal(f"{WHAT_SET}:{subscription.id}", t("form.what"), *labels)


def by_mail(subscription: Subscription, confirmed: str | None, t: Translate) -> Modal:
    """The form of the address; the one that is confirmed already is at hand."""
    line = _line(ADDRESS, confirmed or "", 254, required=False)
    label = _label(t("form.address"), line, t("form.address_hint"))
    return _modal(f"{BY_MAIL_SET}:{subscription.id}", t("form.by_mail"), label)


def _modal(custom_id: str, title: str, *labels: discord.ui.Label[Modal]) -> Modal:
    """Its answer arrives as a press, also after a restart."""
    modal = discord.ui.Modal(title=title, custom_id=custom_id, timeout=None)
    for label in labels:
        modal.add_item(label)
    modal.stop()
    return modal


def _label(
    text: str, component: discord.ui.Item[Modal], hint: str | None = None
) -> discord.ui.Label[Modal]:
    return discord.ui.Label(text=text, description=hint, component=component)


def _line(
    custom_id: str, value: str, most: int, *, required: bool = True
) -> discord.ui.TextInput[Modal]:
    return discord.ui.TextInput(
        custom_id=custom_id, default=value, max_length=most, required=required
    )


def _menu(
    custom_id: str, choices: Sequence[tuple[str, str, bool]], most: int = 1
) -> discord.ui.Select[Modal]:
    menu: discord.ui.Select[Modal] = discord.ui.Select(custom_id=custom_id, max_values=most)
    for label, value, chosen in choices:
        menu.add_option(label=shorten(label), value=value, default=chosen)
    return menu
