"""What the bot passes around between retrieval, answering and rendering. Plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from vectorstore.models import Filters, Hit


class Form(StrEnum):
    """What form of answer a question wants."""

    PLAIN = "plain"
    LIST = "list"
    COMPARISON = "comparison"
    SUMMARY = "summary"
    DEFINITION = "definition"
    SIMPLE = "simple"
    """Explained for somebody who is new to the field."""


class Notice(StrEnum):
    """What a reader must know about how an answer came about."""

    MODEL_FAILED = "model_failed"
    """The chat model failed: this is the extractive answer."""
    CAP_REACHED = "cap_reached"
    """The day's budget is spent: this is the extractive answer."""
    CACHED = "cached"
    """The same question over the same papers was answered before."""
    NOT_SIMPLER = "not_simpler"
    """A simple explanation was asked for, and no model was there to write one."""
    ENGLISH_ONLY = "english_only"
    """The question is in another language than the papers, and no model was there to read it."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation: what was asked, and which papers answered.

    ``answer`` is what was said, without the sources; empty for an abstention.
    """

    question: str
    standalone: str
    paper_ids: tuple[str, ...]
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it arrives at the corridor.

    ``history`` holds the earlier turns of the same conversation, oldest first; ``asker`` is an
    opaque key of the person and ``server`` of the place that shares a budget (both None on the
    command line); ``zone`` is the IANA name of the time zone in which the asker's "today" is meant.
    """

    text: str
    history: tuple[Turn, ...] = ()
    filters: Filters = field(default_factory=Filters)
    asker: str | None = None
    server: str | None = None
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a draft claims to quote: the opaque key of a retrieved paper, and the quoted words."""

    key: str
    quote: str


@dataclass(frozen=True, slots=True)
class DraftStatement:
    """``aspect`` is the column of a comparison that the statement fills."""

    text: str
    evidence: tuple[Evidence, ...]
    aspect: str | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What a chat model's calls took; ``cost`` is in US dollars, None where no price is known."""

    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = 0.0

    def __add__(self, other: Usage) -> Usage:
        known = self.cost is not None and other.cost is not None
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            (self.cost or 0.0) + (other.cost or 0.0) if known else None,
        )


@dataclass(frozen=True, slots=True)
class Refusal:
    """A drafted statement that could not be proved, and why, in words for the log and the model."""

    statement: DraftStatement
    reason: str


@dataclass(frozen=True, slots=True)
class Brief:
    """What an answerer is asked to do.

    ``question`` is standalone; evidence keys are ``paper_id`` of ``papers``. ``refused`` are
    statements of an earlier draft that must be proved or left out. ``asked`` is the question in
    the asker's own words, whose language the answer takes. ``pool`` are many more papers on the
    subject of a list or summary, best first, which is then written from them.
    """

    question: str
    hits: tuple[Hit, ...]
    form: Form = Form.PLAIN
    refused: tuple[Refusal, ...] = ()
    asked: str = ""
    pool: tuple[Hit, ...] = ()

    @property
    def papers(self) -> tuple[Hit, ...]:
        """What may be quoted."""
        return self.pool or self.hits


@dataclass(frozen=True, slots=True)
class Written:
    """What a chat model wrote, whole: the raw text, the model's name, and what it took."""

    raw: str
    model: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class Trace:
    """How an answer came about: kept with the exchange and shown by ``--explain``.

    ``calls`` are the model's drafts in order (repairs included), ``refused`` the statements that
    were dropped, ``usage`` the sum over all calls, a rewriting of the question included.
    ``failure`` says what went wrong with the model, if anything did.
    """

    form: Form
    rewritten_by: str | None = None
    calls: tuple[Written, ...] = ()
    refused: tuple[Refusal, ...] = ()
    usage: Usage = Usage()
    failure: str | None = None


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
class Counted:
    """What a query of the database says: counted, not quoted.

    ``text`` prints the window and the total in a sentence or two; days are inclusive, None is open.
    """

    text: str
    total: int
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """The statements (by index) of a comparison about one paper under one aspect."""

    paper_id: str
    aspect: str
    statements: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A comparison: a row for each paper, a column for each aspect; empty cells are absent."""

    paper_ids: tuple[str, ...]
    aspects: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds spent."""

    retrieve: float
    answer: float
    total: float


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, every statement of which carries at least one citation.

    ``counted`` opens answers that the database gives; only they may have no statements. ``table``
    arranges the statements of a comparison.
    """

    id: str
    question: str
    standalone: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    nearest: tuple[Nearest, ...]
    answerer: str
    timings: Timings
    form: Form = Form.PLAIN
    counted: Counted | None = None
    table: Table | None = None
    notice: Notice | None = None
    trace: Trace | None = None

    @property
    def paper_ids(self) -> tuple[str, ...]:
        """The cited papers, first cited first."""
        return tuple(dict.fromkeys(citation.paper_id for citation in self.citations))

    @property
    def aspects(self) -> dict[int, str]:
        """The aspect of each statement of a comparison that has one, by its index."""
        cells = self.table.cells if self.table else ()
        return {index: cell.aspect for cell in cells for index in cell.statements}

    @property
    def said(self) -> str:
        """The statements alone, as the next question may refer to them."""
        return " ".join(statement.text for statement in self.statements)


@dataclass(frozen=True, slots=True)
class Abstention:
    """The papers do not say; ``nearest`` are the papers that come closest."""

    id: str
    question: str
    standalone: str
    nearest: tuple[Nearest, ...]
    answerer: str
    timings: Timings
    notice: Notice | None = None
    trace: Trace | None = None

    @property
    def paper_ids(self) -> tuple[str, ...]:
        return ()

    @property
    def said(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Partial:
    """The proved beginning of an answer that is still being written."""

    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
