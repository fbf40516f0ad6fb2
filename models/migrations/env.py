"""What alembic runs: on the caller's connection, inside the caller's transaction."""

from alembic import context

from models.metadata import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
)
context.run_migrations()
