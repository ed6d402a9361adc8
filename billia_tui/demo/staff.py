"""Resellers and admins of the demo store."""

import json
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import Admin, LogEntry, Reseller, ResellerAccess
from billia_tui.vocabulary import AdminStatus, Role


class Owner(NamedTuple):
    """A reseller as rows of customers need it."""

    id: int
    name: str
    key: str


class Staff(NamedTuple):
    """The resellers, "default" first, and the ids of the admins of "default" by role."""

    owners: tuple[Owner, ...]
    admins: dict[Role, int]


_RESELLERS = (
    ("NorthHost", "north.example.net", "password"),
    ("SouthNet", "south.example.net", "password, authorization code"),
    ("Ångström Cloud", "", "client credentials"),
)
"""Name, panel domain, grant types. SouthNet also reaches NorthHost, Ångström Cloud is a Master."""

_ADMINS = (
    ("ben", "Ben", "Okafor", Role.SUPPORT),
    ("chloe", "Chloé", "Marchand", Role.SALES),
    ("dev", "Dev", "Patel", Role.MARKETING),
    ("eva", "Eva", "Lindqvist", Role.TECH),
)
_DEVELOPERS = frozenset({"eva"})
_LEFT = ("finn", "Finn", "Aalto", Role.SUPPORT)
"""No longer with us: inactive (R181)."""


def hire(session: Session, admin: str, at: datetime) -> Staff:
    """Adds the resellers, `admin` as the first Administrator, one admin a role, one inactive, and one of NorthHost."""
    default, others = _resellers(session)
    admins = {Role.ADMINISTRATOR: _admin(session, default, admin, "", "", Role.ADMINISTRATOR, at)}
    session.add(
        LogEntry(
            at=at,
            admin_id=admins[Role.ADMINISTRATOR],
            object="admin",
            object_id=admins[Role.ADMINISTRATOR],
            action="first admin",
            after=json.dumps({"username": admin}, ensure_ascii=False, separators=(",", ":")),
        )
    )
    for username, first, last, role in _ADMINS:
        if username != admin.casefold():  # the first Administrator may be called so
            admins[role] = _admin(session, default, username, first, last, role, at)
    if admin.casefold() != _LEFT[0]:
        _admin(session, default, *_LEFT, at, status=AdminStatus.INACTIVE)
    if admin.casefold() != "north":
        _admin(session, others[0], "north", "Nora", "Thorsen", Role.SUPPORT, at)
    owners = tuple(Owner(reseller.id, reseller.name, reseller.name_key) for reseller in (default, *others))
    return Staff(owners, {role: admins.get(role, admins[Role.ADMINISTRATOR]) for role in Role})


def _resellers(session: Session) -> tuple[Reseller, list[Reseller]]:
    """The business itself, and the others."""
    default = session.scalars(select(Reseller).where(Reseller.name_key == "default")).one()
    others = [
        Reseller(name=name, name_key=name.casefold(), panel_domain=domain, grant_types=grants)
        for name, domain, grants in _RESELLERS
    ]
    north, south, cloud = others
    cloud.master = True
    session.add_all(others)
    session.flush()
    session.add(ResellerAccess(reseller_id=south.id, reaches_id=north.id))
    return default, others


def _admin(
    session: Session,
    owner: Reseller,
    username: str,
    first: str,
    last: str,
    role: Role,
    at: datetime,
    status: AdminStatus = AdminStatus.ACTIVE,
) -> int:
    admin = Admin(
        username=username,
        username_key=username.casefold(),
        first_name=first,
        last_name=last,
        reseller_id=owner.id,
        role=role,
        status=status,
        developer=username in _DEVELOPERS,
        created_at=at,
    )
    session.add(admin)
    session.flush()
    return admin.id
