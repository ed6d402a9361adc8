"""The catalogue: products, and which of them a customer can order (R176)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import Category, Product
from billia_tui.db.paging import fetch
from billia_tui.errors import NotFound
from billia_tui.money import Money, exponent, parse_amount
from billia_tui.operations.actor import Actor
from billia_tui.operations.cleaned import cleaned
from billia_tui.operations.input import Fields
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import the_customer
from billia_tui.operations.services import host_names
from billia_tui.operations.services.pages import period_in_words
from billia_tui.paging import Page, Window
from billia_tui.text import clean
from billia_tui.vocabulary import PaymentTerm, ServiceKind

LONGEST_PERIOD = 120
LONGEST_WAIT = 3650


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product as it is offered; `period` reads e.g. "12 months" or "one-time". Off sale it is offered to nobody."""

    id: int
    code: str
    name: str
    category: str
    kind: ServiceKind
    price: Money
    period: str
    payment_term: str
    tld: str
    on_sale: bool = True

    @property
    def needs_domain(self) -> bool:
        """Whether an order has to name a domain, one under `tld`."""
        return self.kind == ServiceKind.DOMAIN


@dataclass(frozen=True, slots=True)
class ProductData:
    """The fields of a product, as typed. No months: one-time. The days are the waiting times of R111.

    What is not `on_sale` cannot be ordered; services of it go on, and renew (R176).
    """

    code: str = ""
    name: str = ""
    category: str = ""
    kind: str = ServiceKind.SERVICE
    price: str = ""
    currency: str = ""
    period_months: int | None = None
    payment_term: str = PaymentTerm.PREPAID
    tld: str = ""
    needs_configuration: bool = False
    days_expired: int = 7
    days_suspended: int = 23
    days_redemption: int = 0
    redemption_fee: str = "0"
    on_sale: bool = True


EDITABLE = tuple(field.name for field in fields(ProductData))
_DAYS = ("days_expired", "days_suspended", "days_redemption")


def products(session: Session, actor: Actor, customer_id: int) -> list[ProductRow]:
    """What a customer can order: the products on sale priced in its currency, by category and name (R176)."""
    customer = the_customer(session, actor, customer_id, lock=False)
    statement = (
        select(Product, Category.name)
        .join(Category, Category.id == Product.category_id)
        .where(Product.currency == customer.currency, Product.on_sale)
        .order_by(Category.name, Product.name, Product.id)
    )
    return [_row(row) for row in session.execute(statement)]


def page(session: Session, actor: Actor, window: Window) -> Page[ProductRow]:
    """The whole catalogue, in the order in which it was added."""
    require(actor, Right.VIEW)
    statement = select(Product, Category.name).join(Category, Category.id == Product.category_id)
    return fetch(session, statement, [Product.__table__.c.id], window, _row)


def data(session: Session, actor: Actor, product_id: int) -> ProductData:
    """A product as it is stored and not cleaned, for a form; raises Forbidden, NotFound."""
    require(actor, Right.STAFF)
    product = session.get(Product, product_id)
    if product is None:
        raise NotFound(f"there is no product {product_id}")
    return ProductData(**_stored(session, product))


def add(session: Session, actor: Actor, data: ProductData) -> int:
    """Adds a product, and its category if that is new; gives its id.

    Raises:
        Forbidden, Invalid (every mistake at its field).
    """
    require(actor, Right.STAFF)
    values = _checked(session, asdict(data), None)
    product = Product(**_columns(session, values))
    session.add(product)
    session.flush()
    log.about(session, actor, product, "add product", after=_logged(values))
    return product.id


