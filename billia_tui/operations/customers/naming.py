"""The name that the list shows for a customer (R33), and who only looks like another one (R210)."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from billia_tui import identifiers
from billia_tui.db import search
from billia_tui.db.models import Customer, Email, Profile
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


def renamed(session: Session, customer: Customer) -> None:
    """The same, and it is found by that name."""
    rename(session, customer)
    search.refresh(session, [customer.id])


def lookalike(session: Session, actor: Actor, customer_id: int) -> str:
    """A customer whose username only looks like this one's (R210), e.g. "anna (100017)"; "" if there is none.

    That is no mistake, but worth a look. Raises NotFound.
    """
    mine = the_customer(session, actor, customer_id, lock=False)
    same = (Customer.username_looks == mine.username_looks, Customer.id != mine.id, reached(actor))
    other = session.execute(select(Customer.username, Customer.id).where(*same).order_by(Customer.id).limit(1)).first()
    return f"{clean(other.username)} ({other.id})" if other is not None else ""


class New(NamedTuple):
    """A customer who was just stored, as it is compared with older ones; `company` is what the list calls it, or ""."""

    id: int
    username: str
    username_looks: str
    company: str
    company_key: str
    address: str
    address_key: str
    folded_address: str
    phone: str
    phone_e164: str


def lookalikes(session: Session, actor: Actor, new: Sequence[New]) -> dict[int, str]:
    """For those of new customers that look like an older one who is there: in words what, and like whom (R210).

    By the username, by the registration e-mail where that is an older one's username or, but for accents, an address
    of theirs, by the company in the list, or by the phone number, however it was typed (R211).
    """
    mails = [identifiers.looks(one.address_key) for one in new]
    looking = _oldest(session, actor, Customer.username_looks, {*mails, *(one.username_looks for one in new)})
    companies = _oldest(session, actor, Customer.name_key, {one.company_key for one in new if one.company})
    addressed = _oldest(session, actor, Email.folded, {one.folded_address for one in new})
    dialled = _oldest(session, actor, Customer.phone_e164, {one.phone_e164 for one in new} - {""})
    likes: dict[int, tuple[str, int]] = {}
    for one, mail in zip(new, mails, strict=True):
        mine = one.id
        if (like := looking.get(one.username_looks, mine)) < mine:
            likes[mine] = f"{clean(one.username)} looks like", like
        elif one.company and (like := companies.get(one.company_key, mine)) < mine:
            likes[mine] = f"{clean(one.company)} is also the company of", like
        elif (like := looking.get(mail, mine)) < mine:
            likes[mine] = f"{clean(one.address)} looks like", like
        elif (like := addressed.get(one.folded_address, mine)) < mine:
            likes[mine] = f"{clean(one.address)} looks like an address of", like
        elif (like := dialled.get(one.phone_e164, mine)) < mine:
            likes[mine] = f"{clean(one.phone)} is also the phone of", like
    if not likes:
        return {}
    others = select(Customer.id, Customer.username).where(Customer.id.in_({like for _, like in likes.values()}))
    usernames = {row.id: row.username for row in session.execute(others)}
    return {mine: f"{words} {clean(usernames[like])} ({like})" for mine, (words, like) in likes.items()}


def _oldest(
    session: Session, actor: Actor, column: InstrumentedAttribute[str], values: Collection[str]
) -> dict[str, int]:
    """The oldest customer within reach who has each of these values; those that nobody has are missing."""
    if not values:
        return {}
    statement = select(column, func.min(Customer.id)).where(column.in_(sorted(values)), reached(actor)).group_by(column)
    if column is Email.folded:
        statement = statement.join(Email, Email.customer_id == Customer.id).where(Email.released_at.is_(None))
    elif column is Customer.phone_e164:
        # Spelled out, as the index spells it: with a parameter in its place SQLite could not use the index.
        statement = statement.where(Customer.phone_e164 != literal_column("''"))
    return {row[0]: row[1] for row in session.execute(statement)}
