"""Notes of customers and orders."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, validates

from billia_tui.db.models.base import Base, Id, folded, one_of
from billia_tui.text import fold
from billia_tui.vocabulary import NoteKind


class Note(Base):
    """A note of the staff about a customer or one of the customer's purchases (section 19).

    `folded` is the text as queries search it; on SQLite `db.search` keeps an index of it.
    """

    __tablename__ = "notes"
    __table_args__ = (
        CheckConstraint(one_of("kind", NoteKind), name="kind"),
        CheckConstraint("(kind = 'order') = (purchase_id IS NOT NULL)", name="purchase"),
        Index("ix_notes_customer_id", "customer_id", "kind", "id"),
        Index("ix_notes_purchase_id", "purchase_id"),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(default=NoteKind.USER)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    purchase_id: Mapped[int | None] = mapped_column(ForeignKey("purchases.id"))
    text: Mapped[str]
    folded: Mapped[str] = mapped_column(default=folded("text"))
    admin_id: Mapped[int] = mapped_column(ForeignKey("admins.id"))
    created_at: Mapped[datetime]
    edited_by: Mapped[int | None] = mapped_column(ForeignKey("admins.id"))
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    @validates("text")
    def _fold(self, _: str, text: str) -> str:
        self.folded = fold(text)
        return text
