"""Nothing that a paper or a person wrote can format, link or ping."""

from __future__ import annotations

import re
import unicodedata

import discord
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.render.escape import escape, escaped_within, link, plain, safe_url
from bot.render.measure import size

NOTHING = "\u200b"


def shown(markdown: str) -> str:
    """What a reader sees of text that does nothing: a backslash takes one sign after it away."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", markdown).replace(NOTHING, "")


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("**bold** _it_ ~~no~~", r"\*\*bold\*\* \_it\_ \~\~no\~\~"),
        ("||spoiler||", r"\|\|spoiler\|\|"),
        ("```py\ncode```", r"\`\`\`py code\`\`\`"),
        ("[text](https://evil.example)", r"\[text\]\(https\://evil.example)"),
        ("<https://evil.example>", r"\<https\://evil.example>"),
        ("# Header", r"\# Header"),
        ("-# small", r"\-# small"),
        ("> quote", r"\> quote"),
        (">>> quotes", r"\>>> quotes"),
        ("- item", r"\- item"),
        ("1. item", r"1\. item"),
        ("2) item", r"2\) item"),
        ("@everyone @here", f"@{NOTHING}everyone @{NOTHING}here"),
        ("<@123456789012345678>", rf"\<@{NOTHING}123456789012345678>"),
        ("<@&123456789012345678>", rf"\<@{NOTHING}&123456789012345678>"),
        (
            "<#123> <:emoji:1> <t:1:R> </ask:1>",
            "\\<#\u200b123> \\<:emoji:1> \\<t:1:R> \\</\u200bask:1>",
        ),
        ("back\\slash", r"back\\slash"),
        ("one\ntwo\u2028three", "one two three"),
        ("a@b.org, 5 > 3, C#, x-y", "a@b.org, 5 > 3, C#, x-y"),
    ],
)
def test_markdown_is_shown_not_obeyed(hostile, harmless):
    assert escape(hostile) == harmless


@pytest.mark.parametrize(
    "invisible", ["\u200b", "\u202e", "\u2066", "\ufeff", "\u00ad", "\U000e0041"]
)
def test_invisible_characters_are_gone(invisible):
    assert plain(f"igno{invisible}re") == "ignore"
    # A mark cannot be hidden by one either.
    assert escape(f"@{invisible}everyone") == f"@{NOTHING}everyone"
    assert escape(f"http:{invisible}//x") == r"http\://x"


@given(st.text())
@example("@everyone" * 3)
@example("\\@everyone <@1> [a](b)")
def test_the_reader_sees_every_visible_character(text):
    folded = re.sub(r"\s+", " ", text)
    blank = "\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5"
    visible = "".join(
        char
        for char in folded
        if unicodedata.category(char) not in ("Cc", "Cf", "Cs") and char not in blank
    )
    assert shown(escape(text)) == visible


@given(
    st.lists(
        st.sampled_from(
            [
                "@everyone",
                "@here",
                "<@1>",
                "<@!22>",
                "<@&3>",
                "[a](http://b)",
                "**",
                "`",
                "\n# ",
                "\n> ",
                "||",
                "https://x.y",
                "\u200b",
                "\u202e",
                "@",
                "everyone",
                "<",
                "\\",
                " ",
            ]
        ),
        max_size=12,
    ).map("".join)
)
def test_no_mention_and_no_link_survives(text):
    escaped = escape(text)
    message = re.compile(
        r"@(everyone|here)|<@[!&]?\d+>|<#\d+>|(?<!\\):\/\/|(?<!\\)(\\\\)*[*_~`|\[]"
    )
    assert not message.search(escaped)
    assert discord.utils.escape_mentions(escaped) == escaped
    assert "\n" not in escaped


@given(st.text(), st.integers(20, 100))
def test_an_escaped_text_fits_and_is_not_cut_inside_an_escape(text, limit):
    fitted = escaped_within(text, limit)
    assert size(fitted) <= limit
    assert shown(fitted) == plain(fitted).replace("\\", "") or "\\\\" in fitted


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "discord://x",
        "https://",
        "//x.org",
        "x.org",
        "https://a b",
        "https://a.org/\u202egpj",
        "https://a.org/<b>",
        "http://[bad",
        "",
    ],
)
def test_what_is_no_web_address_is_no_link(url):
    assert safe_url(url) is None
    assert link("Title", url) == "Title"


def test_a_parenthesis_does_not_end_a_link():
    assert link("T", "https://a.org/(b)") == "[T](https://a.org/%28b%29)"


def test_as_much_as_fits_is_kept_though_every_sign_needs_two():
    assert escaped_within("*" * 300, 100) == r"\*" * 49 + "…"
    assert escaped_within("*", 1) == "…"
