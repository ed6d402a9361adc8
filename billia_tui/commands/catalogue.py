"""`billia products list|add|edit`: the catalogue that customers order from (R176)."""

from typing import Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.output import Column, columns
from billia_tui.commands.parameters import AsJson, Limit
from billia_tui.commands.session import desk_of
from billia_tui.paging import Window
from billia_tui.vocabulary import PaymentTerm, ServiceKind

products_app = typer.Typer(help="The catalogue that customers order from.", rich_markup_mode=None)
ONE_TIME = 0

Price = Annotated[str | None, typer.Option(metavar="AMOUNT", help="In its currency, e.g. 25.50.")]
Currency = Annotated[str | None, typer.Option(metavar="CODE", help="ISO 4217, e.g. EUR.")]
Months = Annotated[int | None, typer.Option(min=ONE_TIME, metavar="N", help="The period; 0 is one-time.")]
Term = Annotated[PaymentTerm | None, typer.Option(case_sensitive=False, help="When it is paid.")]
Configure = Annotated[bool | None, typer.Option("--configure/--no-configure", help="It is set up before it is Active.")]
Tld = Annotated[str | None, typer.Option(metavar="NAME", help="Domains: under which name, e.g. com.")]
DaysExpired = Annotated[int | None, typer.Option(metavar="N", help="Days from its end until it is Suspended.")]
DaysSuspended = Annotated[int | None, typer.Option(metavar="N", help="Days that it is Suspended.")]
DaysRedemption = Annotated[int | None, typer.Option(metavar="N", help="Days to redeem it; 0 is none.")]
Name = Annotated[str | None, typer.Option(metavar="TEXT", help="What customers read.")]
Category = Annotated[str | None, typer.Option(metavar="TEXT", help="Its group; made if it is new.")]

PRODUCTS = columns(
    "ID>",
    "CODE",
    "NAME",
    "CATEGORY",
    Column("KIND", lambda row: f"{row.kind} .{row.tld}" if row.tld else row.kind),
    "PRICE>",
    Column("PERIOD", lambda row: f"{row.period} {row.payment_term}"),
)


@products_app.command("list")
def list_products(context: typer.Context, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List the products of the catalogue."""
    from billia_tui.operations.orders import catalogue

    found = desk_of(context).ask(catalogue.page, Window(limit=limit))
    output.rows(found, PRODUCTS, as_json=as_json, nothing="no products yet; add one with: billia products add")


@products_app.command("add")
def add(
    context: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help="Its short name, used once.")],
    name: Name = None,
    category: Category = None,
    price: Price = None,
    currency: Currency = None,
    period_months: Months = None,
    kind: Annotated[ServiceKind | None, typer.Option(case_sensitive=False, help="A service or a domain.")] = None,
    tld: Tld = None,
    payment_term: Term = None,
    needs_configuration: Configure = None,
    days_expired: DaysExpired = None,
    days_suspended: DaysSuspended = None,
    days_redemption: DaysRedemption = None,
    as_json: AsJson = False,
) -> None:
    """Add a product. Without a period it is one-time."""
    from billia_tui.operations.orders import catalogue

    typed = _typed(
        name=name, category=category, price=price, currency=currency, period_months=period_months, kind=kind, tld=tld,
        payment_term=payment_term, needs_configuration=needs_configuration, days_expired=days_expired,
        days_suspended=days_suspended, days_redemption=days_redemption,
    )  # fmt: skip
    data = catalogue.ProductData(code=code, **typed)  # type: ignore[arg-type]  # names and types are those of ProductData
    product_id = desk_of(context).change(catalogue.add, data)
    output.told(f"added product {product_id} {code}", {"id": product_id, "code": code}, as_json=as_json)


@products_app.command("edit")
def edit(
    context: typer.Context,
    product_id: Annotated[int, typer.Argument(metavar="PRODUCT_ID", help="As `products list` numbers it.")],
    code: Annotated[str | None, typer.Option(metavar="CODE", help="Its short name, used once.")] = None,
    name: Name = None,
    category: Category = None,
    price: Price = None,
    currency: Currency = None,
    period_months: Months = None,
    tld: Tld = None,
    payment_term: Term = None,
    needs_configuration: Configure = None,
    days_expired: DaysExpired = None,
    days_suspended: DaysSuspended = None,
    days_redemption: DaysRedemption = None,
    as_json: AsJson = False,
) -> None:
    """Change a product; what was ordered already stays as it is."""
    from billia_tui.operations.orders import catalogue

    changes = _typed(
        code=code, name=name, category=category, price=price, currency=currency, period_months=period_months, tld=tld,
        payment_term=payment_term, needs_configuration=needs_configuration, days_expired=days_expired,
        days_suspended=days_suspended, days_redemption=days_redemption,
    )  # fmt: skip
    if not changes:
        raise typer.BadParameter("name at least one field to change")
    changed = desk_of(context).change(catalogue.edit, product_id, changes)
    sentence = f"product {product_id}: changed {', '.join(name.replace('_', ' ') for name in changed)}"
    said = sentence if changed else f"product {product_id}: nothing to change"
    output.told(said, {"id": product_id, "changed": changed}, as_json=as_json)


def _typed(**options: object) -> dict[str, object]:
    """The fields that were given; 0 months stand for one-time."""
    given = {name: value for name, value in options.items() if value is not None}
    if given.get("period_months") == ONE_TIME:
        given["period_months"] = None
    return given
