"""Notifications of a customer: written as things happen, listed under the bell (R166-R168)."""

from enum import Enum

from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Notification
from billia_tui.vocabulary import Channel


class Template(Enum):
    """What happened (R168): the channel, the title, and a text with places for names and amounts (R166)."""

    PLACED = (Channel.PUSH, "Order placed", "Order {order} over {amount} was placed.")
    PAID = (Channel.EMAIL, "Order paid", "Order {order} over {amount} is paid.")
    COLLAPSED = (Channel.EMAIL, "Order failed", "Order {order} could not be carried out; we are looking into it.")
    EXPIRED = (Channel.EMAIL, "Service expired", "{service} expired on {day}. Renew it to keep using it.")
    SUSPENDED = (Channel.EMAIL, "Service suspended", "{service} does not work until it is paid.")
    REDEMPTION = (Channel.SMS, "Last time to renew", "{service} can be renewed for a redemption fee for a short time.")
    TERMINATED = (Channel.EMAIL, "Service terminated", "{service} was terminated and cannot be renewed.")
    HELD = (Channel.POP_UP, "Account on hold", "The wallet is below zero: new orders wait until it is filled.")
    RELEASED = (Channel.POP_UP, "Account no longer on hold", "The wallet is back at zero or more: orders are possible.")


def write(session: Session, customer_id: int, template: Template, **names: object) -> None:
    """Adds a notification for the customer; `names` fill the places of the template."""
    channel, title, text = template.value
    session.add(
        Notification(
            customer_id=customer_id, channel=channel, title=title, text=text.format(**names), at=clock.now(), seen=False
        )
    )
