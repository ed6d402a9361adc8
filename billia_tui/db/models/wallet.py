"""Money: movements of wallets and changes of credit limits. They only grow: triggers refuse UPDATE and DELETE."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import Base, Id, Minor, one_of
from billia_tui.vocabulary import MovementKind


class WalletTransaction(Base):
    """A movement of a wallet, the ledger entry; the wallet is the sum of these."""

    __tablename__ = "wallet_transactions"
    __table_args__ = (
        CheckConstraint(one_of("kind", MovementKind), name="kind"),
        CheckConstraint("amount <> 0", name="amount"),
        Index("ix_wallet_transactions_customer_id", "customer_id", "id"),
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
    __table_args__ = (Index("ix_credit_changes_customer_id", "customer_id", "id"),)

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    old: Mapped[Minor]
    new: Mapped[Minor]
    note: Mapped[str] = mapped_column(default="")
    admin_id: Mapped[int] = mapped_column(ForeignKey("admins.id"))
    at: Mapped[datetime]
