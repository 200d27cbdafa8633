from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.sentences import split

ENDS = (".", "?", "!", "”", "…", "。", "(a)")
NO_ENDS = ("We", "et al.", "e.g.", "Fig. 3", "0.5", "GPT-2", "\U0001f9e0", "\u200b", "\x00")
SPACES = (" ", "  ", "\n", "\n\n", "\u00a0", "\u2028", "\x1c")
prose = st.lists(st.sampled_from([*ENDS, *NO_ENDS, *SPACES]), max_size=30).map("".join)


@settings(deadline=None)
@given(st.one_of(prose, st.text(max_size=60)))
def test_sentences_hold_every_character_that_is_no_white_space(text: str) -> None:
    end = 0
    for start, stop in split(text):
        assert end <= start < stop
        assert not text[end:start].strip()
        assert text[start:stop] == text[start:stop].strip()
        end = stop
    assert not text[end:].strip()


@pytest.mark.parametrize("text", ["", " ", "\n\t\u00a0"])
def test_no_text_has_no_sentences(text: str) -> None:
    assert split(text) == ()


def test_sentences_end_where_a_reader_sees_it() -> None:
    text = (
        "We follow Wang et al. (2022), i.e. IOI, on GPT-2. It overlaps by 78%. "
        "See https://example.org/a.b for code."
    )
    assert [text[start:end] for start, end in split(text)] == [
        "We follow Wang et al. (2022), i.e. IOI, on GPT-2.",
        "It overlaps by 78%.",
        "See https://example.org/a.b for code.",
    ]
