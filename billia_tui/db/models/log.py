"""The log, which only grows: triggers refuse UPDATE and DELETE. Its chains get their numbers in db/log_chain.py."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import Base, Id, partial_index


class LogEntry(Base):
    """A line of the log (R186). `before` and `after` are JSON text of the changed fields, without secrets.

    `admin_id` is None for what the system did; `acting_as` is the customer that an admin impersonated (R70).
    `batch_id` is the bulk work that the line is a part of; `undoes` the line that this change took back.
    `chain` and `number` say where the line stands in its chain, `hash` covers it and the line before it, `digest` with
    `salt` what changed (db/log_chain.py): all of them are empty until the end of the transaction that writes the line.
    """

    __tablename__ = "log_entries"
    __table_args__ = (
        partial_index("ix_log_entries_unchained", "id", where="hash IS NULL"),
        partial_index("ix_log_entries_chain", "chain", "number", where="hash IS NOT NULL", unique=True),
        Index("ix_log_entries_customer_id", "customer_id", "id"),
        partial_index("ix_log_entries_admin_id", "admin_id", "id", where="admin_id IS NOT NULL"),
        partial_index("ix_log_entries_batch_id", "batch_id", "id", where="batch_id IS NOT NULL"),
        partial_index("ix_log_entries_undoes", "undoes", where="undoes IS NOT NULL"),
    )

    id: Mapped[Id]
    at: Mapped[datetime]
    admin_id: Mapped[int | None] = mapped_column(ForeignKey("admins.id"))
    acting_as: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    object: Mapped[str]
    object_id: Mapped[int]
    action: Mapped[str]
    before: Mapped[str] = mapped_column(default="{}")
    after: Mapped[str] = mapped_column(default="{}")
    reason: Mapped[str] = mapped_column(default="")
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"))
    undoes: Mapped[int | None] = mapped_column(ForeignKey("log_entries.id"))
    chain: Mapped[int | None]
    number: Mapped[int | None]
    salt: Mapped[str] = mapped_column(default="")
    digest: Mapped[str | None]
    hash: Mapped[str | None]


class LogHead(Base):
    """The last line of a chain of the log: one chain for each reseller, 0 for what belongs to no customer."""

    __tablename__ = "log_heads"

    chain: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    hash: Mapped[str]
