"""Queues, bulk work, undo; and an index for each field of the query language.

Revision: 0003
"""

import sqlalchemy as sa
from alembic import op

from billia_tui.db.types import UtcTime, WholeNumber

revision = "0003"
down_revision = "0002"

_HERE = "deleted_at IS NULL"

READY_MADE = (
    ("Negative wallet", "1", "wallet:<0 sort:wallet"),
    ("On hold", "2", "hold:yes"),
    ("Inactive past the first hour", "3", "status:inactive created:>1h"),
    ("Unpaid orders", "4", "order:unpaid"),
    ("Services that expire within 7 days", "5", "expires:<7d"),
    ("Blocked this week", "6", "status:blocked blocked:<7d"),
)
"""Queues that every store has at first: name, key, query."""


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    create_tables()
    change_log(sqlite=sqlite)
    change_customers()
    rank_credit_limits()
    op.execute(
        "UPDATE customers SET blocked_at = (SELECT max(at) FROM log_entries "
        "WHERE log_entries.customer_id = customers.id AND action = 'block') WHERE status = 'Blocked'"
    )
    queues = sa.table("queues", *(sa.column(name) for name in ("name", "key", "query", "position", "version")))
    op.bulk_insert(
        queues,
        [
            {"name": name, "key": key, "query": query, "position": position, "version": 1}
            for position, (name, key, query) in enumerate(READY_MADE, start=1)
        ],
    )


def create_tables() -> None:
    op.create_table(
        "queues",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("admin_id", WholeNumber, nullable=True),
        sa.Column("position", WholeNumber, nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(["admin_id"], ["admins.id"], name=op.f("fk_queues_admin_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queues")),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("ix_queues_admin_id", "queues", ["admin_id", "position", "id"], unique=False)
    op.create_table(
        "batches",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("admin_id", WholeNumber, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked", WholeNumber, nullable=False),
        sa.Column("done", WholeNumber, nullable=False),
        sa.Column("refused", WholeNumber, nullable=False),
        sa.Column("finished_at", UtcTime(), nullable=True),
        sa.Column("undoes", WholeNumber, nullable=True),
        sa.ForeignKeyConstraint(["admin_id"], ["admins.id"], name=op.f("fk_batches_admin_id")),
        sa.ForeignKeyConstraint(["undoes"], ["batches.id"], name=op.f("fk_batches_undoes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.create_index("ix_batches_admin_id", "batches", ["admin_id", "id"], unique=False)


def change_log(*, sqlite: bool) -> None:
    for column, table in (("batch_id", "batches"), ("undoes", "log_entries")):
        if sqlite:  # a foreign key can be added to a table only together with its column
            op.execute(
                f"ALTER TABLE log_entries ADD COLUMN {column} INTEGER "
                f"CONSTRAINT fk_log_entries_{column} REFERENCES {table} (id)"
            )
        else:
            op.add_column("log_entries", sa.Column(column, WholeNumber, nullable=True))
            op.create_foreign_key(f"fk_log_entries_{column}", "log_entries", table, [column], ["id"])
    partial_index("ix_log_entries_admin_id", "log_entries", ["admin_id", "id"], "admin_id IS NOT NULL")
    partial_index("ix_log_entries_batch_id", "log_entries", ["batch_id", "id"], "batch_id IS NOT NULL")
    partial_index("ix_log_entries_undoes", "log_entries", ["undoes"], "undoes IS NOT NULL")


def change_customers() -> None:
    op.add_column("customers", sa.Column("credit_rank", WholeNumber, server_default=sa.text("0"), nullable=False))
    op.add_column("customers", sa.Column("blocked_at", UtcTime(), nullable=True))
    partial_index("ix_customers_by_blocked_at", "customers", ["blocked_at", "id"], "blocked_at IS NOT NULL")
    partial_index("ix_customers_by_created_at", "customers", ["created_at", "id"], _HERE)
    partial_index("ix_customers_by_country", "customers", ["country", "id"], _HERE)
    partial_index("ix_customers_by_credit_rank", "customers", ["credit_rank", "id"], _HERE)


def rank_credit_limits() -> None:
    """Limits on one scale for all currencies, as `Money.rank` says."""
    from billia_tui.money import Money

    connection = op.get_bind()
    for currency in connection.scalars(
        sa.text("SELECT DISTINCT currency FROM customers WHERE credit_limit <> 0")
    ).all():
        connection.execute(
            sa.text("UPDATE customers SET credit_rank = credit_limit * :factor WHERE currency = :currency"),
            {"factor": Money(1, currency).rank, "currency": currency},
        )


def partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, unique=False, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