def edit(session: Session, actor: Actor, product_id: int, changes: Mapping[str, object]) -> list[str]:
    """Changes fields of a product, of EDITABLE; what was ordered already stays as it is. Gives what changed.

    Raises:
        Forbidden, NotFound, Invalid (every mistake at its field).
    """
    require(actor, Right.STAFF)
    product = session.scalar(select(Product).where(Product.id == product_id).with_for_update())
    if product is None:
        raise NotFound(f"there is no product {product_id}")
    stored = _stored(session, product)
    values = _checked(session, {**stored, **changes}, product.id)
    before, after = log.changed(_logged(stored), _logged(values))
    if not after:
        return []
    for name, value in _columns(session, values).items():
        setattr(product, name, value)
    log.about(session, actor, product, "edit product", before=before, after=after)
    return list(after)


def _checked(session: Session, values: dict[str, Any], own_id: int | None) -> dict[str, Any]:
    """The fields of a product as they are stored, the price still as typed; raises Invalid with all mistakes."""
    read = Fields()
    made = dict(values)
    made["code"] = read.line("code", values["code"], required=True, limit=50)
    made["name"] = read.line("name", values["name"], required=True)
    made["category"] = read.line("category", values["category"], required=True)
    made["currency"] = read.line("currency", values["currency"], required=True).upper()
    made["tld"] = read.line("tld", values["tld"]).removeprefix(".").lower()
    if "currency" not in read.errors:
        read.check("currency", lambda: exponent(made["currency"]))
    if "currency" not in read.errors:
        minor = read.check("price", lambda: parse_amount(values["price"], made["currency"], field="price"))
        made["price"] = Money(minor, made["currency"]).amount
        fee = read.check(
            "redemption_fee",
            lambda: parse_amount(values["redemption_fee"], made["currency"], field="redemption_fee"),
        )
        made["redemption_fee"] = Money(fee, made["currency"]).amount
    for name, kinds in (("kind", ServiceKind), ("payment_term", PaymentTerm)):
        if values[name] not in set(kinds):
            read.errors[name] = f"is one of: {', '.join(kinds)}"
    _check_tld(read, made)
    months = values["period_months"]
    if months is not None and not 1 <= months <= LONGEST_PERIOD:
        read.errors["period_months"] = f"from 1 to {LONGEST_PERIOD}; none for a one-time product"
    for name in _DAYS:
        if not 0 <= values[name] <= LONGEST_WAIT:
            read.errors[name] = f"from 0 to {LONGEST_WAIT:,}"
    taken = select(Product.id).where(Product.code == made["code"], Product.id != (own_id or 0))
    if "code" not in read.errors and session.scalar(taken):
        read.errors["code"] = "is the code of another product"
    read.done()
    return made


def _check_tld(read: Fields, values: dict[str, Any]) -> None:
    if "tld" in read.errors:
        return
    if values["kind"] != ServiceKind.DOMAIN:
        if values["tld"]:
            read.errors["tld"] = "only domains have one"
    elif not values["tld"]:
        read.errors["tld"] = "is required for a domain, e.g. com"
    elif wrong := host_names.why_no_host(f"a.{values['tld']}"):
        read.errors["tld"] = wrong


def _columns(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    price, fee = (parse_amount(values[name], values["currency"]) for name in ("price", "redemption_fee"))
    columns = {
        **values,
        "price": price,
        "redemption_fee": fee,
        "category_id": _category_id(session, values["category"]),
    }
    del columns["category"]
    return columns


def _category_id(session: Session, name: str) -> int:
    category = session.scalar(select(Category).where(Category.name == name))
    if category is None:
        category = Category(name=name)
        session.add(category)
        session.flush()
    return category.id


def _stored(session: Session, product: Product) -> dict[str, Any]:
    values = {name: getattr(product, name) for name in EDITABLE if name != "category"}
    price, fee = (Money(minor, product.currency).amount for minor in (product.price, product.redemption_fee))
    return {
        **values,
        "price": price,
        "redemption_fee": fee,
        "category": session.get_one(Category, product.category_id).name,
    }


def _logged(values: Mapping[str, Any]) -> dict[str, object]:
    return {name: values[name] for name in EDITABLE}


def _row(row: Any) -> ProductRow:
    product: Product = row[0]
    return cleaned(ProductRow, product, category=clean(row[1]), period=period_in_words(product.period_months))
