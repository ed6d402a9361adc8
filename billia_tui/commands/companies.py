"""`billia companies list|add|edit|delete`."""

from dataclasses import asdict, replace
from typing import Annotated

import typer

from billia_tui.commands import output, tables
from billia_tui.commands.group import Group
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.options import Typed, rows_of_customer, taking
from billia_tui.commands.output import Answer
from billia_tui.commands.parameters import Customer, Desk, RequestId, Text
from billia_tui.commands.session import row_of

with late():
    from billia_tui.operations.customers import companies

companies_app = Group("Companies of a customer.")
CompanyId = Annotated[int, typer.Argument(metavar="COMPANY_ID", help="The company, as `companies list` numbers it.")]
Required = Annotated[str | None, typer.Option(help="Required for a new company.")]
NEEDED = ("company_name", "company_number", "country", "city", "address")
FIELDS = dict.fromkeys((*NEEDED, "vat_number", "responsible_person", "postcode", "phone"), Text)


@companies_app.command("list")
@rows_of_customer("customers.companies.page", tables.COMPANIES, nothing="no company")
def list_companies() -> None:
    """List the companies in the order in which they were added."""


@companies_app.command("add")
@taking({**FIELDS, **dict.fromkeys(NEEDED, Required)})
def add(desk: Desk, customer_id: Customer, typed: Typed, request_id: RequestId = None) -> Answer:
    """Add a company; the first one becomes the main profile."""
    company_id = desk.change(companies.add, customer_id, companies.CompanyData(**typed), request_key=request_id)
    row = row_of(desk, companies.page, customer_id, company_id, "company")
    main = ", main profile" if row.main else ""
    return output.said(f"customer {customer_id}: added company {row.id} {row.name}{main}", row)


@companies_app.command("edit")
@taking(FIELDS, needs="--city Bonn")
def edit(desk: Desk, customer_id: Customer, company_id: CompanyId, typed: Typed) -> Answer:
    """Change a company; what is not named stays, "" empties a field."""
    old = row_of(desk, companies.page, customer_id, company_id, "company")
    data = replace(old.stored, **typed)
    desk.change(companies.edit, customer_id, company_id, data, seen=old.version)
    new = row_of(desk, companies.page, customer_id, company_id, "company")
    before, after = asdict(old.stored), asdict(new.stored)
    pairs = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    return output.changed(f"customer {customer_id}, company {company_id}", company_id, pairs)


@companies_app.command("delete")
def delete(desk: Desk, customer_id: Customer, company_id: CompanyId) -> Answer:
    """Take a company off the list; purchases and documents keep it."""
    row = row_of(desk, companies.page, customer_id, company_id, "company")
    desk.change(companies.delete, customer_id, company_id)
    return output.deleted(f"customer {customer_id}: deleted company {company_id} {row.name}", company_id)
