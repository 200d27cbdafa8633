"""What is kept of a person: shown on request, and deleted on request without a trace."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from bot.state import snapshot
from bot.state.addresses import exported_addresses, forget_addresses
from bot.state.database import Database
from bot.state.schema import (
    answer_cache,
    conversations,
    delivered_papers,
    deliveries,
    disliked_papers,
    exchanges,
    feedback,
    journal_candidates,
    journal_clubs,
    journal_votes,
    model_usage,
    people,
    subscriptions,
    threads,
)


class Privacy:
    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def export(self, person: int) -> dict[str, Any]:
        """All that is kept of a person, as JSON values; ids are text, as Discord writes them."""
        about = {"person": str(person), "exported_at": self._clock().isoformat()}
        return about | await self._database.run(partial(_export, person=person))

    async def forget(self, person: int) -> int:
        """Delete what a person asked, said and subscribed to, and every trace of it; how many
        exchanges went.

        Answers to others stay, without the words they may have taken over from this person.
        Raises StateError; asking again is harmless.
        """
        deleted = await self._database.run(partial(_forget, person=person))
        await self._database.purge()
        return deleted


def delete_exchanges(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> int:
    """Delete exchanges with their feedback and messages, and conversations that are empty then."""
    deleted = connection.execute(exchanges.delete().where(condition)).rowcount
    used = sa.select(exchanges.c.conversation)
    connection.execute(conversations.delete().where(conversations.c.id.not_in(used)))
    return deleted


def _export(connection: sa.Connection, person: int) -> dict[str, Any]:
    asked = connection.execute(
        sa.select(exchanges).where(exchanges.c.asker == person).order_by(exchanges.c.asked_at)
    )
    quoted = connection.execute(
        sa.select(exchanges).where(exchanges.c.author == person).order_by(exchanges.c.asked_at)
    )
    said = connection.execute(
        sa.select(feedback).where(feedback.c.person == person).order_by(feedback.c.given_at)
    )
    opened = connection.execute(
        sa.select(threads).where(threads.c.opened_for == person).order_by(threads.c.opened_at)
    )
    took = connection.execute(
        sa.select(model_usage).where(model_usage.c.asker == str(person)).order_by(model_usage.c.day)
    )
    cached = connection.execute(
        sa.select(answer_cache)
        .where(answer_cache.c.asker == str(person))
        .order_by(answer_cache.c.kept_at)
    )
    voted = connection.execute(
        sa.select(journal_votes, journal_clubs.c.guild, journal_clubs.c.channel)
        .add_columns(journal_candidates.c.title)
        .join(journal_clubs, journal_clubs.c.id == journal_votes.c.club)
        .join(
            journal_candidates,
            (journal_candidates.c.club == journal_votes.c.club)
            & (journal_candidates.c.n == journal_votes.c.n),
        )
        .where(journal_votes.c.person == person)
        .order_by(journal_votes.c.voted_at)
    )
    clubs = connection.execute(
        sa.select(journal_clubs)
        .where(journal_clubs.c.opened_by == person)
        .order_by(journal_clubs.c.opened_at)
    )
    zone = connection.scalar(sa.select(people.c.zone).where(people.c.person == person))
    return {
        "time_zone": zone,
        **exported_addresses(connection, person),
        "exchanges": [
            {
                "asked_at": row.asked_at.isoformat(),
                "server": _text(row.guild),
                "channel": _text(row.channel),
                **row.snapshot,
            }
            for row in asked
        ],
        "messages_others_asked_about": [
            {
                "asked_at": row.asked_at.isoformat(),
                "server": _text(row.guild),
                "channel": _text(row.channel),
                "text": row.question,
            }
            for row in quoted
        ],
        "feedback": [
            {
                "given_at": row.given_at.isoformat(),
                "answer": row.exchange,
                "helpful": row.up,
                "comment": row.comment,
            }
            for row in said
        ],
        "threads": [
            {
                "opened_at": row.opened_at.isoformat(),
                "server": _text(row.guild),
                "thread": _text(row.thread),
            }
            for row in opened
        ],
        "chat_models": [
            {
                "day": row.day.isoformat(),
                "server": row.server,
                "model": row.model,
                "input_tokens": row.input_tokens,
                "output_tokens": row.output_tokens,
                "cost": row.cost,
            }
            for row in took
        ],
        "answers_kept_to_be_given_again": [
            {"kept_at": row.kept_at.isoformat(), **row.snapshot} for row in cached
        ],
        "journal_club_votes": [
            {
                "voted_at": row.voted_at.isoformat(),
                "server": _text(row.guild),
                "channel": _text(row.channel),
                "paper": row.title,
            }
            for row in voted
        ],
        "journal_clubs": [
            {
                "opened_at": row.opened_at.isoformat(),
                "server": _text(row.guild),
                "channel": _text(row.channel),
                "topic": row.topic,
            }
            for row in clubs
        ],
        "subscriptions": _subscribed(connection, person),
    }


def _subscribed(connection: sa.Connection, person: int) -> list[dict[str, Any]]:
    mine = connection.execute(
        sa.select(subscriptions)
        .where(subscriptions.c.owner == person)
        .order_by(subscriptions.c.created_at)
    )
    return [
        {
            "made_at": row.created_at.isoformat(),
            "server": _text(row.guild),
            "channel": _text(row.channel),
            "email": row.email,
            "about": row.scope,
            "subject": row.subject,
            "by": row.via,
            "rhythm": row.rhythm,
            "at": row.at.isoformat(),
            "time_zone": row.zone,
            "weekdays": row.weekdays,
            "quiet": [row.quiet_from.isoformat(), row.quiet_until.isoformat()]
            if row.quiet_from is not None
            else None,
            "at_most": row.at_most,
            "quiet_day": row.quiet_day,
            "language": row.language,
            "paused": row.paused,
            "less_like": _papers_of(connection, disliked_papers, row.id),
            "sent_on": [
                day.isoformat()
                for day in connection.scalars(
                    sa.select(deliveries.c.day)
                    .where(deliveries.c.subscription == row.id)
                    .order_by(deliveries.c.day)
                )
            ],
            "sent_papers": _papers_of(connection, delivered_papers, row.id),
        }
        for row in mine
    ]


def _papers_of(connection: sa.Connection, table: sa.Table, subscription: str) -> list[str]:
    papers = sa.select(table.c.paper).where(table.c.subscription == subscription)
    return list(connection.scalars(papers.order_by(table.c.paper)))


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


def _forget(connection: sa.Connection, person: int) -> int:
    for exchange in _heirs(connection, person):
        _take_context_out(connection, exchange)
    connection.execute(feedback.delete().where(feedback.c.person == person))
    connection.execute(
        threads.update().where(threads.c.opened_for == person).values(opened_for=None)
    )
    connection.execute(journal_votes.delete().where(journal_votes.c.person == person))
    connection.execute(
        journal_clubs.update()
        .where(journal_clubs.c.opened_by == person)
        .values(opened_by=None, topic=None)
    )
    connection.execute(people.delete().where(people.c.person == person))
    connection.execute(subscriptions.delete().where(subscriptions.c.owner == person))
    forget_addresses(connection, person)
    connection.execute(answer_cache.delete().where(answer_cache.c.asker == str(person)))
    connection.execute(
        model_usage.update().where(model_usage.c.asker == str(person)).values(asker=None)
    )
    return delete_exchanges(connection, _words_of(person))


def _words_of(person: int) -> sa.ColumnElement[bool]:
    return (exchanges.c.asker == person) | (exchanges.c.author == person)


def _heirs(connection: sa.Connection, person: int) -> Iterable[str]:
    """Exchanges of others that may repeat words of this person: in a conversation the person took
    part in, in a thread opened for it, or further down a chain of replies."""
    asked = set(connection.scalars(sa.select(exchanges.c.id).where(_words_of(person))))
    found, new = set(asked), set(asked)
    while new:
        same_place = sa.select(exchanges.c.conversation).where(exchanges.c.id.in_(new))
        opened = (
            sa.select(conversations.c.id)
            .join(threads, threads.c.thread == conversations.c.place)
            .where(conversations.c.kind == "thread", threads.c.exchange.in_(new))
        )
        reached = connection.scalars(
            sa.select(exchanges.c.id).where(
                exchanges.c.parent.in_(new)
                | exchanges.c.conversation.in_(same_place)
                | exchanges.c.conversation.in_(opened)
            )
        )
        new = set(reached) - found
        found |= new
    return found - asked


def _take_context_out(connection: sa.Connection, exchange: str) -> None:
    here = exchanges.c.id == exchange
    values = connection.execute(sa.select(exchanges.c.snapshot).where(here)).scalar_one()
    result = snapshot.without_context(snapshot.load(values))
    connection.execute(
        exchanges.update()
        .where(here)
        .values(standalone=result.standalone, snapshot=snapshot.dump(result))
    )
