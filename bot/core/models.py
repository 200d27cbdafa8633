"""What the bot passes around between retrieval, answering and rendering. Plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field

from vectorstore.models import Filters


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation: what was asked, and which papers answered."""

    question: str
    standalone: str
    paper_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it arrives at the corridor.

    ``history`` holds the earlier turns of the same conversation, oldest first; ``asker`` is an
    opaque key of the person (None on the command line).
    """

    text: str
    history: tuple[Turn, ...] = ()
    filters: Filters = field(default_factory=Filters)
    asker: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a draft claims to quote: the opaque key of a retrieved paper, and the quoted words."""

    key: str
    quote: str


@dataclass(frozen=True, slots=True)
class DraftStatement:
    text: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What an answerer proposes, before anything is verified."""

    statements: tuple[DraftStatement, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """A proved quote: ``abstract[start:end] == quote`` for the paper it names."""

    n: int
    paper_id: str
    title: str
    url: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer, and the numbers of the citations that prove it."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Nearest:
    """A paper near to a question, and why it is near, in words a person reads."""

    paper_id: str
    title: str
    url: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds spent."""

    retrieve: float
    answer: float
    total: float


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, every statement of which carries at least one citation."""

    id: str
    question: str
    standalone: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    nearest: tuple[Nearest, ...]
    answerer: str
    timings: Timings

    @property
    def paper_ids(self) -> tuple[str, ...]:
        """The cited papers, first cited first."""
        return tuple(dict.fromkeys(citation.paper_id for citation in self.citations))


@dataclass(frozen=True, slots=True)
class Abstention:
    """The papers do not say; ``nearest`` are the papers that come closest."""

    id: str
    question: str
    standalone: str
    nearest: tuple[Nearest, ...]
    answerer: str
    timings: Timings

    @property
    def paper_ids(self) -> tuple[str, ...]:
        return ()
