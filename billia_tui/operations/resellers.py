"""Resellers: owners of customers (R54, R184)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import Reseller
from billia_tui.errors import Invalid
from billia_tui.operations.actor import Actor
from billia_tui.text import clean, storable


def shown_name(name: str) -> str:
    """The name as it is shown: the stored "default" is "Default" (R54)."""
    return "Default" if name == "default" else clean(name)


def choices(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """The resellers that the admin reaches, as (id, name), "Default" first."""
    statement = select(Reseller.id, Reseller.name).order_by(Reseller.name_key != "default", Reseller.name_key)
    if actor.reach is not None:
        statement = statement.where(Reseller.id.in_(sorted(actor.reach)))
    return [(row.id, shown_name(row.name)) for row in session.execute(statement)]


def named(session: Session, actor: Actor, name: str) -> Reseller:
    """The reseller called `name`, case ignored; raises Invalid at `reseller` if the admin does not reach it."""
    key = name.strip().casefold()
    reseller = session.scalar(select(Reseller).where(Reseller.name_key == key)) if storable(key) else None
    if reseller is None or (actor.reach is not None and reseller.id not in actor.reach):
        raise Invalid({"reseller": f"there is no reseller {clean(name)!r}"})
    return reseller
