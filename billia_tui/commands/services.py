"""`billia services list|show|status|auto-renew|name-servers`."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from billia_tui.commands import output, tables
from billia_tui.commands.output import Column, columns
from billia_tui.commands.parameters import AsJson, CustomerId, Limit, Reason, Switch
from billia_tui.commands.session import customer_at, desk_of
from billia_tui.operations.services.query import ServiceQuery, ServiceSort, with_sort
from billia_tui.paging import Page, Window
from billia_tui.vocabulary import ServiceKind, ServiceStatus

if TYPE_CHECKING:
    from billia_tui.operations.services.pages import ServiceDetails

services_app = typer.Typer(help="Services and domains of a customer.", rich_markup_mode=None)
ServiceId = Annotated[int, typer.Argument(metavar="SERVICE_ID", help="As `services list` numbers it.")]

_ORDERS = columns(
    "ORDER=purchase_id>",
    "TYPE",
    "DATE=placed_at",
    "STATUS",
    Column("PAID", lambda row: "Paid" if row.paid else "Unpaid"),
    "PRICE>",
)


def _status(text: str) -> ServiceStatus:
    """A status as typed: case does not matter."""
    for status in ServiceStatus:
        if text.casefold() == status.casefold():
            return status
    raise typer.BadParameter(f"{text!r} is none of {', '.join(ServiceStatus)}")


@services_app.command("list")
def list_services(
    context: typer.Context,
    customer: CustomerId,
    kind: Annotated[ServiceKind | None, typer.Option(help="Only services, or only domains.")] = None,
    status: Annotated[
        ServiceStatus | None, typer.Option(parser=_status, metavar="STATUS", help="Only this status, e.g. Expired.")
    ] = None,
    search: Annotated[str, typer.Option(metavar="WORDS", help="Words of name, domain, id or status.")] = "",
    sort: Annotated[ServiceSort, typer.Option(case_sensitive=False, help="What to sort by.")] = ServiceSort.NEWEST,
    reverse: Annotated[bool, typer.Option("--reverse", help="The other way round.")] = False,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """List services, then domains, newest first; at most N of each."""
    from billia_tui.operations.services import pages as services

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
    output.rows(found, tables.SERVICES, as_json=as_json, nothing=nothing)


@services_app.command("show")
def show_service(context: typer.Context, service_id: ServiceId, as_json: AsJson = False) -> None:
    """Show one service or domain, with its timeline and its orders."""
    from billia_tui.operations.services import pages as services

    found = desk_of(context).ask(services.details, service_id)
    if as_json:
        output.document(found)
        return
    output.details(_facts(found))
    if found.orders:
        output.line()
        output.table(_ORDERS, found.orders)


@services_app.command("status")
def set_status(
    context: typer.Context,
    service_id: ServiceId,
    status: Annotated[ServiceStatus, typer.Argument(parser=_status, metavar="STATUS", help="The new one.")],
    reason: Reason = "",
    name: Annotated[
        str, typer.Option(metavar="NAME", help="The name of the service; Terminated, which is final, needs it.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Set the status by hand, effective at once."""
    from billia_tui.operations.services import changes as service_changes
    from billia_tui.operations.services import pages as services

    desk = desk_of(context)
    before = desk.ask(services.details, service_id)
    desk.change(service_changes.change_status, service_id, status, typed_name=name, reason=reason, seen=before.version)
    pairs = {"status": (before.row.status, status)}
    output.told_changes(f"service {service_id}", service_id, pairs, as_json=as_json)


@services_app.command("auto-renew")
def set_auto_renew(
    context: typer.Context,
    service_id: ServiceId,
    switch: Annotated[Switch, typer.Argument(metavar="on|off", case_sensitive=False)],
    as_json: AsJson = False,
) -> None:
    """Switch auto renew on or off."""
    from billia_tui.operations.services import changes as service_changes

    on = switch == Switch.ON
    changed = desk_of(context).change(service_changes.set_auto_renew, service_id, on=on)
    pairs = {"auto_renew": (not on, on)} if changed else {}
    output.told_changes(f"service {service_id}", service_id, pairs, as_json=as_json)


@services_app.command("name-servers")
def set_name_servers(
    context: typer.Context,
    service_id: ServiceId,
    hosts: Annotated[list[str], typer.Argument(metavar="HOST...", help="2 to 13 names of hosts.")],
    as_json: AsJson = False,
) -> None:
    """Set the name servers: these instead of those before."""
    from billia_tui.operations.services import changes as service_changes
    from billia_tui.operations.services import pages as services

    desk = desk_of(context)
    before = desk.ask(services.details, service_id)
    changed = desk.change(service_changes.set_name_servers, service_id, hosts, seen=before.version)
    after = desk.ask(services.details, service_id).name_servers if changed else ()
    pairs = {"name_servers": (", ".join(before.name_servers), ", ".join(after))} if changed else {}
    output.told_changes(f"service {service_id}", service_id, pairs, as_json=as_json)


def _facts(found: "ServiceDetails") -> list[tuple[str, object]]:
    row = found.row
    pairs = (("contact", found.contacts), ("option", found.options), ("server", found.server), ("usage", found.usage))
    return [
        ("id", row.id),
        ("owner", f"{found.owner_id} {found.owner}"),
        ("name", row.title),
        ("category", row.category or None),
        ("status", row.status),
        ("next status", f"{found.next_status} at {found.next_at:%Y-%m-%d %H:%M}" if found.next_at else None),
        ("price", row.price),
        ("period", f"{row.period} {row.payment_term}"),
        ("auto renew", row.auto_renew),
        ("activated", row.activated_at),
        ("expires", row.expires_at),
        ("registrar", found.registrar or None),
        ("registrar customer id", found.registrar_customer_id or None),
        ("name servers", ", ".join(found.name_servers) or None),
        *((f"{group}: {name}", value) for group, named in pairs for name, value in named),
    ]
