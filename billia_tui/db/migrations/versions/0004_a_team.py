"""The chain of the log, who has which customer open, how a store asks for a sign-in.

Revision: 0004
"""

from alembic import op

from billia_tui.db import log_chain
from billia_tui.db.migrations import tables as t

revision = "0004"
down_revision = "0003"

VALUES = ("before", "after", "reason")
LINK = ("chain", "number", "digest", "hash")

STAYS = {
    "log_entries": (
        "id", "at", "admin_id", "acting_as", "customer_id", "object", "object_id", "action", "batch_id", "undoes",
    ),
    "wallet_transactions": ("id", "customer_id", "kind", "amount", "balance_after", "admin_id", "at"),
    "credit_changes": ("id", "customer_id", "old", "new", "admin_id", "at"),
    "gdpr_changes": (
        "id", "customer_id", "email_id", "old", "new", "mail_sent", "automatic", "document_id", "admin_id", "at",
    ),
    "gdpr_documents": ("id", "customer_id", "admin_id", "at"),
}  # fmt: skip
"""What never changes in a row of a table that only grows."""

ERASED = {
    "wallet_transactions": "OLD.note <> '' AND NEW.note = ''",
    "credit_changes": "OLD.note <> '' AND NEW.note = ''",
    "gdpr_changes": "OLD.address <> '' AND NEW.address = '' AND NEW.reason = ''",
    "gdpr_documents": "OLD.size <> 0 AND NEW.size = 0 AND length(NEW.content) = 0",
}
"""What else may happen to it, once: its personal data are erased."""


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    create_tables()
    t.add("admins", "failed_sign_ins int = 0, no_sign_in_before time?")
    for table in STAYS:
        drop_guard(table, sqlite=sqlite)
    chain_log()
    for table in STAYS:
        guard(table, sqlite=sqlite)
    if not sqlite:
        tell_others()


def create_tables() -> None:
    t.create("log_heads", "chain int, number int, hash", key=("chain",))
    t.create(
        "presences",
        "session, admin_id -> admins, customer_id -> customers?, editing flag, seen_at time",
        key=("session",),
    )
    t.index("presences", "admin_id")
    t.index("presences", "customer_id")
    t.create("store_settings", "name, value", key=("name",))


def drop_guard(table: str, *, sqlite: bool) -> None:
    op.execute(f"DROP TRIGGER guard_{table}_update" if sqlite else f"DROP TRIGGER guard_{table} ON {table}")


def chain_log() -> None:
    """Adds the links, and chains what is there: by itself, as far as it is true now."""
    t.add("log_entries", "chain int?, number int?, salt = '', digest?, hash?")
    t.index("log_entries", "id", named="unchained", where="hash IS NULL")
    t.index("log_entries", "chain", "number", named="ix_log_entries_chain", where="hash IS NOT NULL", unique=True)
    log_chain.chain_all(op.get_bind())


def guard(table: str, *, sqlite: bool) -> None:
    """Of a row that is kept for ever only its personal data may be erased, and a line of the log is chained, once."""
    equal = "IS" if sqlite else "IS NOT DISTINCT FROM"
    allowed = f"{same(STAYS[table], equal)} AND ({log_line(equal) if table == 'log_entries' else ERASED[table]})"
    if sqlite:
        op.execute(
            f"CREATE TRIGGER guard_{table}_update BEFORE UPDATE ON {table} WHEN NOT ({allowed}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} can only grow'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {table}_stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {allowed} THEN RETURN NEW; END IF; "
        f"RAISE EXCEPTION '{table} can only grow' USING ERRCODE = 'check_violation'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER guard_{table}_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_stay()"
    )
    op.execute(
        f"CREATE TRIGGER guard_{table} BEFORE DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION only_grows()"
    )


def log_line(equal: str) -> str:
    chained = f"OLD.hash IS NULL AND NEW.hash IS NOT NULL AND {same(VALUES, equal)}"
    emptied = "NEW.before = '{}' AND NEW.after = '{}' AND NEW.reason = '' AND NEW.salt = ''"
    return f"({chained}) OR (OLD.salt <> '' AND {same(LINK, equal)} AND {emptied})"


def same(columns: tuple[str, ...], equal: str) -> str:
    return " AND ".join(f'NEW."{column}" {equal} OLD."{column}"' for column in columns)


def tell_others() -> None:
    """Other consoles listen; what changed they read themselves, as far as it concerns them."""
    op.execute(
        "CREATE FUNCTION tell_others() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN PERFORM pg_notify('billia_changes', ''); RETURN NULL; END $$"
    )
    for table, actions in (("log_entries", "INSERT"), ("presences", "INSERT OR UPDATE OR DELETE")):
        op.execute(
            f"CREATE TRIGGER tell_others AFTER {actions} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION tell_others()"
        )
