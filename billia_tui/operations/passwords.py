"""Passwords of customers: set by an admin, or by the customer through a link (R52, R82-R84)."""

from sqlalchemy.orm import Session

from billia_tui.errors import Invalid
from billia_tui.operations import log, outbox
from billia_tui.operations.actor import Actor
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import the_customer

SHORTEST = 10
LONGEST = 1024
REMINDER = "To look into the account, use Impersonate: it needs no password change."
"""R84."""


def check(password: str, again: str) -> None:
    """Raises Invalid at `password` or `again` unless both match and are long enough (R82)."""
    errors = {}
    if len(password) < SHORTEST:
        errors["password"] = f"needs at least {SHORTEST} characters"
    elif len(password) > LONGEST:
        errors["password"] = f"at most {LONGEST:,} characters"
    elif any("\ud800" <= char <= "\udfff" for char in password):
        errors["password"] = "holds a character that cannot be stored"  # noqa: S105 - a message
    if password != again:
        errors["again"] = "is not the same"
    if errors:
        raise Invalid(errors)


def hashed(password: str) -> str:
    """The argon2id hash (46 MiB, one pass); takes a moment, so never call it inside a transaction."""
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=1, memory_cost=47104, parallelism=1).hash(password)


def store_hash(session: Session, actor: Actor, customer_id: int, password_hash: str) -> None:
    """Stores the hash of a checked password; the log says that, never what (R52, R186).

    Raises:
        Forbidden, NotFound.
    """
    require(actor, Right.PASSWORD)
    customer = the_customer(session, actor, customer_id)
    customer.password_hash = password_hash
    log.write(session, actor, customer.id, ("customer", customer.id), "change password")


def send_reset_link(session: Session, actor: Actor, customer_id: int) -> str:
    """Writes a mail with a reset link to the registration address (R83); gives the address, shows no link.

    Raises:
        Forbidden, NotFound.
    """
    require(actor, Right.PASSWORD)
    customer = the_customer(session, actor, customer_id)
    address = outbox.send_link(session, customer, outbox.RESET)
    log.write(session, actor, customer.id, ("customer", customer.id), "send reset link")
    return address
