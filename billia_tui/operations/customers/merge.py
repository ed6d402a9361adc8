"""Merging two customers that are one person (R208). It cannot be undone; a plan says before what would happen."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db import search
from billia_tui.db.models import (
    Affiliate,
    Customer,
    Document,
    Email,
    ImportKey,
    Label,
    Note,
    PersonalLink,
    Presence,
    Profile,
    Purchase,
    QueueHolder,
    Service,
)
from billia_tui.errors import Invalid, refuse_if
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.customers import emails, subscriptions
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import the_customer
from billia_tui.operations.requests import Request
from billia_tui.operations.wallet import movements as wallet
from billia_tui.text import clean
from billia_tui.vocabulary import (
    EmailKind,
    LabelResource,
    Marketing,
    MovementKind,
    NoteKind,
    PurchaseStatus,
    ServiceStatus,
)

_OPEN = (PurchaseStatus.PENDING, PurchaseStatus.PROCESSING, PurchaseStatus.COLLAPSED)


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a merge would do, line by line; `into` is who stays, in words.

    `why_not` is why it is refused, None if it can be done.
    """

    gone: int
    stays: int
    into: str
    lines: tuple[str, ...]
    why_not: str | None


def plan(session: Session, actor: Actor, customer_id: int, into_id: int) -> MergePlan:
    """What merging `customer_id` into `into_id` would do; nothing changes. Raises Forbidden, NotFound."""
    require(actor, Right.DELETE)
    gone = the_customer(session, actor, customer_id, lock=False)
    stays = the_customer(session, actor, into_id, lock=False)
    into = f"{stays.id} {clean(stays.username)}"
    return MergePlan(gone.id, stays.id, into, tuple(_lines(session, gone, stays)), _why_not(gone, stays))


def merge(
    session: Session,
    actor: Actor,
    customer_id: int,
    into_id: int,
    *,
    typed_username: str | None = None,
    request_key: str | None = None,
) -> tuple[str, ...]:
    """Merges a customer into another one; gives what was done, line by line.

    E-mails, user notes, labels, services, open orders with their documents and notes, and the wallet go over. Orders
    that are carried out or Cancelled, their documents, the ledger and the log stay where they are. The merged one is
    deleted, and its id, username and addresses find the other.

    Args:
        session: a writing transaction.
        actor: the acting admin; right: delete customer.
        customer_id: who is merged, and deleted.
        into_id: who stays.
        typed_username: that of the one who goes, as a form asks for it; None where it was agreed to otherwise.
        request_key: see `Request`.

    Returns:
        What was done, line by line; nothing for a request that was done before.

    Raises:
        Forbidden, NotFound, Refused (the same customer, another currency or reseller), Invalid (at `username`).
    """
    require(actor, Right.DELETE)
    request = Request(request_key, "merge", customer_id, into_id)
    if request.answered(session) is not None:
        return ()
    found = {one: the_customer(session, actor, one) for one in sorted({customer_id, into_id})}
    gone, stays = found[customer_id], found[into_id]
    refuse_if(_why_not(gone, stays), rule="R208")
    if typed_username is not None and typed_username.strip() not in {gone.username, clean(gone.username)}:
        raise Invalid({"username": f"type {clean(gone.username)}"})
    told = tuple(_lines(session, gone, stays))
    _addresses(session, actor, gone, stays)
    _records(session, gone, stays)
    _orders(session, gone, stays)
    _affiliates(session, gone, stays)
    _money(session, actor, gone, stays)
    _delete(session, gone, stays)
    search.refresh(session, [gone.id, stays.id])
    log.about(session, actor, gone, "merge", after={"merged_into": stays.id}, reason="; ".join(told))
    log.about(session, actor, stays, "merge", after={"merged": gone.id}, reason="; ".join(told))
    request.remember(session, stays.id)
    return told


def _why_not(gone: Customer, stays: Customer) -> str | None:
    if gone.id == stays.id:
        return "a customer cannot be merged into itself"
    if gone.currency != stays.currency:
        return f"customer {gone.id} pays in {gone.currency}, customer {stays.id} in {stays.currency}"
    if gone.reseller_id != stays.reseller_id:
        return "they belong to different resellers"
    return None


def _lines(session: Session, gone: Customer, stays: Customer) -> list[str]:
    def count(model: type[Email | Note | Label | Service | Purchase], *where: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count()).select_from(model).where(model.customer_id == gone.id, *where)) or 0

    money = Money(gone.wallet, gone.currency)
    after = Money(gone.wallet + stays.wallet, stays.currency)
    new = _new_addresses(session, gone, stays)
    return [
        f"e-mail addresses: {', '.join(clean(one.address) for one in new) or 'none that is new'}",
        f"user notes: {count(Note, Note.kind == NoteKind.USER, Note.deleted_at.is_(None))}",
        f"labels: {count(Label)}, less those that customer {stays.id} has already",
        f"services and domains: {count(Service)}",
        f"open orders: {count(Purchase, _open())}; {count(Purchase, ~_open())} others stay with their documents",
        f"wallet: {money} goes over, {Money(stays.wallet, stays.currency)} → {after}",
        f"customer {gone.id} ({clean(gone.username)}) is deleted; its id and name find {stays.id} then",
    ]


