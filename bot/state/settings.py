"""What a server, and each of its channels, has chosen. A channel goes before its server."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import partial
from typing import Any, Unpack

import sqlalchemy as sa

from bot.state.database import Database
from bot.state.errors import StateError
from bot.state.records import Changes, Effective
from bot.state.schema import channel_settings, guild_settings

_DEFAULTS = Effective()
_NAMES = tuple(field.name for field in fields(Effective))


class Settings:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, guild: int | None, channel: int | None) -> Effective:
        """What holds there; the defaults in a direct message (``guild`` None)."""
        return await self._database.run(partial(_get, guild=guild, channel=channel))

    async def set(self, guild: int, channel: int | None, **changes: Unpack[Changes]) -> Effective:
        """Change some settings of a server or, with ``channel``, of one channel of it.

        None takes back a choice. Returns what holds now. Raises StateError for an unknown name.
        """
        if unknown := sorted(changes.keys() - set(_NAMES)):
            raise StateError(
                f"There is no setting {', '.join(unknown)}: choose from {', '.join(_NAMES)}."
            )
        return await self._database.run(
            partial(_set, guild=guild, channel=channel, changes=dict(changes))
        )

    async def channels(self, guild: int) -> dict[int, dict[str, Any]]:
        """What single channels have chosen otherwise than their server: channel → name → value."""
        return await self._database.run(partial(_channels, guild=guild))


def _get(connection: sa.Connection, guild: int | None, channel: int | None) -> Effective:
    wide = connection.execute(
        sa.select(guild_settings).where(guild_settings.c.guild == guild)
    ).one_or_none()
    narrow = connection.execute(
        sa.select(channel_settings).where(
            channel_settings.c.guild == guild, channel_settings.c.channel == channel
        )
    ).one_or_none()
    return replace(replace(_DEFAULTS, **_chosen(wide)), **_chosen(narrow))


def _chosen(row: sa.Row[Any] | None) -> dict[str, Any]:
    if row is None:
        return {}
    values = row._mapping
    return {name: values[name] for name in _NAMES if values[name] is not None}


def _set(
    connection: sa.Connection, guild: int, channel: int | None, changes: dict[str, Any]
) -> Effective:
    table, place = (
        (guild_settings, {"guild": guild})
        if channel is None
        else (channel_settings, {"guild": guild, "channel": channel})
    )
    here = sa.and_(*(table.c[name] == value for name, value in place.items()))
    if connection.execute(sa.select(table.c.guild).where(here)).one_or_none() is None:
        connection.execute(table.insert().values(**place))
    if changes:
        connection.execute(table.update().where(here).values(**changes))
    return _get(connection, guild, channel)


def _channels(connection: sa.Connection, guild: int) -> dict[int, dict[str, Any]]:
    rows = connection.execute(
        sa.select(channel_settings)
        .where(channel_settings.c.guild == guild)
        .order_by(channel_settings.c.channel)
    )
    chosen = {row.channel: _chosen(row) for row in rows}
    return {channel: values for channel, values in chosen.items() if values}
