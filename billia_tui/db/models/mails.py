"""Mail that leaves: what is written, how it went, its templates, and reminders (R225-R230)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from billia_tui.db.models.base import Base, Id, one_of, partial_index
from billia_tui.vocabulary import MailState

_DUE = "state IN ('queued', 'failed')"


class OutgoingMail(Base):
    """A mail to a customer, as it goes (R225, R226).

    `body` and `html` never hold a link or a code: secrets are not stored (R52). `link` is the kind of personal link
    that the text gets when it is handed over (R227), empty for none. `html` is empty for a mail of text alone.
    `template` and `language` say what it was made of; `details` is JSON text of what fills a template that could not
    be filled, so that it can be tried again. `marketing` mails can be unsubscribed from. `admin_id` is who wrote it,
    None for the system. `document_id` goes with it.

    `next_at` is when a queued or failed mail is tried. `claimed_by` is a word of the process that has it in hand, and
    `claimed_at` when that last said so; `handed_at` is set just before the server is given the text: a mail that is
    `sending` and has it may have arrived. `answer` is what the server said, or why it was given up.
    `bounced_at` is when it came back, `bounce` why (R229).
    """

    __tablename__ = "outgoing_mails"
    __table_args__ = (
        CheckConstraint(one_of("state", MailState), name="state"),
        Index("ix_outgoing_mails_customer_id", "customer_id", "reason", "id"),
        Index("ix_outgoing_mails_newest", "customer_id", "id"),
        Index("ix_outgoing_mails_state", "state", "id"),
        partial_index("ix_outgoing_mails_due", "next_at", "id", where=_DUE),
        partial_index("ix_outgoing_mails_sending", "claimed_at", "id", where="state = 'sending'"),
        partial_index("uq_outgoing_mails_message_id", "message_id", where="message_id <> ''", unique=True),
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    address: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    at: Mapped[datetime]
    reason: Mapped[str]
    html: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    template: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    details: Mapped[str] = mapped_column(default="{}")
    marketing: Mapped[bool] = mapped_column(default=False)
    admin_id: Mapped[int | None] = mapped_column(ForeignKey("admins.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    state: Mapped[str] = mapped_column(default=MailState.QUEUED)
    tries: Mapped[int] = mapped_column(default=0)
    first_tried_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    claimed_by: Mapped[str] = mapped_column(default="")
    handed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    message_id: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")
    bounced_at: Mapped[datetime | None]
    bounce: Mapped[str] = mapped_column(default="")


class MailTemplate(Base):
    """A text of the house or of one reseller instead of a shipped one, in a language (R228).

    `reseller_id` 0 stands for every reseller, so that name, language and reseller are unique.
    """

    __tablename__ = "mail_templates"
    __table_args__ = (Index("uq_mail_templates_name", "name", "language", "reseller_id", unique=True),)

    id: Mapped[Id]
    name: Mapped[str]
    language: Mapped[str]
    reseller_id: Mapped[int]
    subject: Mapped[str]
    body: Mapped[str]
    html: Mapped[str] = mapped_column(default="")
    admin_id: Mapped[int] = mapped_column(ForeignKey("admins.id"))
    edited_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Reminder(Base):
    """A reminder that was written: of a purchase or service `object_id`, `days` from a moment of it (R230).

    The four that name it are unique: no run writes it a second time. `mail_id` is empty where the mail could not be.
    """

    __tablename__ = "reminders"
    __table_args__ = (
        Index("uq_reminders_kind", "kind", "object_id", "about", "days", unique=True),
        Index("ix_reminders_customer_id", "customer_id"),
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    kind: Mapped[str]
    object_id: Mapped[int]
    about: Mapped[datetime]
    days: Mapped[int]
    at: Mapped[datetime]
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("outgoing_mails.id"))
