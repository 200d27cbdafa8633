"""What chat models took, by day, person and server. Days are in UTC."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial

import sqlalchemy as sa

from bot.core.models import Usage
from bot.state.database import Database
from bot.state.schema import model_usage


@dataclass(frozen=True, slots=True)
class Spent:
    """US dollars of one day: in all, by one person, in one server. What has no price counts 0."""

    total: float
    person: float
    server: float


@dataclass(frozen=True, slots=True)
class Taken:
    """What the answers of one group took; ``unpriced`` of them have no known price."""

    name: str
    answers: int
    input_tokens: int
    output_tokens: int
    cost: float
    unpriced: int


class ModelUsage:
    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    @property
    def today(self) -> date:
        return self._clock().astimezone(UTC).date()

    async def record(
        self, answer: str, asker: str | None, server: str | None, model: str, usage: Usage
    ) -> None:
        """Count what one answer took. Raises StateError."""
        row = {
            "answer": answer,
            "day": self.today,
            "asker": asker,
            "server": server,
            "model": model,
            "input_tokens": usage.input_tokens,
            "output_tokens": usage.output_tokens,
            "cost": usage.cost,
        }
        await self._database.run(
            lambda connection: connection.execute(model_usage.insert().values(row))
        )

    async def spent(self, asker: str | None, server: str | None) -> Spent:
        """Today's sums. Raises StateError."""
        return await self._database.run(partial(_spent, day=self.today, asker=asker, server=server))

    async def by_model(self, since: date) -> tuple[Taken, ...]:
        return await self._grouped(model_usage.c.model, since)

    async def by_day(self, since: date) -> tuple[Taken, ...]:
        return await self._grouped(model_usage.c.day, since)

    async def by_person(self, since: date) -> tuple[Taken, ...]:
        """People by their ids; ``-`` for those who have none or were forgotten."""
        return await self._grouped(model_usage.c.asker, since)

    async def by_server(self, since: date) -> tuple[Taken, ...]:
        """Servers by their ids; ``-`` outside of servers."""
        return await self._grouped(model_usage.c.server, since)

    async def _grouped(self, column: sa.Column[object], since: date) -> tuple[Taken, ...]:
        return await self._database.run(partial(_grouped, column=column, since=since))


def _sum(column: sa.ColumnElement[float]) -> sa.ColumnElement[float]:
    return sa.func.coalesce(sa.func.sum(column), 0.0)


def _spent(connection: sa.Connection, day: date, asker: str | None, server: str | None) -> Spent:
    cost = model_usage.c.cost
    mine = sa.case((model_usage.c.asker == asker, cost), else_=0.0)
    here = sa.case((model_usage.c.server == server, cost), else_=0.0)
    row = connection.execute(
        sa.select(_sum(cost), _sum(mine), _sum(here)).where(model_usage.c.day == day)
    ).one()
    return Spent(*map(float, row))


def _grouped(
    connection: sa.Connection, column: sa.Column[object], since: date
) -> tuple[Taken, ...]:
    table = model_usage.c
    rows = connection.execute(
        sa.select(
            column,
            sa.func.count(),
            sa.func.sum(table.input_tokens),
            sa.func.sum(table.output_tokens),
            _sum(table.cost),
            sa.func.count() - sa.func.count(table.cost),
        )
        .where(table.day >= since)
        .group_by(column)
        .order_by(column)
    )
    return tuple(Taken(str(row[0] or "-"), *row[1:]) for row in rows)
