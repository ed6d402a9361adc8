"""Exporting what is set up before customers come: products, ways to pay, resellers, label components. They are few."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from billia_tui.db.models import Category, LabelComponent, PaymentMethod, Product, Reseller, ResellerAccess
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.labels.component_rows import rows_of
from billia_tui.operations.permissions import Right, require


@dataclass(frozen=True, slots=True)
class ExportedProduct:
    """A product of the catalogue, as stored, not cleaned; no months: one-time."""

    code: str
    name: str
    category: str
    price: Money
    currency: str
    kind: str
    period_months: int | None
    payment_term: str
    tld: str
    needs_configuration: bool
    days_expired: int
    days_suspended: int
    days_redemption: int
    redemption_fee: Money
    on_sale: bool


@dataclass(frozen=True, slots=True)
class ExportedPaymentMethod:
    """A way to pay; `shared` is Global."""

    name: str
    type: str
    description: str
    shared: bool
    enabled: bool
    allows_invoice: bool
    allows_invoice_person: bool


@dataclass(frozen=True, slots=True)
class ExportedReseller:
    """A reseller; `reaches` names the others that it reaches, one a line."""

    name: str
    master: bool
    panel_domain: str
    grant_types: str
    language: str
    reaches: str


@dataclass(frozen=True, slots=True)
class ExportedLabelComponent:
    """A component of labels; a line `value=Name` for each of its `values`."""

    key: str
    name: str
    type: str
    description: str
    lowest: str
    highest: str
    values: str
    resources: str


class SetUpExport(NamedTuple):
    """How the records of a kind are found."""

    row: type[Any]
    found: Callable[[Session, Actor], list[Any]]

    @property
    def header(self) -> tuple[str, ...]:
        """The columns."""
        return tuple(field.name for field in fields(self.row))


def rows(session: Session, actor: Actor, kind: str) -> list[Any]:
    """All records of a kind, resellers within reach; raises Forbidden."""
    require(actor, Right.VIEW)
    return KINDS[kind].found(session, actor)


def _products(session: Session, actor: Actor) -> list[ExportedProduct]:
    del actor
    statement = select(Product, Category.name).join(Category, Category.id == Product.category_id).order_by(Product.id)
    return [
        ExportedProduct(
            category=category,
            price=Money(product.price, product.currency),
            redemption_fee=Money(product.redemption_fee, product.currency),
            **_same(product, ExportedProduct, but={"category", "price", "redemption_fee"}),
        )
        for product, category in session.execute(statement)
    ]


def _payment_methods(session: Session, actor: Actor) -> list[ExportedPaymentMethod]:
    del actor
    found = session.scalars(select(PaymentMethod).order_by(PaymentMethod.id))
    return [ExportedPaymentMethod(**_same(method, ExportedPaymentMethod)) for method in found]


def _resellers(session: Session, actor: Actor) -> list[ExportedReseller]:
    within = true() if actor.reach is None else Reseller.id.in_(sorted(actor.reach))
    found = session.scalars(select(Reseller).where(within).order_by(Reseller.id)).all()
    names = {reseller.id: reseller.name for reseller in found}
    reaches: dict[int, list[str]] = {}
    for access in session.scalars(select(ResellerAccess).order_by(ResellerAccess.reaches_id)):
        if access.reaches_id in names:
            reaches.setdefault(access.reseller_id, []).append(names[access.reaches_id])
    return [
        ExportedReseller(
            reaches="\n".join(reaches.get(reseller.id, [])), **_same(reseller, ExportedReseller, but={"reaches"})
        )
        for reseller in found
    ]


def _label_components(session: Session, actor: Actor) -> list[ExportedLabelComponent]:
    del actor
    found = session.scalars(select(LabelComponent).order_by(LabelComponent.id)).all()
    return [
        ExportedLabelComponent(
            values="\n".join(f"{value}={name}" for value, name in row.stored.values),
            resources=", ".join(row.stored.resources),
            **_same(row.stored, ExportedLabelComponent, but={"values", "resources"}),
        )
        for row in rows_of(session, found)
    ]


def _same(stored: object, row: type[Any], but: frozenset[str] | set[str] = frozenset()) -> dict[str, Any]:
    """The fields that a row has as they are stored."""
    return {field.name: getattr(stored, field.name) for field in fields(row) if field.name not in but}


KINDS = {
    "products": SetUpExport(ExportedProduct, _products),
    "payment-methods": SetUpExport(ExportedPaymentMethod, _payment_methods),
    "resellers": SetUpExport(ExportedReseller, _resellers),
    "label-components": SetUpExport(ExportedLabelComponent, _label_components),
}
