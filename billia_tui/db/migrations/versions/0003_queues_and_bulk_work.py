"""Queues, bulk work, undo; and an index for each field of the query language.

Revision: 0003
"""

import sqlalchemy as sa
from alembic import op

from billia_tui.db.migrations import tables as t

revision = "0003"
down_revision = "0002"

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
    change_log()
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
    t.create("queues", "name, key, query, admin_id -> admins?, position int, version int")
    t.index("queues", "admin_id", "position", "id")
    t.create(
        "batches",
        "admin_id -> admins, at time, action, details, query, reason, asked int, done int, refused int, "
        "finished_at time?, undoes -> batches?",
    )
    t.index("batches", "admin_id", "id")


def change_log() -> None:
    t.add("log_entries", "batch_id -> batches?, undoes -> log_entries?")
    t.index("log_entries", "admin_id", "id", where="admin_id IS NOT NULL")
    t.index("log_entries", "batch_id", "id", where="batch_id IS NOT NULL")
    t.index("log_entries", "undoes", where="undoes IS NOT NULL")


def change_customers() -> None:
    t.add("customers", "credit_rank int = 0, blocked_at time?")
    t.index("customers", "blocked_at", "id", named="by_blocked_at", where="blocked_at IS NOT NULL")
    for column in ("created_at", "country", "credit_rank"):
        t.index("customers", column, "id", named=f"by_{column}", where="deleted_at IS NULL")
    # Anew with all that its condition names: now that there are more indexes of those that are here, SQLite else takes
    # another one, and reads them all.
    op.drop_index("ix_customers_held", "customers")
    t.index(
        "customers",
        *("id", "on_hold_manual", "on_hold_auto", "deleted_at"),
        named="held",
        where="deleted_at IS NULL AND (on_hold_manual = 1 OR on_hold_auto = 1)",
        postgresql="deleted_at IS NULL AND (on_hold_manual OR on_hold_auto)",
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

    t.add("emails", "folded key = ''")
    t.add("notes", "folded = ''")
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
    t.index("emails", "folded", "customer_id")


def index_purchases_and_services() -> None:
    t.index("services", "status", "customer_id", "expires_at", named="of_status")
    t.index("services", "expires_at", "customer_id", named="ending", where="status = 'Active'")
    t.index("purchases", "status", "customer_id", named="of_status")
    unpaid, on_postgresql = "paid = 0 AND status <> 'Cancelled'", "NOT paid AND status <> 'Cancelled'"
    t.index("purchases", "customer_id", named="unpaid", where=unpaid, postgresql=on_postgresql)


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
