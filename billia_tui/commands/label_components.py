"""`billia labels components list|show|add|edit|delete|add-value|remove-value|tie|untie`."""

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from billia_tui.commands import output
from billia_tui.commands.group import Group
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.output import Answer, Column, columns
from billia_tui.commands.parameters import Desk, Limit, RequestId, Text
from billia_tui.commands.session import desk_of
from billia_tui.errors import Refused
from billia_tui.paging import Window
from billia_tui.vocabulary import LabelResource, LabelType

with late():
    from billia_tui.operations.labels import components as label_components

if TYPE_CHECKING:
    from billia_tui.operations.labels.component_data import ComponentData
    from billia_tui.operations.labels.component_rows import ComponentRow

components_app = Group("Set up which labels there are.")

KEY = Annotated[str, typer.Argument(metavar="KEY", help="The key of the component; case does not matter.")]
Resource = Annotated[LabelResource, typer.Argument(metavar="RESOURCE", case_sensitive=False, help="Users, Orders …")]
Bound = Annotated[str | None, typer.Option(metavar="N", help="For type range.")]
Values = Annotated[
    list[str] | None, typer.Option("--value", metavar="VALUE=NAME", help="An allowed value; can be repeated.")
]
Expected = Annotated[
    int | None,
    typer.Option(min=0, metavar="N", help="How many objects lose a label by this; needed if any does."),
]


def _values(row: "ComponentRow") -> str:
    if row.values:
        return ", ".join(one.name for one in row.values)
    return "–" if row.lowest is None else f"{row.lowest} to {row.highest}"


COMPONENTS = columns(
    "ID>", "KEY", "NAME", Column("RESOURCES", lambda row: ", ".join(row.resources)), "TYPE", Column("VALUES", _values)
)


@components_app.command("list")
def list_components(
    desk: Desk,
    words: Annotated[str, typer.Argument(metavar="[WORDS]", help="Part of a key or a name.")] = "",
    limit: Limit = 50,
) -> Answer:
    """List the components by key."""
    found = desk.ask(label_components.page, Window(limit=limit), words)
    return output.listed(found, COMPONENTS, "no label components")


@components_app.command("show")
def show(desk: Desk, key: KEY) -> Answer:
    """Show one component with its allowed values."""
    row = _row(desk, key)
    bounds = ("from=lowest", "to=highest") if row.lowest is not None else ()
    pairs = output.facts(row, "id", "key", "name", "description?", "type", *bounds)
    pairs.append(("resources", ", ".join(row.resources)))
    values = [(f"value {number}", f"{one.value} = {one.name}") for number, one in enumerate(row.values, 1)]
    return output.record_of(row, [*pairs, *values])


@components_app.command("add")
def add(
    context: typer.Context,
    key: KEY,
    name: Annotated[str, typer.Option(help="Required: what people read.")] = "",
    label_type: Annotated[LabelType, typer.Option("--type", case_sensitive=False)] = LabelType.STRING,
    description: Annotated[str, typer.Option()] = "",
    lowest: Bound = None,
    highest: Bound = None,
    value: Values = None,
    resource: Annotated[
        list[LabelResource] | None,
        typer.Option(
            "--for", case_sensitive=False, help="What it can be attached to; can be repeated. Users, if left out."
        ),
    ] = None,
    request_id: RequestId = None,
) -> Answer:
    """Set up a component."""
    from billia_tui.operations.labels.component_data import ComponentData, values_of

    data = ComponentData(
        key,
        name,
        description,
        label_type,
        lowest or "",
        highest or "",
        values_of("\n".join(value or [])),
        tuple(resource or [LabelResource.USERS]),
    )
    desk = desk_of(context)
    component_id = desk.change(label_components.add, data, request_key=request_id)
    row = desk.ask(label_components.read, component_id)
    return output.said(f"added label component {row.id} {row.key}: {row.name}, {row.type}", row)