def _open() -> ColumnElement[bool]:
    """Purchases that are not finished: not carried out, or not paid."""
    due = Purchase.price > Purchase.paid_amount
    return or_(Purchase.status.in_(_OPEN), (Purchase.status == PurchaseStatus.ACTIVATED) & due)


def _new_addresses(session: Session, gone: Customer, stays: Customer) -> Sequence[Email]:
    theirs = select(Email.address_key).where(Email.customer_id == stays.id)
    mine = select(Email).where(Email.customer_id == gone.id, Email.address_key.not_in(theirs))
    return session.scalars(mine.order_by(Email.id)).all()


def _addresses(session: Session, actor: Actor, gone: Customer, stays: Customer) -> None:
    """The addresses go over as additional ones, with their subscription; the history of consent stays where it was."""
    for old in _new_addresses(session, gone, stays):
        email = session.get_one(Email, emails.insert(session, stays.id, old.address, EmailKind.ADDITIONAL))
        if old.marketing == Marketing.SUBSCRIBED:
            email.marketing = old.marketing
            reason = f"taken over from customer {gone.id}"
            subscriptions.record(session, actor, email, Marketing.UNSUBSCRIBED, reason=reason, automatic=True)
    session.execute(update(Email).where(Email.customer_id == gone.id).values(released_at=clock.now()))


def _records(session: Session, gone: Customer, stays: Customer) -> None:
    """User notes, labels and services; of two values for one label the one of the customer who stays is kept."""
    session.execute(
        update(Note).where(Note.customer_id == gone.id, Note.kind == NoteKind.USER).values(customer_id=stays.id)
    )
    on_user = Label.resource == LabelResource.USERS
    known = select(Label.component_id).where(Label.object_id == stays.id, on_user)
    session.execute(
        update(Label)
        .where(Label.customer_id == gone.id, on_user, Label.component_id.not_in(known))
        .values(customer_id=stays.id, object_id=stays.id)
    )
    session.execute(delete(Label).where(Label.customer_id == gone.id, on_user))
    session.execute(
        update(Label)
        .where(Label.customer_id == gone.id, Label.resource == LabelResource.SERVICES)
        .values(customer_id=stays.id)
    )
    mine = select(func.count()).select_from(Service).where(Service.customer_id == gone.id)
    live = session.scalar(mine.where(Service.status != ServiceStatus.TERMINATED)) or 0
    session.execute(
        update(Service).where(Service.customer_id == gone.id).values(customer_id=stays.id, version=Service.version + 1)
    )
    gone.products_count -= live
    stays.products_count += live


def _orders(session: Session, gone: Customer, stays: Customer) -> None:
    """Open orders, for the main profile of the one who stays, with documents (as printed), notes and labels."""
    main = select(Profile.id).where(Profile.customer_id == stays.id, Profile.main, Profile.deleted_at.is_(None))
    ids = session.scalars(select(Purchase.id).where(Purchase.customer_id == gone.id, _open()).with_for_update()).all()
    for model, link in ((Document, Document.purchase_id), (Note, Note.purchase_id)):
        session.execute(update(model).where(link.in_(ids)).values(customer_id=stays.id))
    session.execute(
        update(Label)
        .where(Label.resource == LabelResource.ORDERS, Label.object_id.in_(ids))
        .values(customer_id=stays.id)
    )
    session.execute(
        update(Purchase)
        .where(Purchase.id.in_(ids))
        .values(customer_id=stays.id, profile_id=session.scalar(main), version=Purchase.version + 1)
    )


def _affiliates(session: Session, gone: Customer, stays: Customer) -> None:
    """Whom the merged one brought, the other has brought now, unless that would close a ring (R205)."""
    above: int | None = stays.referred_by
    on_the_way: set[int] = {stays.id}
    while above is not None and above not in on_the_way:
        on_the_way.add(above)
        above = session.scalar(select(Customer.referred_by).where(Customer.id == above))
    brought = Customer.referred_by == gone.id
    session.execute(update(Customer).where(brought, Customer.id.in_(on_the_way)).values(referred_by=None))
    session.execute(update(Customer).where(brought).values(referred_by=stays.id))
    row = session.get(Affiliate, gone.id)
    if row is not None and row.ended_at is None:
        row.ended_at = clock.now()
        row.version += 1
    gone.affiliate = False


def _money(session: Session, actor: Actor, gone: Customer, stays: Customer) -> None:
    """Two ledger entries: what leaves one wallet comes to the other (P1)."""
    minor = gone.wallet
    if minor:
        for customer, amount, note in (
            (gone, -minor, f"merged into customer {stays.id}"),
            (stays, minor, f"from customer {gone.id}, which was merged"),
        ):
            wallet.move(session, actor, customer, MovementKind.CORRECTION, amount, note, "merge wallets")


def _delete(session: Session, gone: Customer, stays: Customer) -> None:
    """Deletes the merged one; who was merged into it before finds the other now, and so does an import."""
    session.execute(update(Customer).where(Customer.merged_into == gone.id).values(merged_into=stays.id))
    gone.merged_into, gone.deleted_at = stays.id, clock.now()
    gone.version += 1
    stays.version += 1
    for table in (PersonalLink, Presence, QueueHolder):
        session.execute(delete(table).where(table.customer_id == gone.id))
    session.execute(
        update(ImportKey).where(ImportKey.kind == "customers", ImportKey.row_id == gone.id).values(row_id=stays.id)
    )
    session.flush()
