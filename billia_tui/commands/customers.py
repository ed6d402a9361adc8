"""`billia customers list|show|add|edit`."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from billia_tui.commands import output, tables
from billia_tui.commands.group import Group
from billia_tui.commands.options import Typed, taking
from billia_tui.commands.output import Answer
from billia_tui.commands.parameters import (
    USUAL,
    USUAL_AS_JSON,
    AsJson,
    Customer,
    CustomerId,
    Desk,
    LimitOrUsual,
    RequestId,
    Reverse,
    Text,
    word_of,
)
from billia_tui.commands.queries import NEGATED_WORDS, Query, explained, joined
from billia_tui.commands.session import anybody_at, customer_at, desk_of
from billia_tui.operations.queries.customer_query import CustomerQuery, Sort, StatusFilter, with_sort
from billia_tui.paging import Window

customers_app = Group("Find, show, add and change customers.")


class Then(StrEnum):
    """What happens with a new customer (R150), as it is typed."""

    SEND_ACTIVATION = "send-activation"
    ACTIVATE = "activate"
    NOTHING = "nothing"


Status = Annotated[
    StatusFilter,
    typer.Option(parser=word_of(StatusFilter), metavar="STATUS", help="All, Active, Inactive, Blocked or on-hold."),
]
Label = Annotated[str, typer.Option(metavar="KEY=VALUE", help="Only customers with this label.")]
Country = Annotated[str | None, typer.Option(help="A two-letter code or an English name.")]
EDITED = {
    **dict.fromkeys(("first_name", "last_name", "phone"), Text),
    "country": Country,
    **dict.fromkeys(("city", "address", "postcode"), Text),
}
Required = Annotated[str | None, typer.Option(help="Required.")]
ADDED = {
    **dict.fromkeys(("first_name", "last_name"), Required),
    "email": Annotated[str | None, typer.Option(help="The registration e-mail; required.")],
    "country": Annotated[str | None, typer.Option(help="A two-letter code or an English name; required.")],
    "currency": Annotated[str | None, typer.Option(help="An ISO 4217 code; required.")],
    "reseller": Annotated[str, typer.Option(help="Who owns the customer.")],
    "username": Annotated[str | None, typer.Option(help="The e-mail, if left out.")],
    **dict.fromkeys(("phone", "city", "address", "postcode"), Text),
    "company_name": Annotated[str | None, typer.Option(help="Adds a company.")],
    **dict.fromkeys(("company_number", "vat_number"), Text),
}


@customers_app.command("list", context_settings=NEGATED_WORDS)
def list_customers(
    context: typer.Context,
    query: Query = None,
    status: Status = StatusFilter.ALL,
    sort: Annotated[
        Sort | None, typer.Option(case_sensitive=False, help="The column to sort by, whatever the query says.")
    ] = None,
    reverse: Reverse = False,
    label: Label = "",
    limit: LimitOrUsual = None,
    as_json: AsJson = False,
) -> None:
    """List customers, newest first; with a query, those for whom all of it holds."""
    from billia_tui.operations.finding import listing as customer_list

    wanted = _ordered(CustomerQuery(words=joined(query), status=status, label=label), sort, reverse=reverse)
    with explained(wanted.words):
        found = desk_of(context).ask(
            customer_list.page, wanted, Window(limit=limit or (USUAL_AS_JSON if as_json else USUAL))
        )
    narrowed = wanted.words or wanted.label or status != StatusFilter.ALL
    nothing = "no customer matches" if narrowed else tables.NO_CUSTOMERS
    output.rows(found, tables.CUSTOMERS, as_json=as_json, nothing=nothing)


def _ordered(query: CustomerQuery, sort: Sort | None, *, reverse: bool) -> CustomerQuery:
    """The query in the order of the options, which wins over the one in its words."""
    from billia_tui.operations.queries.language import ordered

    if sort is not None:
        query = replace(ordered(query), sort=Sort.ID, descending=True)
        query = query if sort == Sort.ID else with_sort(query, sort)
    if reverse:
        query = ordered(query)
        query = replace(query, descending=not query.descending)
    return query


@customers_app.command("count", context_settings=NEGATED_WORDS)
def count(
    context: typer.Context,
    query: Query = None,
    status: Status = StatusFilter.ALL,
    label: Label = "",
) -> Answer:
    """Count customers; with a query, those for whom all of it holds."""
    from billia_tui.operations.finding import listing as customer_list

    wanted = CustomerQuery(words=joined(query), status=status, label=label)
    with explained(wanted.words):
        found = desk_of(context).ask(customer_list.count, wanted, at_most=None)
    return output.said(str(found.number), {"count": found.number})


@customers_app.command("show")
def show(
    context: typer.Context,
    customer: CustomerId,
    everything: Annotated[
        bool, typer.Option("--all", help="With --json: all that the store holds about the customer.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show one customer: ribbon and information, or with --json --all everything."""
    from billia_tui.operations.customers import page as customer_page

    if everything:
        if not as_json:
            raise typer.BadParameter("--all goes with --json; `billia timeline ID` shows what happened as text")
        from billia_tui.operations.exports import whole_record

        desk, customer_id = anybody_at(context, customer)
        output.document(desk.ask(whole_record.whole, customer_id))
        return
    desk, customer_id = customer_at(context, customer)
    page = desk.ask(customer_page.read, customer_id)
    pairs: list[tuple[str, object]] = [
        ("id", page.id),
        ("username", page.username),
        ("name", f"{page.first_name} {page.last_name}"),
        ("shown as", f"{page.name} ({page.profile_type})"),
        ("status", f"{page.status} · {page.first_hour}" if page.first_hour else page.status),
        ("on hold", page.hold or "no"),
        *output.facts(page, "wallet", "credit limit", "reseller", "role", "phone?"),
        ("country", f"{page.country_name} ({page.country})"),
        *output.facts(page, "city?", "address?", "postcode?", "registered=created_at", "activated=activated_at"),
        ("activation mail", page.activation_sent_at),
    ]
    output.printed(output.record_of(page, pairs), as_json=as_json)


