"""A long list of papers, a leaf at a time: each is one message. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.core.models import Abstention, Answer, Form
from bot.locales.catalog import ENGLISH, Translate, translator
from bot.render import embeds
from bot.render.embed_data import MESSAGE_LIMIT, CorpusFacts, Message
from vectorstore.models import Paper

PAPERS = 8
_LISTS = frozenset({Form.LIST, Form.SUMMARY})

# For longer words than English ones, the footer, and the day behind each title.
_ROOM, _DAY = 400, 25

Papers = Mapping[str, Paper]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One of ``count`` parts of an answer, from 0; ``part`` holds only its own statements."""

    part: Answer | Abstention
    number: int
    count: int


def leaf(result: Answer | Abstention, number: int) -> Leaf:
    """The leaf with this number, or the last one; whatever is no long list is one leaf."""
    if not isinstance(result, Answer) or result.form not in _LISTS:
        return Leaf(result, 0, 1)
    parts = list(_parts(result))
    at = min(max(number, 0), len(parts) - 1)
    return Leaf(parts[at], at, len(parts))


def shown(
    result: Answer | Abstention, leaf: Leaf, papers: Papers, corpus: CorpusFacts, t: Translate
) -> tuple[Message, ...]:
    """``leaf`` of ``result``, as ``embeds.answer`` shows an answer."""
    if leaf.count == 1 or not isinstance(result, Answer):
        return embeds.answer(result, papers, corpus, t)
    page = t("search.page", page=leaf.number + 1, pages=leaf.count)
    return embeds.answer(leaf.part, papers, corpus, t, whole=result, page=page)


def _parts(result: Answer) -> Iterator[Answer]:
    """As many papers as fit one message, eight at most; in order, nothing left out."""
    owners = {citation.n: citation.paper_id for citation in result.citations}
    papers: set[str] = set()
    first = 0
    for at, statement in enumerate(result.statements):
        cited = {owners[n] for n in statement.citations}
        full = len(papers | cited) > PAPERS or not _fits(_part(result, first, at + 1), result)
        if full and at > first:
            yield _part(result, first, at)
            papers, first = set(), at
        papers |= cited
    yield _part(result, first, len(result.statements))


def _fits(part: Answer, whole: Answer) -> bool:
    """Whether ``part`` is one message in every language, with the days of its papers."""
    # Leaves must end at the same paper for every reader.
    messages = embeds.answer(part, {}, CorpusFacts(0, None), translator(ENGLISH), whole=whole)
    size = sum(embed.size for message in messages for embed in message)
    return size <= MESSAGE_LIMIT - _ROOM - _DAY * len(part.paper_ids)


def _part(result: Answer, first: int, stop: int) -> Answer:
    statements = result.statements[first:stop]
    numbers = {n for statement in statements for n in statement.citations}
    citations = tuple(citation for citation in result.citations if citation.n in numbers)
    return replace(result, statements=statements, citations=citations)
