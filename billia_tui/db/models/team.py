"""Who is in which panel, and who has a console open."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import Base, Id, partial_index


class Impersonation(Base):
    """An admin in a customer's panel, from start to end (R71). `ended_at` is None while it lasts."""

    __tablename__ = "impersonations"
    __table_args__ = (
        Index("ix_impersonations_customer_id", "customer_id"),
        partial_index("ix_impersonations_open", "started_at", "id", where="ended_at IS NULL"),
    )

    id: Mapped[Id]
    admin_id: Mapped[int] = mapped_column(ForeignKey("admins.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Presence(Base):
    """A console that is open, and the customer in it. `session` is a word that the console made up for itself.

    It is no record of what was done: the row goes with the console, and one that was not renewed counts for nothing.
    """

    __tablename__ = "presences"
    __table_args__ = (
        Index("ix_presences_admin_id", "admin_id"),
        Index("ix_presences_customer_id", "customer_id"),
    )

    session: Mapped[str] = mapped_column(primary_key=True)
    admin_id: Mapped[int] = mapped_column(ForeignKey("admins.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    editing: Mapped[bool] = mapped_column(default=False)
    seen_at: Mapped[datetime]
