"""People, places and answers for these tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.core.models import Abstention, Answer, Citation, Nearest, Statement, Timings

ADA, BEN = 111111111111111111, 222222222222222222
GUILD, CHANNEL = 333333333333333333, 444444444444444444


class Clock:
    """Time stands still until it is told to move."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 8, 21, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **by: float) -> None:
        self.moment += timedelta(**by)


def nearest(reason: str = "nearest in meaning") -> Nearest:
    return Nearest("2501.00003", "Third", "https://arxiv.org/abs/2501.00003", 0.4, reason)


def answer(identity: str, question: str, standalone: str | None = None) -> Answer:
    return Answer(
        id=identity,
        question=question,
        standalone=standalone or question,
        statements=(Statement("Retrieval heads find facts.", (1, 2)),),
        citations=(
            Citation(1, "2501.00001", "First", "https://arxiv.org/abs/1", "heads find", 10, 20),
            Citation(2, "2501.00002", "Sécond", "https://arxiv.org/abs/2", "facts «é»", 0, 9),
        ),
        nearest=(nearest(),),
        answerer="extractive",
        timings=Timings(1.5, 2.5, 4.0),
    )


def abstention(identity: str, question: str) -> Abstention:
    return Abstention(identity, question, question, (nearest(),), "extractive", Timings(1, 2, 3))