@components_app.command("edit")
def edit(
    context: typer.Context,
    key: KEY,
    new_key: Annotated[str | None, typer.Option("--key", help="While it is not attached.")] = None,
    name: Text = None,
    description: Text = None,
    label_type: Annotated[
        LabelType | None, typer.Option("--type", case_sensitive=False, help="While it is not attached.")
    ] = None,
    lowest: Bound = None,
    highest: Bound = None,
) -> Answer:
    """Change a component; what is not named stays. Values and resources have commands of their own."""
    typed = {
        "key": new_key,
        "name": name,
        "description": description,
        "type": label_type,
        "lowest": lowest,
        "highest": highest,
    }
    changes: dict[str, Any] = {field: str(text) for field, text in typed.items() if text is not None}
    if not changes:
        raise typer.BadParameter('name at least one field to change, e.g. --name "Service level"')
    desk = desk_of(context)
    row = _row(desk, key)
    return _edit(desk, row, replace(row.stored, **changes), None)


@components_app.command("delete")
def delete(desk: Desk, key: KEY, expected: Expected = None) -> Answer:
    """Delete a component, and take it from all that carry it: their number has to be said."""
    row = _row(desk, key)
    number = _told(desk.ask(label_components.usage, row.id), expected)
    desk.change(label_components.delete_component, row.id, expected=number)
    sentence = f"deleted label component {row.id} {row.key}{_taken(number)}"
    return output.said(sentence, {"id": row.id, "deleted": True, "taken_off": number})


@components_app.command("add-value")
def add_value(
    desk: Desk,
    key: KEY,
    value: Annotated[str, typer.Argument(metavar="VALUE")],
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="What people read; the value, if left out.")] = "",
) -> Answer:
    """Allow one more value; from the first one on, only allowed values can be attached."""
    from billia_tui.operations.labels.component_data import with_value

    row = _row(desk, key)
    return _edit(desk, row, with_value(row.stored, value, name), None)


@components_app.command("remove-value")
def remove_value(
    desk: Desk, key: KEY, value: Annotated[str, typer.Argument(metavar="VALUE")], expected: Expected = None
) -> Answer:
    """Take an allowed value away, also from all that carry it: their number has to be said."""
    from billia_tui.operations.labels.component_data import without_value

    row = _row(desk, key)
    return _edit(desk, row, without_value(row.stored, value), expected)


@components_app.command("tie")
def tie(desk: Desk, key: KEY, resource: Resource) -> Answer:
    """Make a component attachable to Users, Orders or Services."""
    from billia_tui.operations.labels.component_data import with_tie

    row = _row(desk, key)
    return _edit(desk, row, with_tie(row.stored, resource), None)


@components_app.command("untie")
def untie(desk: Desk, key: KEY, resource: Resource, expected: Expected = None) -> Answer:
    """Take a resource off a component, also from all objects of it: their number has to be said."""
    from billia_tui.operations.labels.component_data import without_tie

    row = _row(desk, key)
    return _edit(desk, row, without_tie(row.stored, resource), expected)


def _row(desk: Desk, key: str) -> "ComponentRow":
    return desk.ask(label_components.read, desk.ask(label_components.id_of, key))


def _edit(desk: Desk, row: "ComponentRow", data: "ComponentData", expected: int | None) -> Answer:
    """Saves what a component shall be, after the number of those who lose a label by it was said (R65)."""
    number = _told(desk.ask(label_components.usage, row.id, data), expected)
    desk.change(label_components.edit, row.id, data, seen=row.version, expected=number)
    after = desk.ask(label_components.read, row.id)
    old, new = _fields(row.stored), _fields(after.stored)
    pairs: dict[str, tuple[object, object]] = {name: (old[name], new[name]) for name in old if old[name] != new[name]}
    return output.changed(f"label component {after.key}{_taken(number)}", row.id, pairs)


def _fields(data: "ComponentData") -> dict[str, str]:
    parts = asdict(data)
    values = ", ".join(f"{value}={name}" for value, name in data.values)
    return {**parts, "type": str(data.type), "values": values, "resources": ", ".join(data.resources)}


def _told(number: int, expected: int | None) -> int:
    """The number that was said; raises Refused if it has to be said and was not (R65)."""
    if number and expected is None:
        carry = "1 object carries" if number == 1 else f"{number:,} objects carry"
        raise Refused(
            f"{carry} what this takes away; to take it from them, repeat with --expected {number}", rule="R65"
        )
    return number if expected is None else expected


def _taken(number: int) -> str:
    return f" (taken from {number:,})" if number else ""
