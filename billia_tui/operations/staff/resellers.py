"""Resellers: owners of customers, and who reaches whose (R54, R184)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, delete, insert, select, true
from sqlalchemy.orm import Session

from billia_tui.db.models import Admin, Customer, Reseller, ResellerAccess
from billia_tui.db.paging import count, fetch
from billia_tui.errors import Forbidden, Invalid, NotFound, Refused
from billia_tui.operations.actor import Actor, load
from billia_tui.operations.input import Fields
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.requests import Request
from billia_tui.operations.services.host_names import why_no_host
from billia_tui.operations.staff.reseller_name import shown_name
from billia_tui.paging import Count, Page, Window
from billia_tui.text import clean, storable

COUNT_CAP = 1000
"""Where the count of customers stops."""

ALL_ONLY = "only an Administrator who reaches all resellers can do this"


@dataclass(frozen=True, slots=True)
class NewReseller:
    """A reseller to add.

    `panel_domain` is where its customers find their panel, `grant_types` what they sign in with there, as text.
    """

    name: str = ""
    master: bool = False
    panel_domain: str = ""
    grant_types: str = ""


@dataclass(frozen=True, slots=True)
class ResellerRow:
    """A reseller as it is shown (R184). A master reaches all.

    Any other one reaches those in `reaches`, and with `unseen` some that the acting admin does not reach.
    """

    id: int
    name: str
    master: bool
    reaches: tuple[str, ...]
    unseen: bool
    panel_domain: str
    grant_types: str

    @property
    def access(self) -> str:
        """Whose customers its admins reach besides their own, in words."""
        if self.master:
            return "all, later ones too"
        return ", ".join([*self.reaches, *["others"] * self.unseen]) or "only its own"


@dataclass(frozen=True, slots=True)
class ResellerDetails:
    """A reseller, with how many customers and admins it has."""

    row: ResellerRow
    customers: Count
    admins: Count


def choices(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """The resellers that the admin reaches, as (id, name), "Default" first."""
    statement = select(Reseller.id, Reseller.name).where(_reached(actor))
    found = session.execute(statement.order_by(Reseller.name_key != "default", Reseller.name_key))
    return [(row.id, shown_name(row.name)) for row in found]


def named(session: Session, actor: Actor, name: str) -> Reseller:
    """The reseller called `name`, case ignored; raises Invalid at `reseller` if the admin does not reach it."""
    key = name.strip().casefold()
    statement = select(Reseller).where(Reseller.name_key == key, _reached(actor))
    reseller = session.scalar(statement) if storable(key) else None
    if reseller is None:
        raise Invalid({"reseller": f"there is no reseller {clean(name)!r}"})
    return reseller


def page(session: Session, actor: Actor, window: Window) -> Page[ResellerRow]:
    """The resellers that the admin reaches, in the order in which they were added, "Default" first (R184)."""
    require(actor, Right.STAFF)
    found = fetch(
        session, select(Reseller).where(_reached(actor)), [Reseller.__table__.c.id], window, lambda row: row[0]
    )
    reaches = _reaches(session, [reseller.id for reseller in found.rows])
    rows = tuple(_row(actor, reseller, reaches.get(reseller.id, {})) for reseller in found.rows)
    return Page(rows, found.keys, found.more)


def details(session: Session, actor: Actor, reseller_id: int) -> ResellerDetails:
    """One reseller, its customers and admins counted up to a cap; raises Forbidden, NotFound."""
    require(actor, Right.STAFF)
    reseller = session.scalar(select(Reseller).where(Reseller.id == reseller_id, _reached(actor)))
    if reseller is None:
        raise NotFound(f"there is no reseller {reseller_id}")
    reaches = _reaches(session, [reseller.id]).get(reseller.id, {})
    customers = select(Customer.id).where(Customer.reseller_id == reseller.id, Customer.deleted_at.is_(None))
    admins = select(Admin.id).where(Admin.reseller_id == reseller.id)
    return ResellerDetails(
        _row(actor, reseller, reaches),
        count(session, customers, at_most=COUNT_CAP),
        count(session, admins, at_most=COUNT_CAP),
    )


def find(session: Session, actor: Actor, name: str) -> int:
    """The id of the reseller called `name`, case ignored; raises Forbidden, Invalid."""
    require(actor, Right.STAFF)
    return named(session, actor, name).id


def add(session: Session, actor: Actor, new: NewReseller, *, request_key: str | None = None) -> int:
    """Adds a reseller that reaches its own customers, or all if it is a master; gives its id.

    Raises:
        Forbidden (also for admins who do not reach all), Invalid, Refused (key used for another request).
    """
    _require_all(actor)
    request = Request(request_key, "add reseller", asdict(new))
    if (known := request.answered(session)) is not None:
        return known
    read = Fields()
    name = read.line("name", new.name, required=True)
    if "name" not in read.errors and session.scalar(select(Reseller.id).where(Reseller.name_key == name.casefold())):
        read.errors["name"] = "is taken by another reseller"
    domain = read.line("panel_domain", new.panel_domain)
    if domain and "panel_domain" not in read.errors and (wrong := why_no_host(domain)):
        read.errors["panel_domain"] = wrong
    grants = read.line("grant_types", new.grant_types)
    read.done()
    reseller = Reseller(name=name, name_key=name.casefold(), master=new.master, panel_domain=domain, grant_types=grants)
    session.add(reseller)
    session.flush()
    after = {"name": name, "master": new.master, "panel_domain": domain}
    log.about(session, actor, reseller, "add reseller", after=after)
    return request.remember(session, reseller.id)


def set_access(session: Session, actor: Actor, reseller_id: int, reaches: Iterable[int]) -> bool:
    """Sets which other resellers' customers the admins of one reach; tells whether anything changed (R184).

    Raises:
        Forbidden (also for admins who do not reach all), NotFound, Refused (a master reaches all anyway).
    """
    _require_all(actor)
    load(session, actor.admin_id, hold=True)  # before the reseller: its own admins are about to be locked in that order
    reseller = session.scalar(select(Reseller).where(Reseller.id == reseller_id).with_for_update(key_share=True))
    wanted = set(reaches) - {reseller_id}
    names = dict(session.execute(select(Reseller.id, Reseller.name).where(Reseller.id.in_(wanted))).all())
    unknown = sorted({reseller_id, *wanted} - {*names, *([reseller.id] if reseller else [])})
    if reseller is None or unknown:
        raise NotFound(f"there is no reseller {unknown[0]}")
    if reseller.master:
        raise Refused(f"{shown_name(reseller.name)} is a master and reaches all anyway", rule="R184")
    before = _reaches(session, [reseller_id]).get(reseller_id, {})
    session.execute(delete(ResellerAccess).where(ResellerAccess.reseller_id == reseller_id))
    if wanted:
        rows = [{"reseller_id": reseller_id, "reaches_id": other} for other in sorted(wanted)]
        session.execute(insert(ResellerAccess), rows)
    after = _reaches(session, [reseller_id]).get(reseller_id, {})
    if before == after:
        return False
    old, new = {"reaches": ", ".join(before.values())}, {"reaches": ", ".join(after.values())}
    log.write(session, actor, None, ("reseller", reseller_id), "set access", before=old, after=new)
    return True


def why_not_set_access(row: ResellerRow) -> str | None:
    """Why nothing can be set for a reseller; None if it can."""
    return f"{row.name} is a master and reaches all anyway" if row.master else None


def _reached(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.reach is None else Reseller.id.in_(sorted(actor.reach))


def _require_all(actor: Actor) -> None:
    """Whoever reaches a part could give itself the rest."""
    require(actor, Right.STAFF)
    if actor.reach is not None:
        raise Forbidden(ALL_ONLY)


def _reaches(session: Session, reseller_ids: Sequence[int]) -> dict[int, dict[int, str]]:
    """What some resellers reach: the shown names by id, for each of them."""
    statement = (
        select(ResellerAccess.reseller_id, Reseller.id, Reseller.name)
        .join(Reseller, Reseller.id == ResellerAccess.reaches_id)
        .where(ResellerAccess.reseller_id.in_(reseller_ids))
        .order_by(Reseller.id)
    )
    found: dict[int, dict[int, str]] = {}
    for reseller_id, other, name in session.execute(statement):
        found.setdefault(reseller_id, {})[other] = shown_name(name)
    return found


def _row(actor: Actor, reseller: Reseller, reaches: Mapping[int, str]) -> ResellerRow:
    seen = tuple(name for other, name in reaches.items() if actor.reach is None or other in actor.reach)
    return ResellerRow(
        reseller.id,
        shown_name(reseller.name),
        reseller.master,
        seen,
        len(seen) < len(reaches),
        clean(reseller.panel_domain),
        clean(reseller.grant_types),
    )
