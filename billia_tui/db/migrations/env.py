"""Alembic's entry: runs the migrations on the connection that `schema` hands over, in one transaction."""

from alembic import context

from billia_tui.db.models import all_tables
from billia_tui.db.models.base import tell_postgresql

tell_postgresql(all_tables())
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=all_tables(),
    transactional_ddl=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
