"""Saved queries, and working through one together: who has which customer, who was put off or done (R241-R243)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import Base, Id, one_of, partial_index
from billia_tui.vocabulary import QueueStep


class QueueHolder(Base):
    """Who has a customer of a queue at the moment (R241): one at a time, whichever queue it was taken in.

    `session` is the word of the console, as in a presence. It is no record of what was done: one whose console got no
    key for half an hour counts for nothing.
    """

    __tablename__ = "queue_holders"
    __table_args__ = (
        Index("ix_queue_holders_queue_id", "queue_id"),
        Index("ix_queue_holders_admin_id", "admin_id"),
        Index("ix_queue_holders_session", "session"),
    )

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True, autoincrement=False)
    queue_id: Mapped[int] = mapped_column(ForeignKey("queues.id"))
    admin_id: Mapped[int] = mapped_column(ForeignKey("admins.id"))
    session: Mapped[str]
    taken_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class QueueWork(Base):
    """What became of a customer in a queue (R242): put off `until` a time, or done.

    It holds while `ended_at` is None: until the next step, or, for who is done, until the customer leaves the queue.
    """

    __tablename__ = "queue_work"
    __table_args__ = (
        CheckConstraint(one_of("step", QueueStep), name="step"),
        partial_index("ix_queue_work_standing", "queue_id", "customer_id", where="ended_at IS NULL", unique=True),
        Index("ix_queue_work_customer_id", "customer_id"),
        Index("ix_queue_work_queue_id", "queue_id", "at"),
        Index("ix_queue_work_admin_id", "admin_id"),
    )

    id: Mapped[Id]
    queue_id: Mapped[int] = mapped_column(ForeignKey("queues.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    admin_id: Mapped[int] = mapped_column(ForeignKey("admins.id"))
    at: Mapped[datetime]
    step: Mapped[str]
    until: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]


class QueueCount(Base):
    """How many customers a queue had on a day, when it was counted last on it; `day` is its first second (R243)."""

    __tablename__ = "queue_counts"

    queue_id: Mapped[int] = mapped_column(ForeignKey("queues.id"), primary_key=True, autoincrement=False)
    day: Mapped[datetime] = mapped_column(primary_key=True)
    customers: Mapped[int]


class Queue(Base):
    """A saved query (docs/queries.md). `admin_id` is whose it is, None for everybody's; `key` opens it, or is empty."""

    __tablename__ = "queues"
    __table_args__ = (Index("ix_queues_admin_id", "admin_id", "position", "id"),)

    id: Mapped[Id]
    name: Mapped[str]
    key: Mapped[str] = mapped_column(default="")
    query: Mapped[str]
    admin_id: Mapped[int | None] = mapped_column(ForeignKey("admins.id"))
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


class ListLayout(Base):
    """The columns of the list of customers as one admin wants them; `columns` is JSON text.

    `queue_id` is the queue for which they are, 0 for the list without one, so that both are unique together.
    """

    __tablename__ = "list_layouts"
    __table_args__ = (Index("uq_list_layouts_admin_id", "admin_id", "queue_id", unique=True),)

    id: Mapped[Id]
    admin_id: Mapped[int] = mapped_column(ForeignKey("admins.id"))
    queue_id: Mapped[int]
    columns: Mapped[str]
