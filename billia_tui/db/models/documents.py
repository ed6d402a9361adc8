"""Documents and the counters of their numbers."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import Base, Id, Minor, one_of
from billia_tui.vocabulary import DocumentType


class Document(Base):
    """A pro-forma, invoice or credit note. `body` is the printed text: later changes elsewhere leave it alone (R105).

    `sequence` counts without gaps for each reseller and type; `number` is how it is written. Never deleted.
    """

    __tablename__ = "documents"
    __table_args__ = (
        CheckConstraint(one_of("type", DocumentType), name="type"),
        Index("uq_documents_sequence", "reseller_id", "type", "sequence", unique=True),
        Index("ix_documents_purchase_id", "purchase_id", "id"),
        Index("ix_documents_customer_id", "customer_id", "id"),
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchases.id"))
    reseller_id: Mapped[int] = mapped_column(ForeignKey("resellers.id"))
    type: Mapped[str]
    sequence: Mapped[int]
    number: Mapped[str]
    issued_at: Mapped[datetime]
    amount: Mapped[Minor]
    currency: Mapped[str]
    body: Mapped[str]
    cancelled_at: Mapped[datetime | None]


class DocumentCounter(Base):
    """The last number given for a reseller and type; its row is locked while the next one is given."""

    __tablename__ = "document_counters"

    reseller_id: Mapped[int] = mapped_column(ForeignKey("resellers.id"), primary_key=True)
    type: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]
