"""Ways to pay; payments of purchases and what was given back: one record each (R201, R202)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import Base, Id, Minor, one_of
from billia_tui.vocabulary import PaymentKind, PaymentMethodType


class Payment(Base):
    """Money that came for a purchase, or that went back: then `amount` has the opposite sign.

    The records of a purchase that were not taken back add up to its `paid_amount`. `at` is the day of the payment as
    it was told, `made_at` when it was told. `wallet` says that the wallet gave or got the money. `document_id` is the
    invoice that the payment brought, or the credit note of a refund. `admin_id` is None for what the system did.
    """

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint(one_of("kind", PaymentKind), name="kind"),
        CheckConstraint("amount <> 0", name="amount"),
        Index("ix_payments_purchase_id", "purchase_id", "id"),
        Index("ix_payments_document_id", "document_id"),
    )

    id: Mapped[Id]
    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchases.id"))
    kind: Mapped[str] = mapped_column(default=PaymentKind.PAYMENT)
    amount: Mapped[Minor]
    at: Mapped[datetime]
    made_at: Mapped[datetime]
    payment_method_id: Mapped[int | None] = mapped_column(ForeignKey("payment_methods.id"))
    wallet: Mapped[bool] = mapped_column(default=False)
    reference: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    admin_id: Mapped[int | None] = mapped_column(ForeignKey("admins.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    taken_back_at: Mapped[datetime | None]


class PaymentMethod(Base):
    """A way to pay (R164)."""

    __tablename__ = "payment_methods"
    __table_args__ = (CheckConstraint(one_of("type", PaymentMethodType), name="type"),)

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    type: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    shared: Mapped[bool] = mapped_column("global", default=True)
    enabled: Mapped[bool] = mapped_column(default=True)
    allows_invoice: Mapped[bool] = mapped_column(default=True)
    allows_invoice_person: Mapped[bool] = mapped_column(default=True)
