"""A question about the calendar of papers → what it asks. None for every other question.

The whole question must be of a known form, but for its window and its topic: taking a question that
is about what papers say would be worse than leaving one of these to the ordinary way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from bot.answering.calendar.forms import Forms, Wanted
from bot.answering.calendar.forms_eastern import CHINESE, JAPANESE
from bot.answering.calendar.forms_english import ENGLISH
from bot.answering.calendar.forms_european import FRENCH, GERMAN, SPANISH
from bot.answering.calendar.topics import topic_of
from bot.answering.calendar.windows import Window, find

FORMS = (ENGLISH, GERMAN, FRENCH, SPANISH, CHINESE, JAPANESE)
_LONGEST = 300
# What papers are counted in by another paper: "in SciFact", "in the Wiki Live Challenge", "in
# PRISMM-Bench", "on the reading list".
_COLLECTION = re.compile(
    r"\bin (?:the )?(?:[A-Z]?[a-z]+[A-Z]\w*|(?:[A-Z][a-z]+ )+[A-Z][a-z]+|[\w-]+-Bench)\b"
    r"|\bon the (?:\S+ )+list\b"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """``topic`` are the words that every paper must have; no window means: all days."""

    wanted: Wanted
    topic: tuple[str, ...] = ()
    window: Window | None = None
    most: int | None = None
    language: str = "en"


def read(text: str, zone: str, now: datetime) -> Asked | None:
    """What ``text`` asks of the calendar; ``now`` is an aware moment."""
    if len(text) > _LONGEST:
        return None
    for forms in FORMS:
        if asked := _read(text, forms, zone, now):
            return asked
    return None


def _read(text: str, forms: Forms, zone: str, now: datetime) -> Asked | None:
    # Before any dates are looked for: dateparser takes a while to load.
    if not _sign(forms).search(text.lower()):
        return None
    window = find(text, forms.speech, zone, now)
    rest = text if window is None else f"{text[: window.start]} {text[window.end :]}"
    plain = _plain(rest)
    for wanted, pattern, needs_window in _compiled(forms):
        match = pattern.fullmatch(plain)
        if match is None or (needs_window and window is None):
            continue
        if wanted is Wanted.COUNT and _COLLECTION.search(rest):
            continue
        asked = _asked(wanted, match.groupdict(), forms)
        if asked is not None:
            return replace(asked, window=window)
    return None


def _asked(wanted: Wanted, groups: dict[str, str | None], forms: Forms) -> Asked | None:
    written = [groups[name] for name in ("kind", "topic", "topic2") if groups.get(name)]
    topic: list[str] = []
    for phrase in written:
        found = topic_of(phrase or "", forms.speech.language)
        if found is None:
            return None
        topic += found
    number = groups.get("n")
    return Asked(
        wanted,
        tuple(dict.fromkeys(topic)),
        most=int(number) if number else None,
        language=forms.speech.language,
    )


def _plain(text: str) -> str:
    """Lower case, one space between words, without the punctuation around them."""
    lowered = text.lower().replace("’", "'")
    bare = re.sub(r"[?!¿¡。？！、，;:()\"“”„«»]+|[.,](?=\s|$)", " ", lowered)
    return " ".join(bare.split())


@cache
def _sign(forms: Forms) -> re.Pattern[str]:
    return re.compile(forms.sign)


@cache
def _compiled(forms: Forms) -> tuple[tuple[Wanted, re.Pattern[str], bool], ...]:
    return tuple(
        (form.wanted, re.compile(forms.fill(form.pattern)), form.needs_window)
        for form in forms.forms
    )
