"""Companies of a customer: profiles of type Company (R101-R105)."""

from dataclasses import asdict, dataclass, fields

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Customer, Profile
from billia_tui.db.paging import fetch
from billia_tui.errors import NotFound
from billia_tui.operations.actor import Actor
from billia_tui.operations.cleaned import cleaned
from billia_tui.operations.customers import naming
from billia_tui.operations.input import Fields, check_seen
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import of_customer, the_customer
from billia_tui.operations.requests import Request
from billia_tui.paging import Page, Window
from billia_tui.text import clean
from billia_tui.vocabulary import ProfileType


@dataclass(frozen=True, slots=True)
class CompanyData:
    """The fields of a company, as typed or as stored (R102)."""

    company_name: str = ""
    company_number: str = ""
    vat_number: str = ""
    responsible_person: str = ""
    country: str = ""
    city: str = ""
    address: str = ""
    postcode: str = ""
    phone: str = ""


COMPANY_FIELDS = tuple(field.name for field in fields(CompanyData))


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company as it is shown; `stored` is for the edit form alone."""

    id: int
    name: str
    number: str
    vat_number: str
    country: str
    city: str
    main: bool
    stored: CompanyData
    version: int


def page(session: Session, actor: Actor, customer_id: int, window: Window) -> Page[CompanyRow]:
    """The companies of a customer in the order in which they were added."""
    statement = of_customer(
        select(Profile).where(Profile.type == ProfileType.COMPANY, Profile.deleted_at.is_(None)),
        actor,
        customer_id,
        Profile.customer_id,
    )
    return fetch(session, statement, [Profile.__table__.c.id], window, lambda row: _row(row[0]))


def add(session: Session, actor: Actor, customer_id: int, data: CompanyData, *, request_key: str | None = None) -> int:
    """Adds a company; the first one becomes the main profile (R102, R104). Gives its id.

    Raises:
        Forbidden, NotFound, Invalid (every mistake at its field), Refused (key used for another request).
    """
    require(actor, Right.EDIT)
    request = Request(request_key, "add company", customer_id, asdict(data))
    customer = the_customer(session, actor, customer_id)
    if (known := request.answered(session)) is not None:
        return known
    profile_id = insert_company(session, actor, customer, checked(data))
    naming.renamed(session, customer)
    return request.remember(session, profile_id)


def edit(
    session: Session,
    actor: Actor,
    customer_id: int,
    company_id: int,
    data: CompanyData,
    *,
    seen: int | None = None,
) -> bool:
    """Changes a company; tells whether anything changed.

    Raises:
        Forbidden, NotFound, Invalid, Conflict (saved by someone else since the version `seen`).
    """
    require(actor, Right.EDIT)
    customer = the_customer(session, actor, customer_id)
    profile = _company(session, customer, company_id)
    stored = _stored(profile)
    check_seen(seen, profile.version, "company", asdict(stored))
    before, after = log.changed(asdict(stored), asdict(checked(data)))
    if not after:
        return False
    profile.put(after)
    profile.title = profile.company_name
    log.write(session, actor, customer.id, ("company", profile.id), "edit company", before=before, after=after)
    naming.renamed(session, customer)
    return True


def delete(session: Session, actor: Actor, customer_id: int, company_id: int) -> None:
    """Takes a company off the list; purchases and documents keep it (R105).

    If it was the main profile, the oldest other company becomes it, else the person (R104, R155).

    Raises:
        Forbidden, NotFound.
    """
    require(actor, Right.EDIT)
    customer = the_customer(session, actor, customer_id)
    profile = _company(session, customer, company_id)
    profile.deleted_at = clock.now()
    was_main, profile.main = profile.main, False
    before = {"company_name": profile.company_name}
    log.write(session, actor, customer.id, ("company", profile.id), "delete company", before=before)
    session.flush()
    if was_main:
        others = select(Profile).where(Profile.customer_id == customer.id, Profile.deleted_at.is_(None))
        heir = session.scalars(others.order_by(Profile.type != ProfileType.COMPANY, Profile.id).limit(1)).one()
        heir.main = True
        log.write(session, actor, customer.id, ("profile", heir.id), "make main", after={"main": True})
    naming.renamed(session, customer)


def insert_person(session: Session, customer: Customer) -> None:
    """Stores the Person profile that every customer has from the start, as the main one (R153)."""
    name = f"{customer.first_name} {customer.last_name}"
    session.add(
        Profile(
            customer_id=customer.id,
            title=name,
            type=ProfileType.PERSON,
            main=True,
            contact_person=name,
            created_at=clock.now(),
        )
    )
    session.flush()


def insert_company(session: Session, actor: Actor, customer: Customer, data: CompanyData) -> int:
    """Stores a checked company, with its log line; the first one becomes main (R104). Gives its id."""
    mine = (Profile.customer_id == customer.id, Profile.deleted_at.is_(None))
    first = not session.scalar(select(Profile.id).where(*mine, Profile.type == ProfileType.COMPANY).limit(1))
    if first:
        session.execute(update(Profile).where(*mine, Profile.main).values(main=False))
    profile = Profile(
        customer_id=customer.id,
        title=data.company_name,
        type=ProfileType.COMPANY,
        main=first,
        created_at=clock.now(),
        **asdict(data),
    )
    session.add(profile)
    session.flush()
    filled = {name: value for name, value in asdict(data).items() if value}
    log.write(session, actor, customer.id, ("company", profile.id), "add company", after=filled | {"main": first})
    return profile.id


def checked(data: CompanyData) -> CompanyData:
    """The fields as they are stored; raises Invalid with all mistakes (R102)."""
    read = Fields()
    values = CompanyData(
        company_name=read.line("company_name", data.company_name, required=True),
        company_number=read.line("company_number", data.company_number, required=True),
        vat_number=read.line("vat_number", data.vat_number),
        responsible_person=read.line("responsible_person", data.responsible_person),
        country=read.country("country", data.country),
        city=read.line("city", data.city, required=True),
        address=read.line("address", data.address, required=True),
        postcode=read.line("postcode", data.postcode, limit=20),
        phone=read.phone("phone", data.phone),
    )
    read.done()
    return values


def _company(session: Session, customer: Customer, company_id: int) -> Profile:
    profile = session.get(Profile, company_id)
    if (
        profile is None
        or profile.customer_id != customer.id
        or profile.type != ProfileType.COMPANY
        or profile.deleted_at is not None
    ):
        raise NotFound("this company was deleted meanwhile")
    return profile


def _stored(profile: Profile) -> CompanyData:
    return CompanyData(**{name: getattr(profile, name) for name in COMPANY_FIELDS})


def _row(profile: Profile) -> CompanyRow:
    return cleaned(
        CompanyRow,
        profile,
        name=clean(profile.company_name),
        number=clean(profile.company_number),
        stored=_stored(profile),
    )
