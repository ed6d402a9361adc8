"""Profiles of a customer: persons and companies that purchases are made out to (R103-R105, R153-R157).

The customer may do all of it in the Customer Panel, an admin with the right to edit customers, too.
"""

from dataclasses import asdict, dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Customer, Profile
from billia_tui.db.paging import fetch
from billia_tui.errors import NotFound, Refused, refuse_if
from billia_tui.operations.actor import Actor
from billia_tui.operations.cleaned import cleaned
from billia_tui.operations.customers import companies, naming
from billia_tui.operations.customers.companies import COMPANY_FIELDS, CompanyData
from billia_tui.operations.input import Fields, check_seen
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import of_customer, the_customer
from billia_tui.operations.requests import Request
from billia_tui.paging import Page, Window
from billia_tui.text import clean
from billia_tui.vocabulary import ProfileType


@dataclass(frozen=True, slots=True)
class ProfileData:
    """The fields of a profile, as typed or as stored; those of a company are empty for a person."""

    title: str = ""
    contact_person: str = ""
    contact_data: str = ""
    auto_generate_invoice: bool = True
    company: CompanyData = field(default_factory=CompanyData)

    @property
    def own(self) -> dict[str, object]:
        """The fields that every profile has, by name."""
        return {name: getattr(self, name) for name in OWN_FIELDS}

    @property
    def values(self) -> dict[str, object]:
        """All fields, those of a company too, by name."""
        return self.own | asdict(self.company)


