"""The name that the list shows for a customer (R33)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, Profile
from billia_tui.operations.actor import Actor
from billia_tui.operations.reach import reached, the_customer
from billia_tui.text import clean, fold
from billia_tui.vocabulary import ProfileType


def rename(session: Session, customer: Customer) -> None:
    """Keeps `name` true: the company of a Company main profile, else first and last name."""
    session.flush()
    company = session.scalar(
        select(Profile.company_name).where(
            Profile.customer_id == customer.id,
            Profile.main,
            Profile.deleted_at.is_(None),
            Profile.type == ProfileType.COMPANY,
        )
    )
    customer.name = company or f"{customer.first_name} {customer.last_name}"
    customer.name_key = fold(customer.name)


def lookalike(session: Session, actor: Actor, customer_id: int) -> str:
    """A customer whose username only looks like this one's (R210), e.g. "anna (100017)"; "" if there is none.

    That is no mistake, but worth a look. Raises NotFound.
    """
    mine = the_customer(session, actor, customer_id, lock=False)
    same = (Customer.username_looks == mine.username_looks, Customer.id != mine.id, reached(actor))
    other = session.execute(select(Customer.username, Customer.id).where(*same).order_by(Customer.id).limit(1)).first()
    return f"{clean(other.username)} ({other.id})" if other is not None else ""
