"""Mails in the queue of a store, and what became of them."""

from datetime import timedelta

from sqlalchemy import update

from billia_tui import clock
from billia_tui.db.models import OutgoingMail
from billia_tui.db.store import Store
from billia_tui.operations.desk import Desk
from billia_tui.operations.mails import queue
from billia_tui.operations.mails import run as delivery
from billia_tui.operations.mails.deliver import Delivered
from billia_tui.settings.mail import MailSettings
from tests.operations.kit import stored


def put(
    desk: Desk, customer_id: int, *addresses: str, body: str = "Hello", subject: str = "News", html: str = ""
) -> list[int]:
    """Queues a mail to each address; gives their ids."""
    now = clock.now()
    with desk.store.writing() as session:
        session.add_all(
            OutgoingMail(
                customer_id=customer_id,
                address=address,
                subject=subject,
                body=body,
                html=html,
                at=now,
                reason="test",
                next_at=now,
            )
            for address in addresses
        )
    return [one.id for one in stored(desk.store, OutgoingMail)[-len(addresses) :]]


def sent(desk: Desk, settings: MailSettings) -> Delivered:
    """A run of `deliver`."""
    return delivery.deliver(desk, settings)


def states(store: Store) -> list[str]:
    """The states of all mails, oldest first."""
    return [one.state for one in stored(store, OutgoingMail)]


def of(store: Store, mail_id: int) -> OutgoingMail:
    """A mail as it is stored."""
    (mail,) = stored(store, OutgoingMail, id=mail_id)
    assert isinstance(mail, OutgoingMail)
    return mail


def forget(store: Store) -> None:
    """The claims of processes that are gone run out."""
    with store.writing() as session:
        session.execute(update(OutgoingMail).values(claimed_at=clock.now() - queue.LEASE - timedelta(seconds=1)))


def make_due(store: Store) -> None:
    """What waits for its next try is due now."""
    with store.writing() as session:
        waiting = OutgoingMail.next_at.is_not(None)
        session.execute(update(OutgoingMail).where(waiting).values(next_at=clock.now() - timedelta(seconds=1)))
