"""Every language says everything, with the same placeholders, within Discord's rules."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterator

import pytest

from bot.locales.catalog import LANGUAGES, Text, our_language, texts, translator

OTHERS = [language for language in LANGUAGES if language != "en"]
_NAME = re.compile(r"[-_\w]{1,32}")


def forms(text: Text) -> list[str]:
    return [text] if isinstance(text, str) else list(text.values())


def placeholders(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def commands(language: str, kind: str) -> Iterator[tuple[str, str]]:
    for key, text in texts(language).items():
        if key.startswith("command.") and key.endswith(f".{kind}"):
            assert isinstance(text, str)
            yield key, text


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_every_key_and_no_other(language):
    assert texts(language).keys() == texts("en").keys()


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_keeps_its_placeholders_and_its_plural(language):
    for key, english in texts("en").items():
        own = texts(language)[key]
        assert isinstance(own, str) == isinstance(english, str), key
        for form in forms(own):
            assert placeholders(form) == placeholders(forms(english)[-1]), (language, key, form)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_and_each_plural_counts(language):
    for key, text in texts(language).items():
        assert all(form.strip() for form in forms(text)), key
        if not isinstance(text, str):
            assert text.keys() == {"one", "other"}, key
            assert all("count" in placeholders(form) for form in forms(text)), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_keep_discords_rules(language):
    for key, name in commands(language, "name"):
        assert _NAME.fullmatch(name), (key, name)
        assert name == name.lower(), (key, name)
        # Discord takes composed letters only: a combining accent is no letter to it.
        assert name == unicodedata.normalize("NFC", name), (key, name)
    for key, name in texts(language).items():
        if key.startswith("menu."):
            assert 1 <= len(name) <= 32, (key, name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_descriptions_are_short_enough(language):
    for key, description in commands(language, "description"):
        assert 1 <= len(description) <= 100, (key, len(description))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_names_of_one_level_are_the_same(language):
    seen: dict[tuple[str, str], str] = {}
    for key, name in commands(language, "name"):
        level = key.removesuffix(".name").rpartition(".")[0]
        assert seen.setdefault((level, name), key) == key, (key, name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_commands_named_in_a_text_exist_in_that_language(language):
    names = {name for key, name in commands(language, "name") if key.count(".") == 2}
    for key, text in texts(language).items():
        for form in forms(text):
            for named in re.findall(r"`/([^\s`]+)", form):
                assert named in names, (key, named)


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_and_messages_fit_where_they_are_shown(language):
    for key, text in texts(language).items():
        limit = 80 if key.startswith("button.") else 1900
        if key in ("feedback.title", "feedback.label") or key.startswith("form."):
            limit = 45
        if key in ("thread.name", "feedback.description") or key.endswith("_hint"):
            limit = 100
        for form in forms(text):
            assert len(form) <= limit, (key, len(form))


def test_a_placeholder_is_filled_in():
    assert translator("de")("search.page", page=2, pages=5) == "Seite 2 von 5"


@pytest.mark.parametrize(
    ("language", "count", "expected"),
    [
        ("en", 1, "1 paper"),
        ("en", 0, "0 papers"),
        ("en", 45, "45 papers"),
        ("fr", 0, "0 article"),
        ("fr", 2, "2 articles"),
        ("ja", 1, "論文 1 件"),
    ],
)
def test_the_count_chooses_the_plural_form(language, count, expected):
    assert translator(language)("footer.papers", count=count) == expected


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("en-US", "en"),
        ("es-419", "es"),
        ("es-ES", "es"),
        ("zh-CN", "zh"),
        ("ja", "ja"),
        ("pt-BR", "en"),
        (None, "en"),
        ("", "en"),
    ],
)
def test_discords_locales_find_their_language(locale, language):
    assert our_language(locale) == language


def test_a_text_that_a_language_lacks_is_english(monkeypatch):
    import bot.locales.catalog as catalog

    english = {"a": "Hello {name}", "b": {"one": "{count} cat", "other": "{count} cats"}}
    monkeypatch.setattr(catalog, "texts", {"en": english, "ja": {}}.get)
    speak = catalog.translator.__wrapped__("ja")
    assert speak("a", name="Ada") == "Hello Ada"
    assert speak("b", count=1) == "1 cat"
    with pytest.raises(KeyError):
        speak("c")
    with pytest.raises(KeyError):
        speak("a")
