"""No answer carries a quote that is not in the abstract it names, whatever the draft says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.core.citations import NOT_THERE, TOO_SHORT, UNKNOWN_KEY, Proof, locate
from bot.core.models import DraftStatement, Evidence, Refusal
from tests.builders import hit, paper
from vectorstore.models import Hit
from vectorstore.papers import paper_url

ABSTRACT = (
    "We call it “SpikeGPT”, a model that doesn't use quadratic attention. "
    "It has 45M parameters, and 216M in a larger variant."
)
PAPER = paper("2302.13939", ABSTRACT)
HITS = [hit(PAPER), hit(paper("2405.00002", "Heads that retrieve are rare. They are also sparse."))]

Draft = tuple[DraftStatement, ...]


def prove(draft: Draft, hits: Sequence[Hit]) -> tuple[Proof, list[Refusal]]:
    """What is left of ``draft``, and what is not."""
    proof, refused = Proof(hits, paper_url), []
    for drafted in draft:
        found = proof.quotes(drafted)
        if isinstance(found, Refusal):
            refused.append(found)
        else:
            proof.add(drafted, found)
    return proof, refused


# Few letters, so that a quote is often found by chance, and all that a quote is damaged by.
alphabet = st.sampled_from("abA .,'\"‘’“”`\n\t\u00a0\u200b\u202e\u0301é\U0001f9e0\x00")
texts = st.text(alphabet, max_size=20)


def damage(quote: str, how: str) -> str:
    """``quote`` with a change that makes it other text."""
    middle = len(quote) // 2
    return {
        "case": quote.swapcase(),
        "zero width": quote[:middle] + "\u200b" + quote[middle:],
        "bidi": quote[:middle] + "\u202e" + quote[middle:],
        "soft hyphen": quote[:middle] + "\u00ad" + quote[middle:],
        "word": quote + " indeed",
        "missing letter": quote[:middle] + quote[middle + 1 :],
        "doubled": quote + quote,
        "backwards": quote[::-1],
        "homoglyph": quote.replace("a", "а").replace("e", "е"),
    }[how]


@dataclass(frozen=True)
class Claim:
    """How a piece of evidence is made: whose text, which piece of it, how it was changed."""

    key: int
    source: int
    start: int
    length: int
    change: int
    other: str


def evidence(claim: Claim, abstracts: list[str]) -> Evidence:
    keys = [*(f"2401.{n:05d}" for n in range(len(abstracts))), "2401.99999", claim.other]
    abstract = abstracts[claim.source % len(abstracts)]
    start = claim.start % (len(abstract) + 1)
    piece = abstract[start : start + claim.length]
    quote = (
        piece,
        piece.replace(" ", "\n\t ").replace("'", "’").replace("“", '"'),
        f"  {piece} ",
        piece.swapcase(),
        claim.other,
    )[claim.change]
    return Evidence(keys[claim.key % len(keys)], quote)


def made(abstracts: list[str], claims: list[tuple[str, list[Claim]]]) -> tuple[Draft, list[Hit]]:
    statements = tuple(
        DraftStatement(text, tuple(evidence(claim, abstracts) for claim in some))
        for text, some in claims
    )
    papers = [paper(f"2401.{n:05d}", text) for n, text in enumerate(abstracts)]
    return statements, [Hit(of, 0.5, 0.5, 0.5, ()) for of in papers]


small = st.integers(0, 12)
claim = st.builds(Claim, small, small, small, small, st.integers(0, 4), texts)
drafts = st.builds(
    made,
    st.lists(texts, min_size=1, max_size=3),
    st.lists(st.tuples(texts, st.lists(claim, max_size=3)), max_size=4),
)


@settings(deadline=None)
@given(drafts)
def test_every_quote_is_in_its_abstract_at_its_offsets(case: tuple[Draft, list[Hit]]) -> None:
    draft, hits = case
    known = {h.paper.paper_id: h.paper for h in hits}
    for citation in prove(draft, hits)[0].citations:
        of = known[citation.paper_id]
        assert citation.quote == of.abstract[citation.start : citation.end]
        assert citation.quote.strip()
        assert (citation.title, citation.url) == (of.title, paper_url(of))


@settings(deadline=None)
@given(drafts)
def test_citations_count_from_one_in_the_order_of_their_first_use(
    case: tuple[Draft, list[Hit]],
) -> None:
    verified, _ = prove(*case)
    used = list(chain.from_iterable(statement.citations for statement in verified.statements))
    assert list(dict.fromkeys(used)) == [citation.n for citation in verified.citations]
    assert [citation.n for citation in verified.citations] == list(
        range(1, len(verified.citations) + 1)
    )
    places = [(c.paper_id, c.start, c.end) for c in verified.citations]
    assert len(set(places)) == len(places)


@settings(deadline=None)
@given(drafts)
def test_a_statement_cites_or_is_dropped(case: tuple[Draft, list[Hit]]) -> None:
    draft, hits = case
    verified, refused = prove(draft, hits)
    known = {h.paper.paper_id: h.paper.abstract for h in hits}

    def proved(statement: DraftStatement) -> bool:
        return any(
            e.key in known
            and locate(e.quote, known[e.key])
            and (len(e.quote.split()) > 1 or len(e.quote.strip()) >= 12)
            for e in statement.evidence
        )

    kept = [s for s in draft if proved(s) and any(map(str.isalnum, s.text))]
    assert [statement.text for statement in verified.statements] == [s.text for s in kept]
    assert all(
        statement.citations and len(set(statement.citations)) == len(statement.citations)
        for statement in verified.statements
    )
    assert [refusal.statement for refusal in refused] == [s for s in draft if s not in kept]


@settings(deadline=None)
@given(texts, st.data())
def test_a_piece_of_a_text_is_located_whatever_its_white_space_and_marks(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    piece = text[start : data.draw(st.integers(start, len(text)))]
    assume(piece.strip() and stands_alone(plain(piece), plain(text)))
    disguised = " ".join(piece.split()).translate(str.maketrans("'\"", "’”"))
    for quote in (piece, disguised, f"\n{piece}\u00a0"):
        found = locate(quote, text)
        assert found is not None
        assert plain(text[slice(*found)]) == plain(piece)


@settings(deadline=None)
@given(texts, texts)
def test_what_is_located_is_the_quote_and_nothing_more(quote: str, text: str) -> None:
    found = locate(quote, text)
    if found is None:
        assert not plain(quote) or not stands_alone(plain(quote), plain(text))
    else:
        start, end = found
        assert 0 <= start < end <= len(text)
        assert plain(text[start:end]) == plain(quote)
        assert text[start:end] == text[start:end].strip()


def stands_alone(quote: str, text: str) -> bool:
    """An oracle of whole words: no letter goes on where the quote begins or ends."""
    before = r"(?<![^\W_])" if quote[0].isalnum() else ""
    after = r"(?![^\W_])" if quote[-1].isalnum() else ""
    return re.search(before + re.escape(quote) + after, text) is not None


def plain(text: str) -> str:
    """An oracle of what is folded: white space and typographic marks."""
    for mark in "‘’‚`":
        text = text.replace(mark, "'")
    for mark in "“”„":
        text = text.replace(mark, '"')
    return " ".join(text.split())


@pytest.mark.parametrize(
    "quote",
    [
        "a model that doesn't use quadratic attention",
        "a  model\nthat\tdoesn’t use\u00a0quadratic attention",
        "  a model that doesn`t use quadratic attention  ",
    ],
)
def test_the_abstracts_own_characters_are_shown(quote: str) -> None:
    verified = verified_quote(quote)
    assert [c.quote for c in verified.citations] == ["a model that doesn't use quadratic attention"]


def test_straight_marks_find_typographic_ones() -> None:
    assert verified_quote('We call it "SpikeGPT"').citations[0].quote == "We call it “SpikeGPT”"


@pytest.mark.parametrize(
    "how",
    [
        "case",
        "zero width",
        "bidi",
        "soft hyphen",
        "word",
        "missing letter",
        "doubled",
        "backwards",
        "homoglyph",
    ],
)
def test_a_near_miss_is_no_quote(how: str) -> None:
    quote = "has 45M parameters, and 216M in a larger variant"
    assert verified_quote(quote).statements
    assert refusal(Evidence(PAPER.paper_id, damage(quote, how))) == NOT_THERE


@pytest.mark.parametrize("quote", ["", " ", "\n\t\u00a0", "\u200b", "\x00"])
def test_an_empty_quote_proves_nothing(quote: str) -> None:
    assert refusal(Evidence(PAPER.paper_id, quote)) == TOO_SHORT


@pytest.mark.parametrize("quote", ["45M", "a", "attention", "\u200b "])
def test_a_word_proves_nothing(quote: str) -> None:
    assert refusal(Evidence(PAPER.paper_id, quote)) == TOO_SHORT


@pytest.mark.parametrize("quote", ["se quadratic attention", "It has 4", "45M param"])
def test_a_part_of_a_word_is_no_quote(quote: str) -> None:
    assert refusal(Evidence(PAPER.paper_id, quote)) == NOT_THERE


def test_a_whole_word_is_found_after_a_longer_one() -> None:
    assert locate("able to", "unable to fly, able to run") == (15, 22)


def test_chinese_is_quoted_without_spaces() -> None:
    text = "本文提出一种新的检索头方法用于长上下文"
    assert locate("新的检索头方法", text) == (6, 13)


def test_characters_that_cannot_be_seen_are_quoted_where_the_abstract_has_them() -> None:
    odd = paper("2401.00009", "It reads \u202eback\u202c and \u200bforth.")
    found = locate("\u202eback\u202c and \u200bforth", odd.abstract)
    assert found is not None
    assert odd.abstract[slice(*found)] == "\u202eback\u202c and \u200bforth"


@pytest.mark.parametrize("key", ["", "1", "2302.1393", "2302.13939v2", " 2302.13939", "SpikeGPT"])
def test_a_forged_key_proves_nothing(key: str) -> None:
    assert refusal(Evidence(key, "It has 45M parameters")) == UNKNOWN_KEY


def test_a_quote_of_another_paper_proves_nothing() -> None:
    assert refusal(Evidence("2405.00002", "It has 45M parameters")) == NOT_THERE


def test_evidence_that_fails_leaves_the_rest_of_its_statement() -> None:
    good, bad = (
        Evidence("2302.13939", "It has 45M parameters"),
        Evidence("2302.13939", "It has 46M"),
    )
    assert [c.quote for c in of(bad, good).citations] == ["It has 45M parameters"]


def test_two_statements_share_the_citation_of_one_place() -> None:
    evidence = (
        Evidence("2302.13939", "It has 45M  parameters"),
        Evidence("2405.00002", "also sparse"),
    )
    draft = (
        DraftStatement("First.", (evidence[0],)),
        DraftStatement("Second.", (evidence[1], evidence[0], evidence[0])),
        DraftStatement("Third.", (evidence[1],)),
    )
    verified, _ = prove(draft, HITS)
    assert [s.citations for s in verified.statements] == [(1,), (2, 1), (2,)]
    assert [c.paper_id for c in verified.citations] == ["2302.13939", "2405.00002"]


@pytest.mark.parametrize("text", ["", " \n", "…", "\u200b"])
def test_a_statement_without_words_is_dropped(text: str) -> None:
    drafted = DraftStatement(text, (Evidence("2302.13939", "It has 45M parameters"),))
    proof, refused = prove((drafted,), HITS)
    assert not proof.statements
    assert [one.statement for one in refused] == [drafted]


def test_nothing_retrieved_proves_nothing() -> None:
    drafted = DraftStatement("It is.", (Evidence("2302.13939", "It has"),))
    assert not prove((drafted,), [])[0].statements
    assert not prove((), HITS)[0].citations


def test_a_title_is_no_evidence() -> None:
    titled = replace(PAPER, title="Spiking networks are frugal")
    drafted = DraftStatement("So.", (Evidence(PAPER.paper_id, "networks are frugal"),))
    assert not prove((drafted,), [hit(titled)])[0].statements


def of(*evidence: Evidence) -> Proof:
    return prove((DraftStatement("So it is.", evidence),), HITS)[0]


def verified_quote(quote: str) -> Proof:
    return of(Evidence(PAPER.paper_id, quote))


def refusal(evidence: Evidence) -> str:
    """Why a statement that rests on ``evidence`` alone is refused."""
    proof, (refused,) = prove((DraftStatement("So it is.", (evidence,)),), HITS)
    assert not proof.statements
    assert not proof.citations
    return refused.reason
