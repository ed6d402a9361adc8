"""Importing customers: new ones in bulk, known ones by `customers.edit` (R3, R75, R76, R149, R186)."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import identifiers
from billia_tui.db.models import Customer, Email, Profile, Reseller
from billia_tui.operations.actor import Actor
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import naming
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kinds.customers.left import bring_along
from billia_tui.operations.imports.kinds.customers.rows import Imported, insert_all
from billia_tui.operations.imports.kinds.customers.values import read
from billia_tui.operations.imports.kinds.kind import Batch, Item, Mistakes, RecordKind, Updated, named, those_in
from billia_tui.operations.imports.kinds.sources import USERNAME
from billia_tui.operations.imports.mapping.cell_values import Cells
from billia_tui.operations.imports.mapping.columns import Values
from billia_tui.operations.permissions import Right
from billia_tui.operations.reach import reached, the_customer
from billia_tui.vocabulary import EmailKind, ProfileType

_COMPANY = ("company_name", "company_number", "vat_number")


class Customers(RecordKind):
    """A customer is known by the `id` of its source; without one by its username, which is the e-mail by default."""

    name = KindName.CUSTOMERS
    model = Customer
    right = Right.EDIT

    def __init__(self) -> None:
        self._new: list[naming.New] = []
        """Those who were stored last."""

    def identity(self, values: Values) -> str:
        """See `Kind`."""
        if "id" in values:
            return named(values)
        return USERNAME + _username_key(values)

    def claims(self, item: Item) -> list[tuple[str, str]]:
        """Username and registration e-mail."""
        return [("username", _username_key(item.values)), ("email", _email_key(item.values))]

    def adopted(self, session: Session, actor: Actor, _batch: Batch, items: Sequence[Item]) -> dict[str, int]:
        """Customers of the same username: if the file has no ids, or if the id is our own, as in our exports."""
        keys = {_username_key(item.values): item for item in items}
        statement = select(Customer.username_key, Customer.id).where(reached(actor))
        found = {}
        for key, customer_id in those_in(session, statement, Customer.username_key, keys):
            item = keys[key]
            if item.values.get("id", str(customer_id)).strip() == str(customer_id):
                found[item.identity] = int(customer_id)
        return found

    def insert(self, session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> list[int | Mistakes]:
        """See `Kind`."""
        usernames = {key for what, key in batch.claimed if what == "username"} | _usernames(session, items)
        emails = {key for what, key in batch.claimed if what == "email"} | _registered(session, items)
        resellers: dict[str, object] = {}
        made: list[Imported | Mistakes] = []
        for item in items:
            cells = Cells()
            new = read(session, actor, cells, item.values, resellers)
            username, email = _username_key(item.values), _email_key(item.values)
            if username in usernames:
                cells.errors.setdefault(_username_field(item.values), "is taken by another customer")
            if email in emails:
                cells.errors.setdefault("email", "is the registration e-mail of another customer")
            if cells.errors or new is None:
                made.append(cells.errors)
                continue
            usernames.add(username)
            emails.add(email)
            made.append(new)
        good = [new for new in made if isinstance(new, Imported)]
        self._new = insert_all(session, actor, batch.reason, good)
        ids = iter(self._new)
        return [next(ids).id if isinstance(new, Imported) else new for new in made]

    def alike(self, session: Session, actor: Actor, row_ids: Sequence[int]) -> dict[int, str]:
        """Other customers whose usernames only look like these, or who have the same company (R210)."""
        asked = set(row_ids)
        return naming.lookalikes(session, actor, [one for one in self._new if one.id in asked])

    def update(self, session: Session, actor: Actor, batch: Batch, item: Item, row_id: int) -> Updated:
        """Contact data follow the file (R75); what has operations of its own is told, or brought along (R236)."""
        wanted = {name: item.values[name] for name in customers.EDITABLE if name in item.values}
        changed = customers.edit(session, actor, row_id, wanted)
        customer = session.get_one(Customer, row_id)
        stored = {"username": customer.username, "currency": customer.currency, **_elsewhere(session, row_id)}
        stored["reseller"] = session.scalars(select(Reseller.name).where(Reseller.id == customer.reseller_id)).one()
        fixed = tuple(name for name, text in stored.items() if item.values.get(name, "").strip() not in {"", text})
        more = bring_along(session, actor, batch, item.values, customer)
        return Updated(bool(changed) or more.changed, (*fixed, *more.fixed), more.left)

    def bring_along(self, session: Session, actor: Actor, batch: Batch, item: Item, row_id: int) -> Updated:
        """See `RecordKind`."""
        customer = the_customer(session, actor, row_id)
        return replace(bring_along(session, actor, batch, item.values, customer), fixed=())


def _username_key(values: Values) -> str:
    return identifiers.username_key(values.get("username", "").strip() or values["email"].strip())


def _username_field(values: Values) -> str:
    return "username" if values.get("username", "").strip() else "email"


def _email_key(values: Values) -> str:
    return identifiers.address_key(values["email"].strip())


def _usernames(session: Session, items: Sequence[Item]) -> set[str]:
    """Those of the usernames that customers have."""
    statement = select(Customer.username_key).where(Customer.deleted_at.is_(None))
    keys = (_username_key(item.values) for item in items)
    return {row[0] for row in those_in(session, statement, Customer.username_key, keys)}


def _registered(session: Session, items: Sequence[Item]) -> set[str]:
    """Those of the e-mails that are registration addresses (R92)."""
    statement = select(Email.address_key).where(Email.kind == EmailKind.REGISTRATION, Email.released_at.is_(None))
    keys = (_email_key(item.values) for item in items)
    return {row[0] for row in those_in(session, statement, Email.address_key, keys)}


def _elsewhere(session: Session, customer_id: int) -> dict[str, str]:
    """Registration e-mail and main company of a customer, by field."""
    address = select(Email.address).where(Email.customer_id == customer_id, Email.kind == EmailKind.REGISTRATION)
    company = select(*(getattr(Profile, name) for name in _COMPANY)).where(
        Profile.customer_id == customer_id,
        Profile.main,
        Profile.type == ProfileType.COMPANY,
        Profile.deleted_at.is_(None),
    )
    row = session.execute(company).one_or_none()
    return {"email": session.scalar(address) or "", **dict(zip(_COMPANY, row or ("", "", ""), strict=True))}
