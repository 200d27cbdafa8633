"""What the bot says, in the languages it speaks: ``data/<language>.toml``, English where a text is
missing."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

LANGUAGES = ("en", "de", "fr", "es", "ja", "zh")
ENGLISH = "en"

Text = str | Mapping[str, str]
"""What a key stands for: a text, or one for each plural form (``one``, ``other``)."""


class Translate(Protocol):
    def __call__(self, key: str, /, **values: object) -> str:
        """The text of ``key`` with its placeholders filled in; ``count`` chooses the plural form.

        Raises KeyError for a key or placeholder that there is not.
        """
        ...


@cache
def translator(language: str | None) -> Translate:
    """Speaks ``language``, which may be any of Discord's locales; English where it is unknown."""
    spoken = our_language(language)
    own, english = texts(spoken), texts(ENGLISH)

    def translate(key: str, /, **values: object) -> str:
        # Each text counts as its own language does, English ones in a German catalogue too.
        text, counts_as = (own[key], spoken) if key in own else (english[key], ENGLISH)
        if not isinstance(text, str):
            text = text[_plural(counts_as, values["count"])]
        return text.format(**values)

    return translate


def our_language(locale: str | None) -> str:
    """Which of ours serves a locale: ``es-419`` gives ``es``, an unknown one English."""
    language = (locale or "").partition("-")[0]
    return language if language in LANGUAGES else ENGLISH


@cache
def texts(language: str) -> Mapping[str, Text]:
    """Every text of one of our languages, by its dotted key."""
    source = files("bot.locales") / "data" / f"{language}.toml"
    return dict(_flattened(tomllib.loads(source.read_text(encoding="utf-8"))))


def _flattened(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Text]]:
    found: list[tuple[str, Text]] = []
    for name, value in table.items():
        if isinstance(value, str) or value.keys() <= {"one", "other"}:
            found.append((prefix + name, value))
        else:
            found += _flattened(value, f"{prefix}{name}.")
    return found


def _plural(language: str, count: object) -> str:
    """The form that Unicode's CLDR gives a whole number in our languages."""
    ones = {"ja": (), "zh": (), "fr": (0, 1)}.get(language, (1,))
    return "one" if count in ones else "other"
