"""A draft, proved statement by statement while it is written."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from bot.core.citations import Proof
from bot.core.models import (
    Brief,
    Citation,
    DraftStatement,
    Partial,
    Refusal,
    Usage,
    Written,
)
from bot.core.ports import Answerer
from vectorstore.models import Hit

Watch = Callable[[Partial], Awaitable[None]]
Doubts = Callable[[str, Sequence[Citation]], Sequence[str]]
"""What a statement says that its citations do not, a reason each."""


class Drafting:
    """One question's drafts and what became of them; ``watch`` sees the proved beginning grow."""

    def __init__(self, proof: Proof, doubts: Doubts, watch: Watch | None) -> None:
        self.proof = proof
        self.calls: list[Written] = []
        self.refused: list[Refusal] = []
        self._doubts = doubts
        self._watch = watch

    @property
    def usage(self) -> Usage:
        return sum((call.usage for call in self.calls), Usage())

    def restart(self, proof: Proof) -> None:
        """Forget what was proved; what it took stays counted. What comes now comes at once, so
        nobody watches."""
        self.proof = proof
        self._watch = None

    async def write(self, answerer: Answerer, brief: Brief) -> None:
        """Have ``answerer`` write, and once more what could not be proved where that is most of
        it. Raises ModelError."""
        await self._write(answerer, brief)
        # Only what a model wrote whole can be asked for again in other words.
        if self.calls and len(self.refused) > len(self.proof.statements):
            refused, self.refused = tuple(self.refused), []
            await self._write(answerer, replace(brief, refused=refused))
            self.refused = [*refused, *self.refused]

    async def add(self, answerer: Answerer, brief: Brief, beside: Sequence[Hit]) -> None:
        """Have ``answerer`` add what it says of other papers than those of ``beside``."""
        told = {hit.paper.paper_id for hit in beside}
        async for part in answerer.draft(brief):
            if isinstance(part, DraftStatement) and told.isdisjoint(e.key for e in part.evidence):
                self._take(part)

    async def _write(self, answerer: Answerer, brief: Brief) -> None:
        async for part in answerer.draft(brief):
            if isinstance(part, Written):
                self.calls.append(part)
            elif self._take(part) and self._watch:
                proof = self.proof
                await self._watch(Partial(tuple(proof.statements), proof.citations))

    def _take(self, drafted: DraftStatement) -> bool:
        if any(drafted.text == said.text for said in self.proof.statements):
            return False
        places = self.proof.quotes(drafted)
        if isinstance(places, Refusal):
            self.refused.append(places)
            return False
        if doubts := self._doubts(drafted.text, places):
            self.refused.append(Refusal(drafted, "; ".join(doubts)))
            return False
        self.proof.add(drafted, places)
        return True
