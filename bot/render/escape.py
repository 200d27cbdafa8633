"""Foreign text, made harmless: whatever a paper or a person wrote is shown, never obeyed. Pure."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from bot.render.measure import shorten, size

# Invisible: controls, zero-width and bidirectional marks, tag characters, lone surrogates.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})
# Letters by their category, and yet blank.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")
_SPACES = re.compile(r"\s+")
_MARKDOWN = re.compile(r"[\\*_~`|\[\]<]|(?<=\])\(|:(?=//)")
_LINE_START = re.compile(r"^(\s*)(#|>|[-+]|\d+(?=[.)]))")
# Of people, roles, channels and commands.
_MENTION = re.compile(
    r"@(?=everyone|here|[!&]?\d)|(?<=<)#(?=\d)|(?<=<)/(?=[^:>]+:\d)", re.IGNORECASE
)
# Discord's servers look for mentions before any Markdown: a backslash would not stop them.
_NOTHING = "\u200b"
_LINK_SCHEMES = ("http", "https")


def plain(text: str) -> str:
    """``text`` in one line, without invisible characters: for footers, names and files."""
    spaced = _SPACES.sub(" ", text)
    return "".join(
        char
        for char in spaced
        if unicodedata.category(char) not in _INVISIBLE and char not in _BLANK
    )


def escape(text: str) -> str:
    """``text`` in one line of Markdown that shows its characters and does nothing else.

    It formats nothing, links nothing, mentions nobody, wherever in a message it is put.
    """
    escaped = _MARKDOWN.sub(r"\\\g<0>", plain(text))
    # A list needs its number unescaped, so the dot behind it is escaped instead.
    started = _LINE_START.sub(_escape_start, escaped)
    return _MENTION.sub(rf"\g<0>{_NOTHING}", started)


def _escape_start(match: re.Match[str]) -> str:
    space, mark = match.groups()
    return f"{space}{mark}\\" if mark.isdigit() else f"{space}\\{mark}"


def escaped_within(text: str, limit: int) -> str:
    """``escape`` of as much of ``text`` as fits ``limit``; what is left out shows as ``…``.

    ``limit`` is at least 1.
    """
    bare, room = plain(text), limit
    while size(shown := escape(shorten(bare, room))) > limit:
        room = min(room * limit // size(shown), room - 1)
    return shown


def link(text: str, url: str) -> str:
    """``text`` (Markdown already) as a link; without one where ``url`` is not safe to show."""
    target = safe_url(url)
    return f"[{text}]({target})" if target else text


def safe_url(url: str) -> str | None:
    """``url`` with nothing in it that ends a Markdown link; None where it is no web address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme.lower() not in _LINK_SCHEMES or not parts.netloc or plain(url) != url:
        return None
    if re.search(r"[\s<>]", url):
        return None
    return url.replace("(", "%28").replace(")", "%29")
