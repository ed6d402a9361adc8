"""Adding, editing and deleting customers (R44, R45, R75, R76, R148-R152)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from billia_tui import clock, identifiers
from billia_tui.db import search
from billia_tui.db.models import Customer, Email, Purchase, Reseller, Service
from billia_tui.errors import Invalid, Refused
from billia_tui.money import Money, exponent
from billia_tui.operations.actor import Actor
from billia_tui.operations.customers import companies, emails, naming, status
from billia_tui.operations.input import Fields, check_seen
from billia_tui.operations.log import lines as log
from billia_tui.operations.messages import writing
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import the_customer
from billia_tui.operations.requests import Request
from billia_tui.operations.staff import resellers
from billia_tui.vocabulary import EmailKind, LinkPurpose, PurchaseStatus, ServiceStatus


class AfterAdding(StrEnum):
    """What happens with a new customer (R150)."""

    SEND_ACTIVATION = "send activation e-mail"
    ACTIVATE = "activate now"
    NOTHING = "neither"


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """The fields of "add a customer", as typed (R149). A company is added if any of its fields is filled in."""

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    country: str = ""
    currency: str = ""
    reseller: str = "default"
    username: str = ""
    phone: str = ""
    city: str = ""
    address: str = ""
    postcode: str = ""
    company_name: str = ""
    company_number: str = ""
    vat_number: str = ""


@dataclass(frozen=True, slots=True)
class ContactData:
    """What "edit" changes (R75), exactly as stored; `version` is what the form must bring back."""

    first_name: str
    last_name: str
    phone: str
    country: str
    city: str
    address: str
    postcode: str
    version: int = 0


EDITABLE = tuple(field.name for field in fields(ContactData) if field.name != "version")


def contact_data(session: Session, actor: Actor, customer_id: int) -> ContactData:
    """The fields of the edit form, as stored and not cleaned: a form must give back what it was not asked to change."""
    customer = the_customer(session, actor, customer_id, lock=False)
    return ContactData(**{name: getattr(customer, name) for name in EDITABLE}, version=customer.version)


def edit(
    session: Session, actor: Actor, customer_id: int, changes: Mapping[str, str], *, seen: int | None = None
) -> list[str]:
    """Changes contact data (R75, R76).

    Args:
        session: a writing transaction.
        actor: the acting admin.
        customer_id: whose data.
        changes: new values by field, of EDITABLE; others stay.
        seen: the version that the form read; None overwrites whatever is there.

    Returns:
        The names of the fields that changed.

    Raises:
        Forbidden, NotFound, Invalid, Conflict (with the fresh values, R189).
    """
    require(actor, Right.EDIT)
    customer = the_customer(session, actor, customer_id)
    stored = {name: getattr(customer, name) for name in EDITABLE}
    check_seen(seen, customer.version, "customer", stored)
    wanted = _checked_contact({**stored, **changes}, keep=stored)
    before, after = log.changed(stored, wanted)
    if not after:
        return []
    customer.put(after)
    customer.phone_e164 = identifiers.e164(customer.phone, customer.country)
    naming.renamed(session, customer)
    log.about(session, actor, customer, "edit", before=before, after=after)
    return list(after)


def add(
    session: Session,
    actor: Actor,
    new: NewCustomer,
    *,
    then: AfterAdding = AfterAdding.SEND_ACTIVATION,
    request_key: str | None = None,
) -> int:
    """Adds a customer; it starts Inactive (R3, R148-R152).

    Returns:
        The id of the customer.

    Raises:
        Forbidden, Invalid (every mistake at its field), Refused (key used for another request).
    """
    require(actor, Right.EDIT)
    if then == AfterAdding.ACTIVATE:
        require(actor, Right.STATUS)
    request = Request(request_key, "add customer", asdict(new), then)
    if (known := request.answered(session)) is not None:
        return known
    values, reseller = checked_new(session, actor, new)
    customer = Customer(
        **{name: values[name] for name in (*EDITABLE, "currency", "username")},
        username_key=identifiers.username_key(values["username"]),
        phone_e164=identifiers.e164(values["phone"], values["country"]),
        created_at=clock.now(),
        reseller_id=reseller.id,
        reseller_key=reseller.name_key,
        name="",
        name_key="",
    )
    session.add(customer)
    session.flush()
    emails.insert(session, customer.id, values["email"], EmailKind.REGISTRATION)
    companies.insert_person(session, customer)
    log.about(session, actor, customer, "add", after=_logged(values, reseller))
    if values["company_name"]:
        company = companies.CompanyData(
            **{name: values[name] for name in ("company_name", "company_number", "vat_number")},
            **{name: values[name] for name in ("country", "city", "address", "postcode", "phone")},
        )
        companies.insert_company(session, actor, customer, company)
    naming.renamed(session, customer)
    if then == AfterAdding.ACTIVATE:
        status.activate(session, actor, customer.id)
    elif then == AfterAdding.SEND_ACTIVATION:
        writing.send_link(session, customer, LinkPurpose.ACTIVATION)
        log.about(session, actor, customer, "send activation e-mail")
    return request.remember(session, customer.id)


def obstacles(session: Session, actor: Actor, customer_id: int) -> list[str]:
    """What stands in the way of deleting the customer (R44), in words; empty if nothing does."""
    require(actor, Right.DELETE)
    return _obstacles(session, the_customer(session, actor, customer_id, lock=False))


def delete(session: Session, actor: Actor, customer_id: int, *, typed_username: str) -> None:
    """Deletes a customer (R44): hides it, frees username and e-mail, keeps purchases, documents and log (R45).

    Raises:
        Forbidden, NotFound, Refused (with all that stands in the way), Invalid (username typed wrongly).
    """
    require(actor, Right.DELETE)
    customer = the_customer(session, actor, customer_id)
    refuse_to_delete(session, customer)
    if identifiers.username_key(typed_username.strip()) != customer.username_key:
        raise Invalid({"username": "is not the username of this customer"})
    customer.deleted_at = clock.now()
    session.execute(update(Email).where(Email.customer_id == customer.id).values(released_at=clock.now()))
    session.flush()
    search.refresh(session, [customer.id])
    log.about(session, actor, customer, "delete", before={"username": customer.username})


def refuse_to_delete(session: Session, customer: Customer) -> None:
    """Raises Refused with all that stands in the way of deleting this customer (R44)."""
    in_the_way = _obstacles(session, customer)
    if in_the_way:
        raise Refused("cannot be deleted: " + "; ".join(in_the_way), rule="R44")


def checked_new(session: Session, actor: Actor, new: NewCustomer) -> tuple[dict[str, str], Reseller]:
    """The values of a new customer, ready to be stored, and its reseller; raises Invalid with all mistakes."""
    read, values = checked_fields({name: getattr(new, name) for name in NewCustomer.__dataclass_fields__})
    reseller = read.collect(lambda: resellers.named(session, actor, new.reseller), None)
    _check_unique(session, read, values)
    read.done()
    if reseller is None:  # not reached: `done` has raised
        raise Invalid({"reseller": "is required"})
    return values, reseller


def checked_fields(
    typed: Mapping[str, str], *, imported: Mapping[str, str] | None = None
) -> tuple[Fields, dict[str, str]]:
    """What can be said without the store of the fields of a `NewCustomer`: the mistakes so far, and what is stored.

    An `imported` company may lack its number, and what the file's cells for its place lack: other systems do not ask.
    """
    values = dict(typed)
    read = Fields()
    values |= read.collect(lambda: _checked_contact(typed), {})
    values["email"] = read.email("email", typed["email"])
    values["username"] = read.line("username", typed["username"]) or values["email"]
    values["currency"] = read.line("currency", typed["currency"], required=True).upper()
    if "currency" not in read.errors:
        read.check("currency", lambda: exponent(values["currency"]))
    _check_company(read, values, imported=imported)
    return read, values


def _check_company(read: Fields, values: dict[str, str], *, imported: Mapping[str, str] | None) -> None:
    names = ("company_name", "company_number", "vat_number")
    if any(values[name].strip() for name in names):
        for name in names:
            required = name == "company_name" or (name == "company_number" and imported is None)
            values[name] = read.line(name, values[name], required=required)
        for name in ("city", "address"):
            if not values[name].strip() and name not in (imported or {}):
                read.errors.setdefault(name, "is required for a company")


def _check_unique(session: Session, read: Fields, values: dict[str, str]) -> None:
    taken = select(Customer.id).where(
        Customer.username_key == identifiers.username_key(values["username"]), Customer.deleted_at.is_(None)
    )
    if "username" not in read.errors and session.scalar(taken):
        read.errors["username" if values["username"] != values["email"] else "email"] = "is taken by another customer"
    if "email" not in read.errors and (wrong := emails.why_taken(session, values["email"])):
        read.errors["email"] = wrong


def _checked_contact(values: Mapping[str, str], *, keep: Mapping[str, str] | None = None) -> dict[str, str]:
    """Contact data as stored. A value equal to the one in `keep` passes as it is: it was not typed now."""
    read = Fields()
    checked = {
        "first_name": read.line("first_name", values["first_name"], required=True),
        "last_name": read.line("last_name", values["last_name"], required=True),
        "phone": read.phone("phone", values["phone"]),
        "country": read.country("country", values["country"]),
        "city": read.line("city", values["city"]),
        "address": read.line("address", values["address"]),
        "postcode": read.line("postcode", values["postcode"], limit=20),
    }
    for name, stored in (keep or {}).items():
        if values[name] == stored and stored.strip():
            read.errors.pop(name, None)
            checked[name] = stored
    read.done()
    return checked


def _obstacles(session: Session, customer: Customer) -> list[str]:
    products = session.scalar(
        select(func.count())
        .select_from(Service)
        .where(Service.customer_id == customer.id, Service.status != ServiceStatus.TERMINATED)
    )
    unpaid = session.scalar(
        select(func.count())
        .select_from(Purchase)
        .where(
            Purchase.customer_id == customer.id,
            ~Purchase.paid,
            Purchase.status != PurchaseStatus.CANCELLED,
        )
    )
    found = []
    if products:
        found.append(f"{products:,} service{'s' * (products != 1)} or domain{'s' * (products != 1)} not Terminated")
    if customer.wallet:
        found.append(f"wallet is {Money(customer.wallet, customer.currency)}, not zero")
    if unpaid:
        found.append(f"{unpaid:,} unpaid purchase{'s' * (unpaid != 1)} not Cancelled")
    return found


def _logged(values: Mapping[str, str], reseller: Reseller) -> dict[str, object]:
    return {**{name: value for name, value in values.items() if value}, "reseller": reseller.name}
