"""Working through a queue together: who has which customer, who was put off or done, how long it was (R241-R243)."""

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
