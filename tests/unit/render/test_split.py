"""Long texts in parts: nothing lost, nothing too long, no code block left open."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.measure import head, shorten, size
from bot.render.split import split

LIMITS = st.integers(50, 400)
PROSE = st.lists(
    st.sampled_from(
        [
            "Heads find facts. ",
            "a word ",
            "\n",
            "\n\n",
            "事実を見つける。",
            "😀",
            "x" * 120,
            " ",
            "`",
        ]
    )
    | st.text(max_size=30),
    max_size=60,
).map("".join)
CODE = st.lists(
    st.sampled_from(["line = 1\n", "\n", "y" * 90, "    indented\n", "``", "`"]), max_size=40
).map(lambda lines: re.sub("`{3,}", "``", "".join(lines)).rstrip("`"))


def test_a_short_text_is_one_part():
    assert split("Short.") == ("Short.",)


@pytest.mark.parametrize("text", ["", " ", "\n\n" * 2000])
def test_nothing_to_say_is_no_part(text):
    assert split(text) == ()


@given(PROSE.filter(lambda text: "```" not in text), LIMITS)
def test_parts_joined_are_the_text(text, limit):
    parts = split(text, limit)
    assert all(size(part) <= limit and part.strip() for part in parts)
    # Only parts of nothing but space, which Discord refuses, are left out.
    assert "".join(parts).split() == text.split()
    if not re.search(r"\s{20}", text) and text.strip():
        assert "".join(parts).strip() == text.strip()


@given(st.lists(st.tuples(PROSE, CODE), max_size=4), LIMITS)
def test_code_blocks_stay_whole_or_are_closed_and_opened_again(sections, limit):
    text = "".join(f"{prose.replace('`', '')}\n```py\n{code}\n```\n" for prose, code in sections)
    parts = split(text, limit)
    for part in parts:
        assert size(part) <= limit
        assert part.count("```") % 2 == 0
    assert _without_fences("".join(parts)) == _without_fences(text)


def _without_fences(text: str) -> str:
    return re.sub(r"```(py\n)?|\s", "", text)


def test_a_cut_falls_between_paragraphs_before_lines_before_sentences():
    text = "One. Two.\n\n" + "Three. " * 5 + "\nFour.\n\n" + "Five. " * 8
    assert split(text, 60) == (
        "One. Two.\n\n" + "Three. " * 5 + "\n" + "Four.\n\n",
        "Five. " * 8,
    )
    assert split("First sentence here. Second sentence is here. Third one comes.", 50) == (
        "First sentence here. Second sentence is here. ",
        "Third one comes.",
    )


def test_a_code_block_that_fits_is_not_cut():
    prose, block = "Words and words. " * 3, "```py\nx = 1\ny = 2\n```"
    assert split(prose + block, 60) == (prose, block)


def test_a_long_code_block_goes_on_in_the_next_part_in_its_language():
    lines = "".join(f"line_{number} = {number}\n" for number in range(10))
    parts = split(f"```py\n{lines}```", 60)
    assert len(parts) > 1
    assert all(part.startswith("```py\n") and part.endswith("\n```") for part in parts)


def test_an_open_code_block_is_closed():
    assert split("See:\n```\nx = 1", 50)[0].count("```") == 2


def test_abbreviations_do_not_end_a_sentence():
    text = "This follows the work of Wu et al. on heads in models. It holds."
    assert split(text, 60) == (
        "This follows the work of Wu et al. on heads in models. ",
        "It holds.",
    )


@given(st.text(), st.integers(0, 50))
def test_a_head_is_the_longest_that_fits(text, limit):
    kept = head(text, limit)
    assert text.startswith(kept)
    assert size(kept) <= limit
    assert len(kept) == len(text) or size(text[: len(kept) + 1]) > limit


@given(st.text(), st.integers(2, 50))
def test_a_shortened_text_fits_and_says_so(text, limit):
    short = shorten(text, limit)
    assert size(short) <= limit
    assert short == " ".join(text.split()) or short.endswith("…")


def test_a_text_is_shortened_between_words():
    assert shorten("which heads do find facts", 16) == "which heads do…"
    assert shorten("x" * 20, 10) == "x" * 9 + "…"
