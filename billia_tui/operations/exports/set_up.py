"""Exporting what is set up before customers come: products, ways to pay, resellers, label components. They are few."""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from billia_tui.db.models import Category, LabelComponent, PaymentMethod, Product, Reseller, ResellerAccess
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.exports.rows import Values
from billia_tui.operations.imports.fields import OWN
from billia_tui.operations.labels.component_rows import rows_of
from billia_tui.operations.permissions import Right, require


class SetUpExport(NamedTuple):
    """How the records of a kind are found."""

    name: str
    found: Callable[[Session, Actor], list[Values]]

    @property
    def header(self) -> tuple[str, ...]:
        """The columns."""
        return tuple(OWN[self.name].split())


def rows(session: Session, actor: Actor, kind: str) -> list[Values]:
    """All records of a kind, resellers within reach; raises Forbidden."""
    require(actor, Right.VIEW)
    return KINDS[kind].found(session, actor)


def _products(session: Session, actor: Actor) -> list[Values]:
    del actor
    statement = select(Product, Category.name).join(Category, Category.id == Product.category_id).order_by(Product.id)
    return [
        _row(
            "products",
            product,
            category=category,
            price=Money(product.price, product.currency),
            redemption_fee=Money(product.redemption_fee, product.currency),
        )
        for product, category in session.execute(statement)
    ]


def _payment_methods(session: Session, actor: Actor) -> list[Values]:
    del actor
    found = session.scalars(select(PaymentMethod).order_by(PaymentMethod.id))
    return [_row("payment-methods", method) for method in found]


def _resellers(session: Session, actor: Actor) -> list[Values]:
    within = true() if actor.reach is None else Reseller.id.in_(sorted(actor.reach))
    found = session.scalars(select(Reseller).where(within).order_by(Reseller.id)).all()
    names = {reseller.id: reseller.name for reseller in found}
    reaches: dict[int, list[str]] = {}
    for access in session.scalars(select(ResellerAccess).order_by(ResellerAccess.reaches_id)):
        if access.reaches_id in names:
            reaches.setdefault(access.reseller_id, []).append(names[access.reaches_id])
    return [_row("resellers", one, reaches="\n".join(reaches.get(one.id, []))) for one in found]


def _label_components(session: Session, actor: Actor) -> list[Values]:
    del actor
    found = session.scalars(select(LabelComponent).order_by(LabelComponent.id)).all()
    return [
        _row(
            "label-components",
            row.stored,
            values="\n".join(f"{value}={name}" for value, name in row.stored.values),
            resources=", ".join(row.stored.resources),
        )
        for row in rows_of(session, found)
    ]


def _row(kind: str, stored: object, **others: object) -> Values:
    """A row of the export; what is not given here has the name that it has in the store."""
    return {name: others[name] if name in others else getattr(stored, name) for name in OWN[kind].split()}


_KINDS = (
    SetUpExport("products", _products),
    SetUpExport("payment-methods", _payment_methods),
    SetUpExport("resellers", _resellers),
    SetUpExport("label-components", _label_components),
)
KINDS = {kind.name: kind for kind in _KINDS}
