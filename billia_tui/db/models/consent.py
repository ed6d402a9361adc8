"""Consent to marketing, whose history and documents only grow."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import Base, Id, one_of
from billia_tui.vocabulary import Marketing


class GdprDocument(Base):
    """A file that was stored with a change of a subscription (R98): its bytes, and their SHA-256 in hex."""

    __tablename__ = "gdpr_documents"
    __table_args__ = (Index("ix_gdpr_documents_customer_id", "customer_id", "id"),)

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    name: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(deferred=True)
    admin_id: Mapped[int] = mapped_column(ForeignKey("admins.id"))
    at: Mapped[datetime]


class GdprChange(Base):
    """A change of the subscription of an address (R94-R100); `address` is its text at that time.

    `automatic` marks what followed from an edit of the address (R100). `admin_id` is None for what its customer did by
    the link of a mail (R231).
    """

    __tablename__ = "gdpr_changes"
    __table_args__ = (
        CheckConstraint(one_of("old", Marketing), name="old"),
        CheckConstraint(one_of("new", Marketing), name="new"),
        Index("ix_gdpr_changes_email_id", "email_id", "id"),
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    email_id: Mapped[int]
    address: Mapped[str]
    old: Mapped[str]
    new: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    mail_sent: Mapped[bool] = mapped_column(default=False)
    automatic: Mapped[bool] = mapped_column(default=False)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("gdpr_documents.id"))
    admin_id: Mapped[int | None] = mapped_column(ForeignKey("admins.id"))
    at: Mapped[datetime]
