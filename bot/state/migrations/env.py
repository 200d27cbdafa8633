"""How Alembic runs the migrations: always on the connection that ``bot.state.migrate`` opened."""

from alembic import context

from bot.state.schema import metadata

# SQLite cannot alter a column in place; batch mode copies the table.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
