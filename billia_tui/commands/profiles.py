"""`billia profiles list|show|add|edit|make-main|delete`."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.output import Column, columns
from billia_tui.commands.parameters import AsJson, CustomerId, Limit, RequestId
from billia_tui.commands.session import customer_at, row_of
from billia_tui.paging import Window
from billia_tui.vocabulary import ProfileType

if TYPE_CHECKING:
    from billia_tui.operations.customers.profiles import ProfileData

profiles_app = typer.Typer(help="Profiles that purchases are made out to.", rich_markup_mode=None)
ProfileId = Annotated[int, typer.Argument(metavar="PROFILE_ID", help="The profile, as `profiles list` numbers it.")]
Text = Annotated[str | None, typer.Option()]
OfCompany = Annotated[str | None, typer.Option(help="Of a company.")]
Invoices = Annotated[bool | None, typer.Option("--invoices/--no-invoices", help="Make invoices by themselves.")]

PROFILES = columns(
    "ID>",
    "MAIN",
    "TITLE",
    "TYPE",
    Column("CONTACT", lambda row: row.contact or None),
    Column("INVOICES", lambda row: "by itself" if row.auto_generate_invoice else "on request"),
)


@profiles_app.command("list")
def list_profiles(context: typer.Context, customer: CustomerId, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List the profiles in the order in which they were added."""
    from billia_tui.operations.customers import profiles

    desk, customer_id = customer_at(context, customer)
    found = desk.ask(profiles.page, customer_id, Window(limit=limit))
    output.rows(found, PROFILES, as_json=as_json, nothing="no profile")


@profiles_app.command("show")
def show(context: typer.Context, customer: CustomerId, profile_id: ProfileId, as_json: AsJson = False) -> None:
    """Show all fields of a profile."""
    from billia_tui.operations.customers import profiles

    desk, customer_id = customer_at(context, customer)
    row = row_of(desk, profiles.page, customer_id, profile_id, "profile")
    facts = {"id": row.id, "type": row.type, "main": row.main, **row.stored.values}
    if as_json:
        output.document(facts)
        return
    shown = {name: value for name, value in facts.items() if value != "" or row.type == ProfileType.COMPANY}
    output.details([(name.replace("_", " "), value if value != "" else None) for name, value in shown.items()])


@profiles_app.command("add")
def add(
    context: typer.Context,
    customer: CustomerId,
    kind: Annotated[ProfileType, typer.Argument(metavar="TYPE", help="Person or Company.", case_sensitive=False)],
    title: Text = None,
    contact_person: Text = None,
    contact_data: Text = None,
    invoices: Invoices = None,
    company_name: OfCompany = None,
    company_number: OfCompany = None,
    vat_number: OfCompany = None,
    responsible_person: OfCompany = None,
    country: OfCompany = None,
    city: OfCompany = None,
    address: OfCompany = None,
    postcode: OfCompany = None,
    phone: OfCompany = None,
    request_id: RequestId = None,
    as_json: AsJson = False,
) -> None:
    """Add a profile; a first company becomes the main one."""
    from billia_tui.operations.customers import profiles

    own = {"title": title, "contact_person": contact_person, "contact_data": contact_data}
    company = {
        "company_name": company_name, "company_number": company_number, "vat_number": vat_number,
        "responsible_person": responsible_person, "country": country, "city": city, "address": address,
        "postcode": postcode, "phone": phone,
    }  # fmt: skip
    data = _typed(profiles.ProfileData(), own, company, invoices)
    desk, customer_id = customer_at(context, customer)
    profile_id = desk.change(profiles.add, customer_id, kind, data, request_key=request_id)
    row = row_of(desk, profiles.page, customer_id, profile_id, "profile")
    main = ", main profile" if row.main else ""
    output.told(f"customer {customer_id}: added profile {row.id} {row.title}{main}", row, as_json=as_json)


@profiles_app.command("edit")
def edit(
    context: typer.Context,
    customer: CustomerId,
    profile_id: ProfileId,
    title: Text = None,
    contact_person: Text = None,
    contact_data: Text = None,
    invoices: Invoices = None,
    company_name: OfCompany = None,
    company_number: OfCompany = None,
    vat_number: OfCompany = None,
    responsible_person: OfCompany = None,
    country: OfCompany = None,
    city: OfCompany = None,
    address: OfCompany = None,
    postcode: OfCompany = None,
    phone: OfCompany = None,
    as_json: AsJson = False,
) -> None:
    """Change fields of a profile; what is left out stays."""
    from billia_tui.operations.customers import profiles

    own = {"title": title, "contact_person": contact_person, "contact_data": contact_data}
    company = {
        "company_name": company_name, "company_number": company_number, "vat_number": vat_number,
        "responsible_person": responsible_person, "country": country, "city": city, "address": address,
        "postcode": postcode, "phone": phone,
    }  # fmt: skip
    desk, customer_id = customer_at(context, customer)
    old = row_of(desk, profiles.page, customer_id, profile_id, "profile")
    data = _typed(old.stored, own, company, invoices)
    desk.change(profiles.edit, customer_id, profile_id, data, seen=old.version)
    new = row_of(desk, profiles.page, customer_id, profile_id, "profile")
    before, after = old.stored.values, new.stored.values
    pairs = {name: (before[name], value) for name, value in after.items() if before[name] != value}
    output.told_changes(f"customer {customer_id}, profile {profile_id}", profile_id, pairs, as_json=as_json)


@profiles_app.command("make-main")
def make_main(context: typer.Context, customer: CustomerId, profile_id: ProfileId, as_json: AsJson = False) -> None:
    """Make a profile the main one; while there is a company, only a company can be."""
    from billia_tui.operations.customers import profiles

    desk, customer_id = customer_at(context, customer)
    desk.change(profiles.make_main, customer_id, profile_id)
    row = row_of(desk, profiles.page, customer_id, profile_id, "profile")
    output.told(f"customer {customer_id}: main profile is {row.id} {row.title}", row, as_json=as_json)


@profiles_app.command("delete")
def delete(context: typer.Context, customer: CustomerId, profile_id: ProfileId, as_json: AsJson = False) -> None:
    """Delete a profile that is not the main one."""
    from billia_tui.operations.customers import profiles

    desk, customer_id = customer_at(context, customer)
    row = row_of(desk, profiles.page, customer_id, profile_id, "profile")
    desk.change(profiles.delete, customer_id, profile_id)
    sentence = f"customer {customer_id}: deleted profile {profile_id} {row.title}"
    output.told(sentence, {"id": profile_id, "deleted": True}, as_json=as_json)


def _typed(
    stored: "ProfileData", own: dict[str, str | None], company: dict[str, str | None], invoices: bool | None
) -> "ProfileData":
    """What was typed over what is stored."""
    company_typed = {name: value for name, value in company.items() if value is not None}
    typed = {name: value for name, value in own.items() if value is not None}
    wanted = stored.auto_generate_invoice if invoices is None else invoices
    return replace(stored, **typed, auto_generate_invoice=wanted, company=replace(stored.company, **company_typed))
