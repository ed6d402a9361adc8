"""The name that the list shows for a customer (R33), and who only looks like another one (R210)."""

from collections.abc import Iterator, Sequence

from sqlalchemy import and_, func, literal_column, select
from sqlalchemy.orm import Session, aliased

from billia_tui import identifiers
from billia_tui.db.models import Customer, Email, Profile
from billia_tui.operations.actor import Actor
from billia_tui.operations.reach import reached, the_customer
from billia_tui.text import clean, fold
from billia_tui.vocabulary import EmailKind, ProfileType


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

    By the username, by the registration e-mail where that is an older one's username or, but for accents, an address
    of theirs, by the company in the list, or by the phone number, however it was typed (R211).
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
    for mine, address, like in _mailed_alike(session, actor, ids):
        likes.setdefault(mine, (f"{clean(address)} looks like", like))
    for mine, address, like in _addressed_alike(session, actor, ids):
        likes.setdefault(mine, (f"{clean(address)} looks like an address of", like))
    for mine, phone, like in _dialled_alike(session, actor, ids):
        likes.setdefault(mine, (f"{clean(phone)} is also the phone of", like))
    others = select(Customer.id, Customer.username).where(Customer.id.in_({like for _, like in likes.values()}))
    usernames = {row.id: row.username for row in session.execute(others)}
    return {mine: f"{words} {clean(usernames[like])} ({like})" for mine, (words, like) in likes.items()}


def _mailed_alike(session: Session, actor: Actor, customer_ids: Sequence[int]) -> Iterator[tuple[int, str, int]]:
    """New customers whose registration e-mail looks like the username of an older one: id, address, the older one."""
    mine = (Email.customer_id.in_(customer_ids), Email.kind == EmailKind.REGISTRATION)
    rows = session.execute(select(Email.customer_id, Email.address, Email.address_key).where(*mine)).all()
    looks = {row.customer_id: identifiers.looks(row.address_key) for row in rows}
    alike = select(Customer.username_looks, func.min(Customer.id)).where(
        Customer.username_looks.in_(set(looks.values())), reached(actor)
    )
    older = {row[0]: row[1] for row in session.execute(alike.group_by(Customer.username_looks))}
    for customer_id, address, _ in rows:
        like = older.get(looks[customer_id], customer_id)
        if like < customer_id:
            yield customer_id, address, like


def _addressed_alike(session: Session, actor: Actor, customer_ids: Sequence[int]) -> Iterator[tuple[int, str, int]]:
    """New customers whose registration e-mail is, but for accents and case, an address of an older one."""
    mine = (Email.customer_id.in_(customer_ids), Email.kind == EmailKind.REGISTRATION)
    rows = session.execute(select(Email.customer_id, Email.address, Email.folded).where(*mine)).all()
    alike = (
        select(Email.folded, func.min(Email.customer_id))
        .join(Customer, Customer.id == Email.customer_id)
        .where(Email.folded.in_({row.folded for row in rows}), Email.released_at.is_(None), reached(actor))
    )
    older = {row[0]: row[1] for row in session.execute(alike.group_by(Email.folded))}
    for customer_id, address, folded in rows:
        if older.get(folded, customer_id) < customer_id:
            yield customer_id, address, older[folded]


def _dialled_alike(session: Session, actor: Actor, customer_ids: Sequence[int]) -> Iterator[tuple[int, str, int]]:
    """New customers whose phone number is an older one's: id, the number as typed, the older one."""
    # Spelled out, as the index spells it: with a parameter in its place SQLite could not use the index.
    dialled = Customer.phone_e164 != literal_column("''")
    mine = select(Customer.id, Customer.phone, Customer.phone_e164).where(Customer.id.in_(customer_ids), dialled)
    rows = session.execute(mine).all()
    alike = select(Customer.phone_e164, func.min(Customer.id)).where(
        Customer.phone_e164.in_({row.phone_e164 for row in rows}), dialled, reached(actor)
    )
    older = {row[0]: row[1] for row in session.execute(alike.group_by(Customer.phone_e164))}
    for customer_id, phone, number in rows:
        if older.get(number, customer_id) < customer_id:
            yield customer_id, phone, older[number]
