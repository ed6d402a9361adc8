"""What may only grow: movements of money, changes of credit, the log. Triggers refuse UPDATE and DELETE."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import NEVER_REUSED, STRICT, Base, Id, Minor, one_of, partial_index
from billia_tui.vocabulary import MovementKind


class WalletTransaction(Base):
    """A movement of a wallet, the ledger entry; the wallet is the sum of these."""

    __tablename__ = "wallet_transactions"
    __table_args__ = (
        CheckConstraint(one_of("kind", MovementKind), name="kind"),
        CheckConstraint("amount <> 0", name="amount"),
        Index("ix_wallet_transactions_customer_id", "customer_id", "id"),
        {**NEVER_REUSED},
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    kind: Mapped[str]
    amount: Mapped[Minor]
    balance_after: Mapped[Minor]
    note: Mapped[str] = mapped_column(default="")
    admin_id: Mapped[int | None] = mapped_column(ForeignKey("admins.id"))
    at: Mapped[datetime]


class CreditChange(Base):
    """A change of a credit limit."""

    __tablename__ = "credit_changes"
    __table_args__ = (Index("ix_credit_changes_customer_id", "customer_id", "id"), {**NEVER_REUSED})

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    old: Mapped[Minor]
    new: Mapped[Minor]
    note: Mapped[str] = mapped_column(default="")
    admin_id: Mapped[int] = mapped_column(ForeignKey("admins.id"))
    at: Mapped[datetime]


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
        {**NEVER_REUSED},
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
    __table_args__ = ({**STRICT},)

    chain: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    hash: Mapped[str]


class RequestKey(Base):
    """A writing request that was carried out: the same key again is answered, not done again (P1).

    `fingerprint` is the SHA-256 of the operation and its values, `result_id` the id of the row that it wrote.
    """

    __tablename__ = "request_keys"
    __table_args__ = ({**STRICT},)

    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    result_id: Mapped[int]
    at: Mapped[datetime]


class ImportKey(Base):
    """The row that a record of another system became, so that a second import changes nothing.

    `fingerprint` is the SHA-256 of the values that were imported last.
    """

    __tablename__ = "import_keys"
    __table_args__ = ({**STRICT},)

    source: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(primary_key=True)
    row_id: Mapped[int]
    fingerprint: Mapped[str]
