"""`billia labels list|attach|detach`; `labels components` sets up what can be attached."""

from typing import Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.group import Group
from billia_tui.commands.label_components import KEY, components_app
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.output import Answer, columns
from billia_tui.commands.parameters import CustomerId
from billia_tui.commands.session import customer_at
from billia_tui.paging import Page
from billia_tui.vocabulary import LabelResource

with late():
    from billia_tui.operations.labels import attached as labels
    from billia_tui.operations.labels import carried
    from billia_tui.operations.labels import components as label_components

labels_app = Group("Labels of customers, orders and services.")
labels_app.add_typer(components_app, name="components")

OrderId = Annotated[int | None, typer.Option("--order", metavar="ORDER_ID", help="Of this order of the customer.")]
ServiceId = Annotated[
    int | None, typer.Option("--service", metavar="SERVICE_ID", help="Of this service of the customer.")
]
LABELS = columns("KEY", "LABEL=text", "ADMIN", "SINCE=at")


@labels_app.command("list")
def list_labels(
    context: typer.Context, customer: CustomerId, order: OrderId = None, service: ServiceId = None
) -> Answer:
    """List the labels of a customer by name, or those of one of its orders or services."""
    resource, object_id = _object(order, service)
    desk, customer_id = customer_at(context, customer)
    found = desk.ask(carried.of, resource, desk.ask(labels.object_of, customer_id, resource, object_id))
    return output.listed(Page(found, (), more=False), LABELS, "no labels")


@labels_app.command("attach")
def attach(
    context: typer.Context,
    customer: CustomerId,
    key: KEY,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="One of the allowed values, or any of the type.")],
    replace: Annotated[bool, typer.Option("--replace", help="Also if another value is attached.")] = False,
    order: OrderId = None,
    service: ServiceId = None,
) -> Answer:
    """Attach a label; another value of the same label is replaced with --replace alone."""
    resource, object_id = _object(order, service)
    desk, customer_id = customer_at(context, customer)
    component_id = desk.ask(label_components.id_of, key)
    done = desk.change(
        labels.attach, customer_id, component_id, value, replace=replace, resource=resource, object_id=object_id
    )
    said = output.change(done.old, done.new) if done.old and done.changed else done.new
    sentence = f"{_named(customer_id, order, service)}: {done.name}: {said}{'' if done.changed else ' already'}"
    result = {"customer_id": customer_id, "name": done.name, "old": done.old or None, "new": done.new}
    return output.said(sentence, {**result, "changed": done.changed})


@labels_app.command("detach")
def detach(
    context: typer.Context, customer: CustomerId, key: KEY, order: OrderId = None, service: ServiceId = None
) -> Answer:
    """Take a label off."""
    resource, object_id = _object(order, service)
    desk, customer_id = customer_at(context, customer)
    component_id = desk.ask(label_components.id_of, key)
    was = desk.change(labels.detach, customer_id, component_id, resource=resource, object_id=object_id)
    sentence = f"{_named(customer_id, order, service)}: took off {was}"
    return output.said(sentence, {"customer_id": customer_id, "label": was, "detached": True})


def _object(order: int | None, service: int | None) -> tuple[LabelResource, int | None]:
    """What is meant: the customer itself, an order, or a service."""
    if order is not None and service is not None:
        raise typer.BadParameter("name an order or a service, not both")
    if order is not None:
        return LabelResource.ORDERS, order
    if service is not None:
        return LabelResource.SERVICES, service
    return LabelResource.USERS, None


def _named(customer_id: int, order: int | None, service: int | None) -> str:
    thing = f", order {order}" if order is not None else f", service {service}" if service is not None else ""
    return f"customer {customer_id}{thing}"
