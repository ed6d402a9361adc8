"""Notifications of a customer: written as things happen, listed under the bell (R166-R168)."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Customer, Notification, OutgoingMail
from billia_tui.db.paging import fetch
from billia_tui.errors import NotFound
from billia_tui.operations.actor import Actor
from billia_tui.operations.cleaned import cleaned
from billia_tui.operations.messages import outbox, writing
from billia_tui.operations.permissions import Right, require, staff_only
from billia_tui.operations.reach import of_customer, reached, the_customer
from billia_tui.paging import Page, Window
from billia_tui.vocabulary import Channel


class Template(Enum):
    """What happened (R168): the channel, the title, and a text with places for names and amounts (R166)."""

    PLACED = (Channel.PUSH, "Order placed", "Order {order} over {amount} was placed.")
    PAID = (Channel.EMAIL, "Order paid", "Order {order} over {amount} is paid.")
    PART_PAID = (Channel.EMAIL, "Part of an order paid", "{amount} of order {order} are paid; {rest} are still due.")
    REFUNDED = (Channel.EMAIL, "Refund", "{amount} of order {order} were given back, {where}.")
    COLLAPSED = (Channel.EMAIL, "Order failed", "Order {order} could not be carried out; we are looking into it.")
    NOT_RENEWED = (Channel.EMAIL, "Service not renewed", "{service} could not be renewed: {reason}.")
    EXPIRED = (Channel.EMAIL, "Service expired", "{service} expired on {day}. Renew it to keep using it.")
    SUSPENDED = (Channel.EMAIL, "Service suspended", "{service} does not work until it is paid.")
    STOPPED = (Channel.EMAIL, "Service suspended", "{service} was suspended by us on {day}. {words}")
    SET = (Channel.EMAIL, "Service changed", "{service} was set to {status} by us on {day}. {words}")
    REDEMPTION = (Channel.SMS, "Last time to renew", "{service} can be renewed for a redemption fee for a short time.")
    TERMINATED = (Channel.EMAIL, "Service terminated", "{service} was terminated and cannot be renewed.")
    HELD = (Channel.POP_UP, "Account on hold", "The wallet is below zero: new orders wait until it is filled.")
    RELEASED = (Channel.POP_UP, "Account no longer on hold", "The wallet is back at zero or more: orders are possible.")


MAILS = {
    Template.PAID: "order-paid",
    Template.PART_PAID: "part-paid",
    Template.REFUNDED: "refund",
    Template.COLLAPSED: "order-failed",
    Template.NOT_RENEWED: "not-renewed",
    Template.EXPIRED: "service-expired",
    Template.SUSPENDED: "service-suspended",
    Template.STOPPED: "service-by-hand",
    Template.SET: "service-by-hand",
    Template.TERMINATED: "service-terminated",
}
"""The text of the mail of each whose channel is e-mail."""


def write(session: Session, customer_id: int, template: Template, **names: object) -> None:
    """Adds a notification for the customer; `names` fill the places of the template.

    One whose channel is e-mail is written as a mail as well, in the customer's language (R228).
    """
    channel, title, text = template.value
    mail = None
    if channel == Channel.EMAIL:
        mail = writing.write(session, customer_id, MAILS[template], reason="notification", values=names)
    session.add(
        Notification(
            customer_id=customer_id,
            channel=channel,
            title=title,
            text=text.format(**names),
            at=clock.now(),
            seen=False,
            mail_id=None if mail is None else mail.id,
        )
    )


@dataclass(frozen=True, slots=True)
class NotificationRow:
    """A notification as it is shown; `seen`: an admin has opened it; `waits`: it is new to the customer.

    `mail` says where the mail of one is whose channel is e-mail, and why if it was not sent; empty for others, and for
    those of before mail could leave.
    """

    id: int
    at: datetime
    channel: Channel
    title: str
    text: str
    seen: bool
    mail: str = ""
    waits: bool = False


def page(session: Session, actor: Actor, customer_id: int, window: Window) -> Page[NotificationRow]:
    """The notifications of a customer, newest first (R167)."""
    staff_only(actor)
    statement = of_customer(
        select(Notification, OutgoingMail).outerjoin(OutgoingMail, OutgoingMail.id == Notification.mail_id),
        actor,
        customer_id,
        Notification.customer_id,
    )
    return fetch(
        session,
        statement,
        [Notification.__table__.c.id],
        window,
        lambda found: _row(found[0], found[1]),
        descending=True,
    )


def mark_seen(session: Session, actor: Actor, notification_id: int) -> NotificationRow:
    """Marks a notification as seen by the staff, not by the customer (R167); gives it whole. Raises NotFound.

    No line in the log: nothing of the customer changes, not even how many are new to it.
    """
    require(actor, Right.VIEW)
    statement = (
        select(Notification)
        .join(Customer, Customer.id == Notification.customer_id)
        .where(Notification.id == notification_id, reached(actor))
    )
    notification = session.scalar(statement.with_for_update(of=Notification))
    if notification is None:
        raise NotFound(f"there is no notification {notification_id}")
    notification.staff_seen = True
    mail = session.get(OutgoingMail, notification.mail_id) if notification.mail_id is not None else None
    return _row(notification, mail)


def mark_all_seen(session: Session, actor: Actor, customer_id: int) -> int:
    """Marks all notifications of a customer as settled: nothing is new to it any more; gives how many were."""
    require(actor, Right.VIEW)
    the_customer(session, actor, customer_id)
    unseen = (Notification.customer_id == customer_id, ~Notification.seen)
    done = session.scalars(
        update(Notification).where(*unseen).values(seen=True, staff_seen=True).returning(Notification.id)
    )
    return len(list(done))


def _row(notification: Notification, mail: OutgoingMail | None) -> NotificationRow:
    return cleaned(
        NotificationRow,
        notification,
        seen=notification.staff_seen,
        mail="" if mail is None else outbox.state_in_words(mail),
        waits=not notification.seen,
    )
