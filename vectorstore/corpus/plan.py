"""What a batch of records means for the corpus: what is new, known, or to be merged. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from vectorstore.corpus.writer import Change, Stored
from vectorstore.models import Paper
from vectorstore.papers import merge, normalise_title, same_paper, title_id


class Outcome(Enum):
    """What became of one record."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of ``record``; ``reason`` says why it was refused."""

    record: Paper
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Update:
    """A stored paper that changes, and how many records of the batch changed it."""

    key: int
    before: Paper
    after: Paper
    records: int


@dataclass(frozen=True, slots=True)
class Plan:
    changes: tuple[Change, ...]
    decisions: tuple[Decision, ...]
    updates: tuple[Update, ...]


@dataclass(slots=True, eq=False)
class _Slot:
    """One paper while the batch is read."""

    paper: Paper
    stored: Stored | None = None
    absorbed: list[int] = field(default_factory=list)
    aliases: set[str] = field(default_factory=set)
    records: int = 0
    merged_into: _Slot | None = None

    def known_as(self, name: str) -> bool:
        former = self.stored.aliases if self.stored else frozenset()
        return name in self.aliases or name in former or name == self.paper.paper_id


def plan(records: Sequence[Paper], stored: Sequence[Stored]) -> Plan:
    """Decide about ``records``, in order; ``stored`` are the papers that any of them may be."""
    book = _Book()
    slots = [_Slot(item.paper, item) for item in stored]
    for slot in slots:
        book.enter(slot)
        for name in slot.stored.aliases if slot.stored else ():
            book.note("id", name, slot)
    decisions = []
    for record in records:
        decision = _decide(record, book, slots)
        decisions.append(decision)
    alive = [slot for slot in slots if slot.merged_into is None]
    return Plan(
        changes=tuple(change for slot in alive if (change := _change(slot))),
        decisions=tuple(decisions),
        updates=tuple(
            Update(slot.stored.key, slot.stored.paper, slot.paper, slot.records)
            for slot in alive
            if slot.stored and slot.records
        ),
    )


def _decide(record: Paper, book: _Book, slots: list[_Slot]) -> Decision:
    matches = [slot for slot in book.near(record) if _is(slot, record)]
    for slot in book.named("id", record.paper_id):
        if slot not in matches and slot.paper.paper_id == record.paper_id:
            reason = (
                f"its id {record.paper_id} belongs to another paper, “{slot.paper.title}”: "
                "give it an id of its own"
            )
            return Decision(record, Outcome.REFUSED, reason)
    if not matches:
        slot = _Slot(record)
        slots.append(slot)
        book.enter(slot)
        return Decision(record, Outcome.ADDED)
    first, *others = matches
    before = first.paper
    for other in others:
        _absorb(first, other)
    first.paper = merge(first.paper, record)
    first.aliases |= {before.paper_id, record.paper_id}
    if normalise_title(first.paper.title) != normalise_title(before.title):
        first.aliases.add(title_id(before.title))
    book.enter(first)
    if first.paper == before and not others:
        return Decision(record, Outcome.UNCHANGED)
    first.records += 1
    return Decision(record, Outcome.UPDATED)


def _is(slot: _Slot, record: Paper) -> bool:
    if same_paper(slot.paper, record):
        return True
    ids = slot.paper.arxiv_id, record.arxiv_id
    return slot.known_as(record.paper_id) and (None in ids or ids[0] == ids[1])


def _absorb(first: _Slot, other: _Slot) -> None:
    first.aliases |= {first.paper.paper_id, other.paper.paper_id, *other.aliases}
    first.paper = merge(first.paper, other.paper)
    first.absorbed += other.absorbed
    if other.stored:
        first.aliases |= other.stored.aliases
        first.absorbed.append(other.stored.key)
    other.merged_into = first


def _change(slot: _Slot) -> Change | None:
    if slot.stored is None:
        return Change(slot.paper, None, (), frozenset(slot.aliases - {slot.paper.paper_id}))
    new = slot.aliases - slot.stored.aliases - {slot.paper.paper_id}
    before = slot.stored.paper
    if slot.paper == before and not new and not slot.absorbed:
        return None
    return Change(
        paper=slot.paper,
        key=slot.stored.key,
        absorbed=tuple(slot.absorbed),
        aliases=frozenset(new),
        searched=bool(slot.absorbed) or _searched(slot.paper) != _searched(before),
    )


def _searched(paper: Paper) -> tuple[object, ...]:
    return paper.paper_id, paper.title, paper.abstract, paper.source, paper.date


class _Book:
    """Slots by whatever a record may share with them."""

    def __init__(self) -> None:
        self._slots: dict[tuple[str, str], list[_Slot]] = {}

    def note(self, kind: str, name: str, slot: _Slot) -> None:
        noted = self._slots.setdefault((kind, name), [])
        if slot not in noted:
            noted.append(slot)

    def enter(self, slot: _Slot) -> None:
        for kind, name in _names(slot.paper):
            self.note(kind, name, slot)
        for name in slot.aliases:
            self.note("id", name, slot)

    def named(self, kind: str, name: str) -> Iterator[_Slot]:
        for slot in self._slots.get((kind, name), ()):
            while slot.merged_into is not None:
                slot = slot.merged_into
            yield slot

    def near(self, record: Paper) -> list[_Slot]:
        """Slots that share anything with ``record``: the stored ones first, in their order."""
        found = {slot: None for names in _names(record) for slot in self.named(*names)}
        return sorted(found, key=lambda slot: slot.stored.key if slot.stored else 1 << 62)


def _names(paper: Paper) -> Iterator[tuple[str, str]]:
    yield "id", paper.paper_id
    yield "title", normalise_title(paper.title)
    if paper.arxiv_id:
        yield "arxiv", paper.arxiv_id
