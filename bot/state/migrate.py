"""Bring a database to today's tables. Migrations are only ever appended: none is edited, none
goes back."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.state.errors import StateError

_FOLDER = Path(__file__).parent / "migrations"


def upgrade(engine: sa.Engine) -> None:
    """Run what is missing, in one transaction.

    Raises StateError where the database was made by a newer version than this one.
    """
    config = Config()
    # Alembic reads % in a value as the start of a variable.
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with engine.begin() as connection:
        found = MigrationContext.configure(connection).get_current_heads()
        if not known.issuperset(found):
            raise StateError(
                f"The database {engine.url.render_as_string()} was made by a newer version of "
                "Footnote: install that version, or use another database."
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