OWN_FIELDS = ("title", "contact_person", "contact_data", "auto_generate_invoice")


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A profile as it is shown; `stored` is for the edit form alone."""

    id: int
    title: str
    type: ProfileType
    main: bool
    contact: str
    auto_generate_invoice: bool
    stored: ProfileData
    version: int


def why_not_delete(row: ProfileRow) -> str | None:
    """Why a profile cannot be deleted (R155), None if it can."""
    return "the main profile cannot be deleted; make another one main first (R155)" if row.main else None


def page(session: Session, actor: Actor, customer_id: int, window: Window) -> Page[ProfileRow]:
    """The profiles of a customer in the order in which they were added (R154)."""
    statement = of_customer(
        select(Profile).where(Profile.deleted_at.is_(None)), actor, customer_id, Profile.customer_id
    )
    return fetch(session, statement, [Profile.__table__.c.id], window, lambda row: _row(row[0]))


def add(
    session: Session,
    actor: Actor,
    customer_id: int,
    kind: ProfileType,
    data: ProfileData,
    *,
    request_key: str | None = None,
) -> int:
    """Adds a profile; a first company becomes the main one by itself (R104). Gives its id.

    Raises:
        Forbidden, NotFound, Invalid (every mistake at its field), Refused (key used for another request).
    """
    require(actor, Right.EDIT, own=customer_id)
    request = Request(request_key, "add profile", customer_id, kind, asdict(data))
    customer = the_customer(session, actor, customer_id)
    if (known := request.answered(session)) is not None:
        return known
    data = _checked(kind, data)
    if kind == ProfileType.COMPANY:
        profile = session.get_one(Profile, companies.insert_company(session, actor, customer, data.company))
        for name, value in data.own.items():
            setattr(profile, name, value)
    else:
        profile = Profile(customer_id=customer.id, type=kind, main=False, created_at=clock.now(), **data.own)
        session.add(profile)
        session.flush()
        log.write(session, actor, customer.id, ("profile", profile.id), "add profile", after=data.own)
    naming.renamed(session, customer)
    return request.remember(session, profile.id)


def edit(
    session: Session, actor: Actor, customer_id: int, profile_id: int, data: ProfileData, *, seen: int | None = None
) -> bool:
    """Changes a profile, whose type stays; tells whether anything changed.

    Raises:
        Forbidden, NotFound, Invalid, Conflict (saved by someone else since the version `seen`).
    """
    require(actor, Right.EDIT, own=customer_id)
    customer = the_customer(session, actor, customer_id)
    profile = _profile(session, customer, profile_id)
    stored = _stored(profile).values
    fresh = {name: value if isinstance(value, str) else "yes" if value else "no" for name, value in stored.items()}
    check_seen(seen, profile.version, "profile", fresh)
    before, after = log.changed(stored, _checked(ProfileType(profile.type), data).values)
    if not after:
        return False
    profile.put(after)
    log.write(session, actor, customer.id, ("profile", profile.id), "edit profile", before=before, after=after)
    naming.renamed(session, customer)
    return True


def delete(session: Session, actor: Actor, customer_id: int, profile_id: int) -> None:
    """Deletes a profile that is not the main one; purchases and documents keep it (R105, R155).

    Raises:
        Forbidden, NotFound, Refused (it is the main one).
    """
    require(actor, Right.EDIT, own=customer_id)
    customer = the_customer(session, actor, customer_id)
    profile = _profile(session, customer, profile_id)
    refuse_if(why_not_delete(_row(profile)), rule="R155")
    profile.deleted_at = clock.now()
    before = {"title": profile.title, "type": profile.type}
    log.write(session, actor, customer.id, ("profile", profile.id), "delete profile", before=before)
    naming.renamed(session, customer)


def make_main(session: Session, actor: Actor, customer_id: int, profile_id: int) -> None:
    """Makes a profile the main one; while there is a company, only a company can be (R155).

    Raises:
        Forbidden, NotFound, Refused.
    """
    require(actor, Right.EDIT, own=customer_id)
    customer = the_customer(session, actor, customer_id)
    profile = _profile(session, customer, profile_id)
    if profile.main:
        raise Refused("this is the main profile already", rule="R155")
    mine = select(Profile).where(Profile.customer_id == customer.id, Profile.deleted_at.is_(None))
    company = session.scalar(mine.where(Profile.type == ProfileType.COMPANY).limit(1))
    if profile.type == ProfileType.PERSON and company is not None:
        raise Refused("while there is a company, only a company can be the main profile (R155)", rule="R155")
    old = session.scalars(mine.where(Profile.main)).one()
    old.main = False
    session.flush()  # there is never more than one
    profile.main = True
    before, after = {"main": clean(old.title)}, {"main": clean(profile.title)}
    log.write(session, actor, customer.id, ("profile", profile.id), "make main", before=before, after=after)
    naming.renamed(session, customer)


def _checked(kind: ProfileType, data: ProfileData) -> ProfileData:
    """The fields as they are stored; a company's title is its name if none is given. Raises Invalid."""
    read = Fields()
    company = CompanyData()
    if kind == ProfileType.COMPANY:
        company = read.collect(lambda: companies.checked(data.company), company)
    title = data.title if data.title.strip() or kind == ProfileType.PERSON else company.company_name
    made = ProfileData(
        read.line("title", title, required=kind == ProfileType.PERSON),
        read.line("contact_person", data.contact_person),
        read.line("contact_data", data.contact_data),
        data.auto_generate_invoice,
        company,
    )
    read.done()
    return made


def _stored(profile: Profile) -> ProfileData:
    company = CompanyData(**{name: getattr(profile, name) for name in COMPANY_FIELDS})
    return ProfileData(**{name: getattr(profile, name) for name in OWN_FIELDS}, company=company)


def _profile(session: Session, customer: Customer, profile_id: int) -> Profile:
    profile = session.get(Profile, profile_id)
    if profile is None or profile.customer_id != customer.id or profile.deleted_at is not None:
        raise NotFound("this profile was deleted meanwhile")
    return profile


def _row(profile: Profile) -> ProfileRow:
    contact = " · ".join(filter(None, [profile.contact_person or profile.responsible_person, profile.contact_data]))
    return cleaned(ProfileRow, profile, contact=clean(contact), stored=_stored(profile))