@customers_app.command("add")
@taking(ADDED, reseller="default")
def add(
    desk: Desk,
    typed: Typed,
    then: Annotated[Then, typer.Option(help="What happens next.")] = Then.SEND_ACTIVATION,
    request_id: RequestId = None,
) -> Answer:
    """Add a customer; it starts Inactive. Every mistake is told at once."""
    from billia_tui.operations.customers import editing as customers
    from billia_tui.operations.customers import naming
    from billia_tui.operations.customers import page as customer_page

    new = customers.NewCustomer(**typed)
    customer_id = desk.change(customers.add, new, then=customers.AfterAdding[then.name], request_key=request_id)
    page = desk.ask(customer_page.read, customer_id)
    other = desk.ask(naming.lookalike, customer_id)
    if other:
        output.hint(f"the username {page.username} looks like {other}")
    mail = "; the activation e-mail is written" if then == Then.SEND_ACTIVATION else ""
    return output.said(f"added customer {page.id} {page.username}: {page.status}{mail}", page)


@customers_app.command("edit")
@taking(EDITED, needs="--city Bonn")
def edit(desk: Desk, customer_id: Customer, typed: Typed) -> Answer:
    """Change name and contact data; what is not named stays, "" empties a field."""
    from billia_tui.operations.customers import editing as customers

    before = desk.ask(customers.contact_data, customer_id)
    changed = desk.change(customers.edit, customer_id, typed, seen=before.version)
    after = desk.ask(customers.contact_data, customer_id)
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in changed}
    return output.changed(f"customer {customer_id}", customer_id, pairs)


@customers_app.command("record")
def record(
    context: typer.Context,
    customer: CustomerId,
    target: Annotated[str, typer.Option("--output", metavar="FILE", help="The file, or a folder to put it in.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")] = False,
) -> Answer:
    """Save all that the store holds about a customer as one JSON file (GDPR, article 15)."""
    from billia_tui.operations.exports import whole_record

    desk, customer_id = anybody_at(context, customer)
    found = desk.ask(whole_record.whole, customer_id)
    saved = whole_record.save(found, Path(target).expanduser(), overwrite=force)
    result = {"id": customer_id, "file": str(saved)}
    return output.said(f"record of customer {customer_id} saved as {saved}", result)
