"""Queues, bulk work, undo; and an index for each field of the query language.

Revision: 0003
"""

import sqlalchemy as sa
from alembic import op

from billia_tui.db.types import KeyText, UtcTime, WholeNumber

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
    fold_texts(sqlite=sqlite)
    index_purchases_and_services()
    if sqlite:
        search_sqlite()
    else:
        search_postgresql()
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
    # Anew with all that its condition names: now that there are more indexes of those that are here, SQLite else takes
    # another one, and reads them all.
    op.drop_index("ix_customers_held", "customers")
    op.create_index(
        "ix_customers_held",
        "customers",
        ["id", "on_hold_manual", "on_hold_auto", "deleted_at"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL AND (on_hold_manual = 1 OR on_hold_auto = 1)"),
        postgresql_where=sa.text("deleted_at IS NULL AND (on_hold_manual OR on_hold_auto)"),
    )


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


def fold_texts(*, sqlite: bool) -> None:
    """Gives e-mail addresses and notes the form in which queries compare them."""
    from billia_tui.text import fold

    op.add_column("emails", sa.Column("folded", KeyText, server_default="", nullable=False))
    op.add_column("notes", sa.Column("folded", sa.Text(), server_default="", nullable=False))
    connection = op.get_bind()
    if sqlite:
        connection.connection.driver_connection.create_function("fold", 1, fold, deterministic=True)
    for table, source in (("emails", "address"), ("notes", "text")):
        if sqlite:
            op.execute(f"UPDATE {table} SET folded = fold({source})")
            continue
        op.execute(f"UPDATE {table} SET folded = lower({source}) WHERE octet_length({source}) = char_length({source})")
        others = sa.text(f"SELECT id, {source} FROM {table} WHERE octet_length({source}) <> char_length({source})")
        folded = [{"id": row[0], "folded": fold(row[1])} for row in connection.execute(others)]
        if folded:
            connection.execute(sa.text(f"UPDATE {table} SET folded = :folded WHERE id = :id"), folded)
    op.create_index("ix_emails_folded", "emails", ["folded", "customer_id"], unique=False)


def index_purchases_and_services() -> None:
    op.create_index("ix_services_of_status", "services", ["status", "customer_id", "expires_at"], unique=False)
    partial_index("ix_services_ending", "services", ["expires_at", "customer_id"], "status = 'Active'")
    op.create_index("ix_purchases_of_status", "purchases", ["status", "customer_id"], unique=False)
    op.create_index(
        "ix_purchases_unpaid",
        "purchases",
        ["customer_id"],
        unique=False,
        sqlite_where=sa.text("paid = 0 AND status <> 'Cancelled'"),
        postgresql_where=sa.text("NOT paid AND status <> 'Cancelled'"),
    )


def search_sqlite() -> None:
    """Beside the trigrams of customers, those of notes; and of both the first letters of their words."""
    words = "tokenize='ascii', prefix='1 2', detail=none, columnsize=0"
    customers, notes = "content='search_entries', content_rowid='customer_id'", "content='notes', content_rowid='id'"
    op.execute(f"CREATE VIRTUAL TABLE customer_words USING fts5(text, {customers}, {words})")
    parts = "tokenize='trigram case_sensitive 1', columnsize=0"
    op.execute(f"CREATE VIRTUAL TABLE note_search USING fts5(folded, {notes}, {parts})")
    op.execute(f"CREATE VIRTUAL TABLE note_words USING fts5(folded, {notes}, {words})")
    for name in ("customer_words", "note_search", "note_words"):
        op.execute(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")


def search_postgresql() -> None:
    """The same without an extension: arrays of trigrams and of first letters. Trigrams are pg_trgm's where it is."""
    op.execute(
        "CREATE FUNCTION search_beginnings(text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 2000 AS $$ "
        "SELECT coalesce(array_agg(DISTINCT left(word, length)), '{}') "
        r"FROM regexp_split_to_table($1, '[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+') AS word, "
        "(VALUES (1), (2)) AS lengths (length) WHERE word <> '' $$"
    )
    for table, column in (("search_entries", "text"), ("notes", "folded")):
        op.execute(f"CREATE INDEX ix_{table}_beginnings ON {table} USING gin (search_beginnings({column}))")
    if op.get_bind().scalar(sa.text("SELECT to_regclass('ix_search_entries_trigrams')")):
        op.execute("CREATE INDEX ix_notes_trigrams ON notes USING gin (folded gin_trgm_ops)")
        return
    op.execute(
        "CREATE FUNCTION search_trigrams(text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 2000 AS $$ "
        "SELECT coalesce(array_agg(DISTINCT substr(line, place, 3)), '{}') "
        "FROM unnest(string_to_array($1, E'\\n')) AS line, generate_series(1, length(line) - 2) AS place $$"
    )
    for table, column in (("search_entries", "text"), ("notes", "folded")):
        op.execute(f"CREATE INDEX ix_{table}_trigrams ON {table} USING gin (search_trigrams({column}))")


def partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, unique=False, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
