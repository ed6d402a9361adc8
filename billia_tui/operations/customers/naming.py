"""The name that the list shows for a customer (R33)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, Profile
from billia_tui.text import fold
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
