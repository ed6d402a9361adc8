"""`billia products list|add|edit`: the catalogue that customers order from (R176)."""

from typing import Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.group import Group
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.options import Typed, rows_of_store, taking
from billia_tui.commands.output import Answer, Column, columns
from billia_tui.commands.parameters import Desk
from billia_tui.vocabulary import PaymentTerm, ServiceKind

with late():
    from billia_tui.operations.orders import catalogue

products_app = Group("The catalogue that customers order from.")

Code = Annotated[str | None, typer.Option(metavar="CODE", help="Its short name, used once.")]
FIELDS = {
    "name": Annotated[str | None, typer.Option(metavar="TEXT", help="What customers read.")],
    "category": Annotated[str | None, typer.Option(metavar="TEXT", help="Its group; made if it is new.")],
    "price": Annotated[str | None, typer.Option(metavar="AMOUNT", help="In its currency, e.g. 25.50.")],
    "currency": Annotated[str | None, typer.Option(metavar="CODE", help="ISO 4217, e.g. EUR.")],
    "period_months": Annotated[int | None, typer.Option(min=0, metavar="N", help="The period; 0 is one-time.")],
    "kind": Annotated[ServiceKind | None, typer.Option(case_sensitive=False, help="A service or a domain.")],
    "tld": Annotated[str | None, typer.Option(metavar="NAME", help="Domains: under which name, e.g. com.")],
    "payment_term": Annotated[PaymentTerm | None, typer.Option(case_sensitive=False, help="When it is paid.")],
    "needs_configuration": Annotated[
        bool | None, typer.Option("--configure/--no-configure", help="It is set up before it is Active.")
    ],
    "days_expired": Annotated[int | None, typer.Option(metavar="N", help="Days from its end until it is Suspended.")],
    "days_suspended": Annotated[int | None, typer.Option(metavar="N", help="Days that it is Suspended.")],
    "days_redemption": Annotated[int | None, typer.Option(metavar="N", help="Days to redeem it; 0 is none.")],
    "redemption_fee": Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="What redeeming it costs besides the price.")
    ],
    "on_sale": Annotated[
        bool | None, typer.Option("--on-sale/--off-sale", help="Off sale: ordered no more; services of it renew.")
    ],
}
EDITED = {"code": Code, **{name: kind for name, kind in FIELDS.items() if name != "kind"}}

PRODUCTS = columns(
    "ID>",
    "CODE",
    "NAME",
    "CATEGORY",
    Column("KIND", lambda row: f"{row.kind} .{row.tld}" if row.tld else row.kind),
    "PRICE>",
    Column("PERIOD", lambda row: f"{row.period} {row.payment_term}"),
    Column("SALE", lambda row: "on" if row.on_sale else "off"),
)


@products_app.command("list")
@rows_of_store("orders.catalogue.page", PRODUCTS, nothing="no products yet; add one with: billia products add")
def list_products() -> None:
    """List the products of the catalogue."""


@products_app.command("add")
@taking(FIELDS)
def add(
    desk: Desk,
    code: Annotated[str, typer.Argument(metavar="CODE", help="Its short name, used once.")],
    typed: Typed,
) -> Answer:
    """Add a product. Without a period it is one-time."""
    data = catalogue.ProductData(code=code, **_periodic(typed))
    product_id = desk.change(catalogue.add, data)
    return output.said(f"added product {product_id} {code}", {"id": product_id, "code": code})


@products_app.command("edit")
@taking(EDITED, needs="--price 25.50")
def edit(
    desk: Desk,
    product_id: Annotated[int, typer.Argument(metavar="PRODUCT_ID", help="As `products list` numbers it.")],
    typed: Typed,
) -> Answer:
    """Change a product; what was ordered already stays as it is."""
    changed = desk.change(catalogue.edit, product_id, _periodic(typed))
    return output.changed_fields(f"product {product_id}", product_id, changed)


def _periodic(typed: Typed) -> Typed:
    """0 months stand for one-time."""
    return {**typed, "period_months": typed["period_months"] or None} if "period_months" in typed else typed
