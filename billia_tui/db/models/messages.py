"""Notifications: short messages to customers (R166-R168)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import Base, Id, one_of, partial_index
from billia_tui.vocabulary import Channel


class Notification(Base):
    """A message to a customer; `seen` is whether the customer has, `staff_seen` whether an admin opened it (R167).

    `mail_id` is the mail that brings one whose channel is e-mail (R228).
    """

    __tablename__ = "notifications"
    __table_args__ = (
        CheckConstraint(one_of("channel", Channel), name="channel"),
        Index("ix_notifications_customer_id", "customer_id", "id"),
        partial_index("ix_notifications_unseen", "customer_id", where="seen = 0", postgresql="NOT seen"),
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    channel: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
    seen: Mapped[bool] = mapped_column(default=False)
    staff_seen: Mapped[bool] = mapped_column(default=False)
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("outgoing_mails.id"))
