"""The name that the list shows for a customer (R33), and who only looks like another one (R210)."""

from collections.abc import Sequence

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

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


def lookalikes(session: Session, actor: Actor, customer_ids: Sequence[int]) -> dict[int, str]:
    """For those of new customers that look like an older one who is there: in words what, and like whom (R210).

    By the username, or by the company that the list shows.
    """
    new, ids = aliased(Customer), sorted(customer_ids)
    company = select(Profile.id).where(
        Profile.customer_id == new.id, Profile.main, Profile.type == ProfileType.COMPANY, Profile.deleted_at.is_(None)
    )
    likes: dict[int, tuple[str, int]] = {}
    for same, shown, words in (
        (Customer.username_looks == new.username_looks, new.username, "looks like"),
        (and_(Customer.name_key == new.name_key, company.exists()), new.name, "is also the company of"),
    ):
        other = select(func.min(Customer.id)).where(same, Customer.id < new.id, reached(actor)).correlate(new)
        for mine, name, like in session.execute(select(new.id, shown, other.scalar_subquery()).where(new.id.in_(ids))):
            if like is not None:
                likes.setdefault(mine, (f"{clean(name)} {words}", like))
    others = select(Customer.id, Customer.username).where(Customer.id.in_({like for _, like in likes.values()}))
    usernames = {row.id: row.username for row in session.execute(others)}
    return {mine: f"{words} {clean(usernames[like])} ({like})" for mine, (words, like) in likes.items()}
