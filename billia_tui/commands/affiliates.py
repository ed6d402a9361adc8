"""`billia affiliates`: level and scheme, who brought whom, commissions, rates (R158-R163)."""

from typing import TYPE_CHECKING, Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.group import Group
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.options import rows_of_customer
from billia_tui.commands.output import Answer, columns
from billia_tui.commands.parameters import Customer, CustomerId, Desk
from billia_tui.commands.session import customer_at
from billia_tui.paging import Page
from billia_tui.vocabulary import AffiliateScheme

with late():
    from billia_tui.operations.affiliates import affiliates, commissions
    from billia_tui.operations.finding import lookup

if TYPE_CHECKING:
    from billia_tui.operations.affiliates.affiliates import AffiliateFacts

affiliates_app = Group("Affiliates and their commissions.")
rates_app = Group("What the levels of affiliates earn.")
affiliates_app.add_typer(rates_app, name="rates")

Level = Annotated[str, typer.Argument(metavar="LEVEL", help="1 to 6.")]
COMMISSIONS = columns("ID>", "TIME=at", "ORDER=purchase_id>", "CLIENT", "LEVEL>", "AMOUNT>")
REFERRED = columns("ID>", "USERNAME", "NAME / COMPANY=name", "STATUS", "SINCE=created_at")
RATES = columns("LEVEL>", "PRODUCT", "EARNS>")


@affiliates_app.command("show")
def show(desk: Desk, customer_id: Customer) -> Answer:
    """Show level, scheme and total of a customer, and who brought whom."""
    facts = desk.ask(affiliates.read, customer_id)
    pairs = [("affiliate", _state(facts)), ("since", facts.since), ("ended", facts.ended_at), ("total", facts.total)]
    return output.record_of(
        {"customer_id": customer_id, "active": facts.active, **output.record(facts)},
        [*pairs, ("has brought", facts.referred), ("brought by", facts.referred_by or None)],
    )


@affiliates_app.command("make")
def make(
    desk: Desk,
    customer_id: Customer,
    level: Level = "1",
    scheme: Annotated[str, typer.Option(help="Lead or Lifetime.")] = AffiliateScheme.LEAD,
) -> Answer:
    """Make a customer an affiliate, or one again."""
    desk.change(affiliates.make, customer_id, level, scheme)
    return _told(customer_id, "not an affiliate", desk.ask(affiliates.read, customer_id))


@affiliates_app.command("level")
def change_level(
    context: typer.Context,
    customer: CustomerId,
    level: Annotated[str, typer.Argument(metavar="LEVEL", help="1 to 6; as it is, if left out.")] = "",
    scheme: Annotated[str, typer.Option(help="Lead or Lifetime; as it is, if left out.")] = "",
) -> Answer:
    """Change level or scheme; it counts for later commissions only."""
    if not level and not scheme:
        raise typer.BadParameter("name a level, or add --scheme")
    desk, customer_id = customer_at(context, customer)
    old = desk.ask(affiliates.read, customer_id)
    typed = (level or str(old.level), scheme or old.scheme)
    desk.change(affiliates.change, customer_id, *typed, seen=old.version if old.active else None)
    return _told(customer_id, _state(old), desk.ask(affiliates.read, customer_id))


@affiliates_app.command("end")
def end(desk: Desk, customer_id: Customer) -> Answer:
    """End it; what was earned stays."""
    old = desk.ask(affiliates.read, customer_id)
    desk.change(affiliates.end, customer_id)
    return _told(customer_id, _state(old), desk.ask(affiliates.read, customer_id))


@affiliates_app.command("refer")
def refer(
    context: typer.Context,
    customer: CustomerId,
    affiliate: Annotated[
        str | None, typer.Argument(metavar="AFFILIATE", help="The affiliate: its id, or its username.")
    ] = None,
    nobody: Annotated[bool, typer.Option("--nobody", help="No affiliate brought this customer.")] = False,
) -> Answer:
    """Say which affiliate brought a customer; later orders earn it a commission."""
    if (affiliate is None) != nobody:
        raise typer.BadParameter("name an affiliate, or add --nobody")
    desk, customer_id = customer_at(context, customer)
    affiliate_id = None if affiliate is None else desk.ask(lookup.customer_id, affiliate)
    old = desk.ask(affiliates.read, customer_id).referred_by
    desk.change(affiliates.refer, customer_id, affiliate_id)
    new = desk.ask(affiliates.read, customer_id).referred_by
    sentence = f"customer {customer_id}: brought by {old or 'nobody'} → {new or 'nobody'}"
    return output.said(sentence, {"customer_id": customer_id, "referred_by": affiliate_id})


@affiliates_app.command("commissions")
@rows_of_customer("affiliates.commissions.page", COMMISSIONS, nothing="no commissions yet")
def list_commissions() -> None:
    """List the commissions of an affiliate, newest first."""


@affiliates_app.command("referred")
@rows_of_customer("affiliates.affiliates.referred", REFERRED, nothing="nobody yet")
def list_referred() -> None:
    """List the customers that an affiliate brought, newest first."""


@rates_app.command("list")
def list_rates(desk: Desk) -> Answer:
    """List what each level earns."""
    found = desk.ask(commissions.rates)
    return output.listed(Page(tuple(found), (), more=False), RATES, "no rates")


@rates_app.command("set")
def set_rate(
    desk: Desk,
    level: Annotated[int, typer.Argument(metavar="LEVEL", help="1 to 6.")],
    percent: Annotated[str, typer.Option(metavar="N", help="A percentage of the price, e.g. 7.5.")] = "",
    fixed: Annotated[str, typer.Option(metavar="AMOUNT", help="A fixed amount for each order instead.")] = "",
    currency: Annotated[str, typer.Option(metavar="CODE", help="Of the fixed amount.")] = "",
    product: Annotated[str, typer.Option(metavar="CODE", help="Only of this product.")] = "",
) -> Answer:
    """Set what a level earns, with one product or with all others; it counts for later commissions only."""
    earns = desk.change(
        commissions.set_rate, level, percent=percent, fixed=fixed, currency=currency.upper(), code=product
    )
    sentence = f"level {level}, {product or 'all others'}: {earns}"
    return output.said(sentence, {"level": level, "product": product or None, "earns": earns})


def _state(facts: "AffiliateFacts") -> str:
    return f"level {facts.level}, {facts.scheme}" if facts.active else "not an affiliate"


def _told(customer_id: int, old: str, facts: "AffiliateFacts") -> Answer:
    new = _state(facts)
    said = "nothing to change" if new == old else f"affiliate {output.change(old, new)}"
    result = {"customer_id": customer_id, "active": facts.active, "level": facts.level, "scheme": facts.scheme}
    return output.said(f"customer {customer_id}: {said}", result)
