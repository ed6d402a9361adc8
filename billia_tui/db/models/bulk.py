"""Changes of many customers at once."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import Base, Id


class Batch(Base):
    """One action done to many customers; each of its log lines names it.

    `details` is JSON text of what the action was given, without secrets; `query` says which customers were meant.
    `asked`, `done` and `refused` count customers. `finished_at` stays empty if the work was broken off by a crash.
    `undoes` is the batch that this one took back.
    """

    __tablename__ = "batches"
    __table_args__ = (Index("ix_batches_admin_id", "admin_id", "id"),)

    id: Mapped[Id]
    admin_id: Mapped[int] = mapped_column(ForeignKey("admins.id"))
    at: Mapped[datetime]
    action: Mapped[str]
    details: Mapped[str] = mapped_column(default="{}")
    query: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    asked: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    undoes: Mapped[int | None] = mapped_column(ForeignKey("batches.id"))
