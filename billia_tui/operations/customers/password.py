"""Passwords of customers: set by an admin, or by the customer through a link (R52, R82-R84)."""

from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.operations.actor import Actor
from billia_tui.operations.log import lines as log
from billia_tui.operations.mails import links
from billia_tui.operations.messages import writing
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import the_customer
from billia_tui.vocabulary import LinkPurpose

REMINDER = "To look into the account, use Impersonate: it needs no password change."
"""R84."""


def store_hash(session: Session, actor: Actor, customer_id: int, password_hash: str) -> None:
    """Stores the hash of a checked password; the log says that, never what (R52, R186). Ends what was signed in (R231).

    Raises:
        Forbidden, NotFound.
    """
    require(actor, Right.PASSWORD)
    customer = the_customer(session, actor, customer_id)
    customer.password_hash = password_hash
    links.end(session, customer.id, links.SIGNED_IN, clock.now())
    log.about(session, actor, customer, "change password")


def send_reset_link(session: Session, actor: Actor, customer_id: int) -> str:
    """Writes a mail with a reset link to the registration address (R83); gives the address, shows no link.

    Raises:
        Forbidden, NotFound.
    """
    require(actor, Right.PASSWORD)
    customer = the_customer(session, actor, customer_id)
    address = writing.send_link(session, customer, LinkPurpose.RESET)
    log.about(session, actor, customer, "send reset link")
    return address
