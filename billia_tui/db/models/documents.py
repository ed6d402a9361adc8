"""What a purchase brings with it: documents, and the jobs that carry it out."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import NEVER_REUSED, STRICT, Base, Id, Minor, one_of
from billia_tui.vocabulary import DocumentType, JobState


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
        {**NEVER_REUSED},
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
    __table_args__ = ({**STRICT},)

    reseller_id: Mapped[int] = mapped_column(ForeignKey("resellers.id"), primary_key=True)
    type: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


class AutomatorJob(Base):
    """What the automator does for a purchase (R146), to read only. `raw` is for developers (R183)."""

    __tablename__ = "automator_jobs"
    __table_args__ = (
        CheckConstraint(one_of("state", JobState), name="state"),
        Index("ix_automator_jobs_purchase_id", "purchase_id", "id"),
        {**NEVER_REUSED},
    )

    id: Mapped[Id]
    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchases.id"))
    name: Mapped[str]
    state: Mapped[str] = mapped_column(default=JobState.WAITING)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    message: Mapped[str] = mapped_column(default="")
    raw: Mapped[str] = mapped_column(default="")
