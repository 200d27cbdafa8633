"""A conversation with the papers: every question is asked in the context of those before."""

from __future__ import annotations

from bot.answering.drafting import Watch
from bot.cli.batch import clean
from bot.cli.session import Session
from bot.core.models import Abstention, Answer, Question, Turn


class Conversation:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._turns: tuple[Turn, ...] = ()

    def ask(self, question: str, watch: Watch | None = None) -> Answer | Abstention:
        """Raises FootnoteError and VectorstoreError."""
        asked = Question(clean(question), self._turns, zone=self._session.zone)
        result = self._session.run(self._session.services.answers.ask(asked, watch))
        turn = Turn(result.question, result.standalone, result.paper_ids, result.said)
        self._turns = (*self._turns, turn)
        return result
