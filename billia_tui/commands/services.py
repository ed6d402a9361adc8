"""`billia services list|show|status|auto-renew|name-servers|renew|price|move`."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from billia_tui import clock
from billia_tui.commands import output, tables
from billia_tui.commands.group import Group
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.output import Answer, Column, columns
from billia_tui.commands.parameters import (
    CustomerId,
    Desk,
    Limit,
    OnOff,
    PayBy,
    Periods,
    Reason,
    RequestId,
    Reverse,
    Switch,
    word_of,
)
from billia_tui.commands.session import customer_at
from billia_tui.errors import NotFound
from billia_tui.operations.services.query import ServiceQuery, ServiceSort, with_sort
from billia_tui.paging import Page, Window
from billia_tui.text import clean
from billia_tui.vocabulary import ServiceKind, ServiceStatus

with late():
    from billia_tui.operations.orders import pages as purchases
    from billia_tui.operations.renewals import now as renewals
    from billia_tui.operations.services import changes as service_changes
    from billia_tui.operations.services import move, price
    from billia_tui.operations.services import pages as services

if TYPE_CHECKING:
    from billia_tui.operations.services.pages import ServiceDetails

_status = word_of(ServiceStatus)
services_app = Group("Services and domains of a customer.")
ServiceId = Annotated[int, typer.Argument(metavar="SERVICE_ID", help="As `services list` numbers it.")]

_ORDERS = columns(
    "ORDER=purchase_id>",
    "TYPE",
    "DATE=placed_at",
    "STATUS",
    Column("PAID", lambda row: "Paid" if row.paid else "Unpaid"),
    "PRICE>",
)


@services_app.command("list")
def list_services(
    context: typer.Context,
    customer: CustomerId,
    kind: Annotated[ServiceKind | None, typer.Option(help="Only services, or only domains.")] = None,
    status: Annotated[
        ServiceStatus | None,
        typer.Option(parser=_status, metavar="STATUS", help="Only this status, e.g. Expired."),
    ] = None,
    search: Annotated[str, typer.Option(metavar="WORDS", help="Words of name, domain, id or status.")] = "",
    sort: Annotated[ServiceSort, typer.Option(case_sensitive=False, help="What to sort by.")] = ServiceSort.NEWEST,
    reverse: Reverse = False,
    limit: Limit = 50,
) -> Answer:
    """List services, then domains, newest first; at most N of each."""
    query = ServiceQuery(search, status)
    if sort != query.sort:
        query = with_sort(query, sort)
    if reverse:
        query = replace(query, descending=not query.descending)
    desk, customer_id = customer_at(context, customer)
    kinds = [kind] if kind else list(ServiceKind)
    pages = [desk.ask(services.page, customer_id, one, Window(limit=limit), query) for one in kinds]
    found = Page(tuple(row for page in pages for row in page.rows), (), any(page.more for page in pages))
    nothing = "no service or domain matches" if search.strip() or status else "no services or domains"
    return output.listed(found, tables.SERVICES, nothing)


@services_app.command("show")
def show_service(desk: Desk, service_id: ServiceId) -> Answer:
    """Show one service or domain, with its timeline and its orders."""
    found = desk.ask(services.details, service_id)
    return output.record_of(found, _facts(found), (_ORDERS, found.orders))


@services_app.command("status")
def set_status(
    desk: Desk,
    service_id: ServiceId,
    status: Annotated[ServiceStatus, typer.Argument(parser=_status, metavar="STATUS", help="The new one.")],
    reason: Reason = "",
    name: Annotated[
        str, typer.Option(metavar="NAME", help="The name of the service; Terminated, which is final, needs it.")
    ] = "",
    until: Annotated[
        str, typer.Option(metavar="TIME", help="Active, when its end has passed: free until then; `renew` charges.")
    ] = "",
    tell: Annotated[
        str,
        typer.Option(metavar="TEXT", help="To the customer, instead of the usual words; the reason is for the staff."),
    ] = "",
) -> Answer:
    """Set the status by hand, effective at once; Suspended needs a reason."""
    from billia_tui.operations.imports.mapping.cell_values import time_as_typed

    before = desk.ask(services.details, service_id)
    desk.change(
        service_changes.change_status,
        service_id,
        status,
        typed_name=name,
        until=time_as_typed("until", until),
        reason=reason,
        words=tell,
        seen=before.version,
    )
    pairs = {"status": (before.row.status, status)}
    return output.changed(f"service {service_id}", service_id, pairs)


@services_app.command("auto-renew")
def set_auto_renew(desk: Desk, service_id: ServiceId, switch: OnOff) -> Answer:
    """Switch auto renew on or off."""
    on = switch == Switch.ON
    changed = desk.change(service_changes.set_auto_renew, service_id, on=on)
    pairs = {"auto_renew": (not on, on)} if changed else {}
    return output.changed(f"service {service_id}", service_id, pairs)


@services_app.command("name-servers")
def set_name_servers(
    desk: Desk,
    service_id: ServiceId,
    hosts: Annotated[list[str], typer.Argument(metavar="HOST...", help="2 to 13 names of hosts.")],
) -> Answer:
    """Set the name servers: these instead of those before."""
    before = desk.ask(services.details, service_id)
    changed = desk.change(service_changes.set_name_servers, service_id, hosts, seen=before.version)
    after = desk.ask(services.details, service_id).name_servers if changed else ()
    pairs = {"name_servers": (", ".join(before.name_servers), ", ".join(after))} if changed else {}
    return output.changed(f"service {service_id}", service_id, pairs)


@services_app.command("renew")
def renew(
    desk: Desk,
    service_id: ServiceId,
    periods: Periods = 1,
    method: PayBy = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what it would cost and bring, change nothing.")
    ] = False,
    lift: Annotated[
        bool, typer.Option("--lift", help="Also set Active what was suspended by hand; a renewal alone does not.")
    ] = False,
    request_id: RequestId = None,
) -> Answer:
    """Renew a service now: price, a fee from Redemption, old and new end; an order with its documents."""
    return renew_at(desk, service_id, periods, method, dry_run=dry_run, lift=lift, request_id=request_id)


def renew_at(
    desk: Desk,
    service_id: int,
    periods: int,
    method: str,
    *,
    dry_run: bool = False,
    lift: bool = False,
    request_id: str | None = None,
) -> Answer:
    """Renews, as staff or in the panel of `desk`, and says what that brought."""
    renewals.checked_periods(str(periods))
    offer = desk.ask(renewals.offer, service_id, lift=lift)
    typed = method.strip().casefold()
    ways = {
        **{str(ident): ident for ident, _ in offer.methods},
        **{name.casefold(): ident for ident, name in offer.methods},
    }
    if typed and typed not in ways:
        raise NotFound(f"there is no payment method {clean(method)} besides the wallet for this customer")
    end = output.change(offer.expires_at, offer.new_end(periods))
    if dry_run:
        refused = offer.why_not or (None if typed else offer.why_not_from_wallet(periods))
        words = f"service {service_id} would be renewed: {offer.total(periods)}, end {end}"
        said = f"service {service_id} cannot be renewed: {refused}" if refused else words
        return output.said(said, {"dry_run": True, "total": offer.total(periods), "why_not": refused})
    purchase_id = desk.change(
        renewals.renew_now, service_id, periods, payment_method_id=ways.get(typed), lift=lift, request_key=request_id
    )
    order = desk.ask(purchases.details, purchase_id).row
    after = desk.ask(services.details, service_id).row
    ended = output.change(offer.expires_at, after.expires_at)
    paid = "Paid" if order.paid else "Unpaid"
    said = f"service {service_id}: order {purchase_id} over {order.price}, {order.status}, {paid}; end {ended}"
    return output.said(said, {"order": order, "service": after})


@services_app.command("price")
def set_price(
    desk: Desk,
    service_id: ServiceId,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="Of each period, in the service's currency.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Required; kept in the log.")] = "",
    request_id: RequestId = None,
) -> Answer:
    """Set the price from the next renewal on."""
    old, new = desk.change(price.set_price, service_id, amount, reason, request_key=request_id)
    return output.changed(f"service {service_id}", service_id, {"renewal_price": (old, new)})


@services_app.command("move")
def move_service(
    context: typer.Context,
    service_id: ServiceId,
    to: Annotated[str, typer.Option(metavar="CUSTOMER", help="The new owner: id or username.")],
    reason: Reason = "",
    request_id: RequestId = None,
) -> Answer:
    """Move a service or domain to another customer: its future moves, its past orders stay."""
    desk, customer_id = customer_at(context, to)
    before = desk.ask(services.details, service_id)
    desk.change(move.move, service_id, customer_id, reason=reason, request_key=request_id)
    after = desk.ask(services.details, service_id)
    owners = (f"{before.owner_id} {before.owner}", f"{after.owner_id} {after.owner}")
    return output.changed(f"service {service_id}", service_id, {"owner": owners})


def _facts(found: "ServiceDetails") -> list[tuple[str, object]]:
    row, by_hand = found.row, found.set_by_hand
    pairs = (("contact", found.contacts), ("option", found.options), ("server", found.server), ("usage", found.usage))
    return [
        ("id", row.id),
        ("owner", f"{found.owner_id} {found.owner}"),
        *output.facts(row, "name=title", "category?", "status"),
        ("set by hand", by_hand and f"{clock.shown(by_hand.at)} by {by_hand.who}: {by_hand.reason or '–'}"),
        ("customer told", (found.told or None) if by_hand else None),
        ("next status", f"{found.next_status} at {found.next_at:%Y-%m-%d %H:%M}" if found.next_at else None),
        ("price", found.price_words),
        ("renewed by", found.renewed_by or None),
        ("not renewed", None if found.renewal is None else str(found.renewal)),
        ("period", f"{row.period} {row.payment_term}"),
        *output.facts(row, "auto renew", "activated=activated_at", "expires=expires_at"),
        *output.facts(found, "registrar?", "registrar customer id?"),
        ("name servers", ", ".join(found.name_servers) or None),
        *((f"{group}: {name}", value) for group, named in pairs for name, value in named),
    ]
