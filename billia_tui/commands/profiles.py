"""`billia profiles list|show|add|edit|make-main|delete`."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.group import Group
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.options import Typed, rows_of_customer, taking
from billia_tui.commands.output import Answer, Column, columns
from billia_tui.commands.parameters import Customer, Desk, RequestId, Text
from billia_tui.commands.session import row_of
from billia_tui.vocabulary import ProfileType

with late():
    from billia_tui.operations.customers import profiles

if TYPE_CHECKING:
    from billia_tui.operations.customers.profiles import ProfileData

profiles_app = Group("Profiles that purchases are made out to.")
ProfileId = Annotated[int, typer.Argument(metavar="PROFILE_ID", help="The profile, as `profiles list` numbers it.")]
OfCompany = Annotated[str | None, typer.Option(help="Of a company.")]
COMPANY = (
    "company_name", "company_number", "vat_number", "responsible_person", "country", "city", "address", "postcode",
    "phone",
)  # fmt: skip
FIELDS = {
    **dict.fromkeys(("title", "contact_person", "contact_data"), Text),
    "invoices": Annotated[bool | None, typer.Option("--invoices/--no-invoices", help="Make invoices by themselves.")],
    **dict.fromkeys(COMPANY, OfCompany),
}

PROFILES = columns(
    *("ID>", "MAIN", "TITLE", "TYPE", "CONTACT?"),
    Column("INVOICES", lambda row: "by itself" if row.auto_generate_invoice else "on request"),
)


@profiles_app.command("list")
@rows_of_customer("customers.profiles.page", PROFILES, nothing="no profile")
def list_profiles() -> None:
    """List the profiles in the order in which they were added."""


@profiles_app.command("show")
def show(desk: Desk, customer_id: Customer, profile_id: ProfileId) -> Answer:
    """Show all fields of a profile."""
    row = row_of(desk, profiles.page, customer_id, profile_id, "profile")
    facts = {"id": row.id, "type": row.type, "main": row.main, **row.stored.values}
    shown = {name: value for name, value in facts.items() if value != "" or row.type == ProfileType.COMPANY}
    return output.record_of(
        facts, [(name.replace("_", " "), value if value != "" else None) for name, value in shown.items()]
    )


@profiles_app.command("add")
@taking(FIELDS)
def add(
    desk: Desk,
    customer_id: Customer,
    kind: Annotated[ProfileType, typer.Argument(metavar="TYPE", help="Person or Company.", case_sensitive=False)],
    typed: Typed,
    request_id: RequestId = None,
) -> Answer:
    """Add a profile; a first company becomes the main one."""
    profile_id = desk.change(
        profiles.add, customer_id, kind, _filled(profiles.ProfileData(), typed), request_key=request_id
    )
    row = row_of(desk, profiles.page, customer_id, profile_id, "profile")
    main = ", main profile" if row.main else ""
    return output.said(f"customer {customer_id}: added profile {row.id} {row.title}{main}", row)


@profiles_app.command("edit")
@taking(FIELDS)
def edit(desk: Desk, customer_id: Customer, profile_id: ProfileId, typed: Typed) -> Answer:
    """Change fields of a profile; what is left out stays."""
    old = row_of(desk, profiles.page, customer_id, profile_id, "profile")
    desk.change(profiles.edit, customer_id, profile_id, _filled(old.stored, typed), seen=old.version)
    new = row_of(desk, profiles.page, customer_id, profile_id, "profile")
    before, after = old.stored.values, new.stored.values
    pairs = {name: (before[name], value) for name, value in after.items() if before[name] != value}
    return output.changed(f"customer {customer_id}, profile {profile_id}", profile_id, pairs)


@profiles_app.command("make-main")
def make_main(desk: Desk, customer_id: Customer, profile_id: ProfileId) -> Answer:
    """Make a profile the main one; while there is a company, only a company can be."""
    desk.change(profiles.make_main, customer_id, profile_id)
    row = row_of(desk, profiles.page, customer_id, profile_id, "profile")
    return output.said(f"customer {customer_id}: main profile is {row.id} {row.title}", row)


@profiles_app.command("delete")
def delete(desk: Desk, customer_id: Customer, profile_id: ProfileId) -> Answer:
    """Delete a profile that is not the main one."""
    row = row_of(desk, profiles.page, customer_id, profile_id, "profile")
    desk.change(profiles.delete, customer_id, profile_id)
    return output.deleted(f"customer {customer_id}: deleted profile {profile_id} {row.title}", profile_id)


def _filled(stored: "ProfileData", typed: Typed) -> "ProfileData":
    """What was typed over what is stored."""
    own = {name.replace("invoices", "auto_generate_invoice"): typed[name] for name in typed if name not in COMPANY}
    company = {name: typed[name] for name in typed if name in COMPANY}
    return replace(stored, **own, company=replace(stored.company, **company))
