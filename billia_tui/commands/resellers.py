"""`billia resellers list|show|add|access`."""

from typing import Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.group import Group
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.options import rows_of_store
from billia_tui.commands.output import Answer, columns
from billia_tui.commands.parameters import Desk, RequestId
from billia_tui.commands.session import desk_of

with late():
    from billia_tui.operations.staff import resellers

resellers_app = Group("The resellers: whose customers, who reaches them.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="The name of the reseller.")]
RESELLERS = columns("ID>", "NAME", "MASTER", "REACHES=access", "PANEL DOMAIN?", "GRANT TYPES?")


@resellers_app.command("list")
@rows_of_store("staff.resellers.page", RESELLERS, nothing="no reseller")
def list_resellers() -> None:
    """List the resellers in the order in which they were added."""


@resellers_app.command("show")
def show(desk: Desk, name: Name) -> Answer:
    """Show one reseller, with how many customers and admins it has."""
    found = desk.ask(resellers.details, desk.ask(resellers.find, name))
    pairs = output.facts(found.row, "id", "name", "master", "reaches=access", "panel domain?", "grant types?")
    return output.record_of(found, pairs + output.facts(found, "customers", "admins"))


@resellers_app.command("add")
def add(
    desk: Desk,
    name: Name,
    master: Annotated[bool, typer.Option("--master", help="Reaches all resellers, later ones too.")] = False,
    panel_domain: Annotated[str, typer.Option(metavar="HOST", help="Where its customers find their panel.")] = "",
    request_id: RequestId = None,
) -> Answer:
    """Add a reseller."""
    new = resellers.NewReseller(name, master, panel_domain)
    reseller_id = desk.change(resellers.add, new, request_key=request_id)
    row = desk.ask(resellers.details, reseller_id).row
    return output.said(f"added reseller {row.id} {row.name}, reaches {row.access}", row)


@resellers_app.command("access")
def access(
    context: typer.Context,
    name: Name,
    reaches: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Another reseller; once for each that it reaches.")
    ] = None,
    none: Annotated[bool, typer.Option("--none", help="It reaches only its own customers.")] = False,
) -> Answer:
    """Set which other resellers' customers its admins reach; those that are not named are closed."""
    if none == bool(reaches):
        raise typer.BadParameter("name those that it reaches, each with --reaches NAME, or say --none")
    desk = desk_of(context)
    reseller_id = desk.ask(resellers.find, name)
    others = [desk.ask(resellers.find, other) for other in reaches or []]
    changed = desk.change(resellers.set_access, reseller_id, others)
    row = desk.ask(resellers.details, reseller_id).row
    what = "" if changed else ", as before"
    return output.said(f"reseller {row.id} {row.name} reaches {row.access}{what}", row)
