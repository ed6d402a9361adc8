"""Setting up labels: components with their key, type, allowed values and resources (R59, R60, R64, R65)."""

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Label, LabelComponent, LabelTie, LabelValue
from billia_tui.db.paging import fetch
from billia_tui.errors import Invalid, NotFound, Refused
from billia_tui.operations.actor import Actor
from billia_tui.operations.input import check_seen
from billia_tui.operations.labels import usage as label_usage
from billia_tui.operations.labels.component_data import ComponentData, checked
from billia_tui.operations.labels.component_rows import ComponentRow, rows_of
from billia_tui.operations.labels.values import whole
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right, require, staff_only
from billia_tui.operations.requests import Request
from billia_tui.paging import Page, Window
from billia_tui.text import clean, storable
from billia_tui.vocabulary import LabelResource, LabelType


def page(session: Session, actor: Actor, window: Window, words: str = "") -> Page[ComponentRow]:
    """The components by key, those whose key or name holds `words` (R64); in three queries."""
    staff_only(actor)
    wanted = words.strip()
    if not storable(wanted):
        return Page((), (), more=False)
    statement = select(LabelComponent)
    if wanted:
        statement = statement.where(
            or_(
                LabelComponent.folded_key.contains(wanted.lower(), autoescape=True),
                LabelComponent.name.icontains(wanted, autoescape=True),
            )
        )
    columns = LabelComponent.__table__.c
    found = fetch(session, statement, [columns.folded_key, columns.id], window, lambda row: row[0])
    return Page(tuple(rows_of(session, found.rows)), found.keys, found.more)


def read(session: Session, actor: Actor, component_id: int) -> ComponentRow:
    """One component; raises NotFound."""
    staff_only(actor)
    return rows_of(session, [_component(session, component_id)])[0]


def id_of(session: Session, actor: Actor, key: str) -> int:
    """The id of the component with this key, case ignored; raises NotFound."""
    staff_only(actor)
    folded = key.strip().lower()
    by_key = select(LabelComponent.id).where(LabelComponent.folded_key == folded)
    found = session.scalar(by_key) if storable(folded) else None
    if found is None:
        raise NotFound(f"there is no label component {clean(key)!r}; see: billia labels components list")
    return found


def usage(
    session: Session, actor: Actor, component_id: int, data: ComponentData | None = None, *, seen: int | None = None
) -> int:
    """How many objects would lose their label if the component became `data`, or, without it, were deleted (R65).

    Raises:
        Forbidden, NotFound, Invalid (`data` has mistakes), Conflict (saved since the version `seen`),
        Refused (carried beyond the admin's reach).
    """
    require(actor, Right.MANAGE_LABELS)
    row = rows_of(session, [_component(session, component_id)])[0]
    check_seen(seen, row.version, "label", as_fields(row.stored))
    leaving = Label.component_id == component_id if data is None else _leaving(row, checked(data))
    return 0 if leaving is None else label_usage.carriers(session, actor, leaving)


def add(session: Session, actor: Actor, data: ComponentData, *, request_key: str | None = None) -> int:
    """Sets up a component (R59); gives its id.

    Raises:
        Forbidden, Invalid (every mistake at its field), Refused (key used for another request).
    """
    require(actor, Right.MANAGE_LABELS)
    request = Request(request_key, "add label component", _logged(data))
    if (known := request.answered(session)) is not None:
        return known
    data = checked(data)
    _refuse_taken_key(session, data.key, None)
    component = LabelComponent(created_at=clock.now(), **_columns(data))
    session.add(component)
    session.flush()
    _store_parts(session, component.id, data)
    log.about(session, actor, component, "add label component", after=_logged(data))
    return request.remember(session, component.id)


def edit(
    session: Session,
    actor: Actor,
    component_id: int,
    data: ComponentData,
    *,
    seen: int | None = None,
    expected: int = 0,
) -> bool:
    """Changes a component with its values and resources; tells whether anything changed.

    What is taken away is taken from all who carry it: `expected` is their number as the admin was told (R65).

    Raises:
        Forbidden, NotFound, Invalid, Conflict (saved by someone else since the version `seen`),
        Refused (key or type of a component that is attached; another number of carriers).
    """
    require(actor, Right.MANAGE_LABELS)
    component = _component(session, component_id, lock=True)
    row = rows_of(session, [component])[0]
    check_seen(seen, row.version, "label", as_fields(row.stored))
    data = checked(data)
    before, after = log.changed(_logged(row.stored), _logged(data))
    if not after:
        return False
    _refuse_taken_key(session, data.key, component_id)
    _refuse_fixed(session, row, data)
    leaving = _leaving(row, data)
    if leaving is not None:
        label_usage.confirmed(session, actor, leaving, expected)
        label_usage.take_off(session, actor, component, leaving)
    component.put(_columns(data))
    _store_parts(session, component_id, data)
    if data.name != row.stored.name or dict(row.stored.values).items() - dict(data.values).items():
        label_usage.renamed(session, component_id)
    thing = ("label component", component_id)
    log.write(session, actor, None, thing, "edit label component", before=before, after=after)
    return True


def delete_component(session: Session, actor: Actor, component_id: int, *, expected: int = 0) -> None:
    """Deletes a component, and takes it from the `expected` objects that carry it (R65).

    Raises:
        Forbidden, NotFound, Refused (another number of objects carries it).
    """
    require(actor, Right.MANAGE_LABELS)
    component = _component(session, component_id, lock=True)
    row = rows_of(session, [component])[0]
    leaving = Label.component_id == component_id
    label_usage.confirmed(session, actor, leaving, expected)
    label_usage.take_off(session, actor, component, leaving)
    session.execute(delete(LabelValue).where(LabelValue.component_id == component_id))
    session.execute(delete(LabelTie).where(LabelTie.component_id == component_id))
    session.delete(component)
    thing = ("label component", component_id)
    log.write(session, actor, None, thing, "delete label component", before=_logged(row.stored))


def as_fields(data: ComponentData) -> dict[str, str]:
    """The fields as the form has them: a line `value=Name` for each value, yes or no for each resource."""
    ties = {resource.lower(): "yes" if resource in data.resources else "no" for resource in LabelResource}
    plain = {name: str(getattr(data, name)) for name in ("key", "name", "description", "type", "lowest", "highest")}
    return {**plain, "values": "\n".join(f"{value}={name}" for value, name in data.values), **ties}


def _component(session: Session, component_id: int, *, lock: bool = False) -> LabelComponent:
    statement = select(LabelComponent).where(LabelComponent.id == component_id)
    component = session.scalar(statement.with_for_update() if lock else statement)
    if component is None:
        raise NotFound("this label component was deleted meanwhile")
    return component


def _refuse_taken_key(session: Session, key: str, component_id: int | None) -> None:
    other = session.scalar(select(LabelComponent.id).where(LabelComponent.folded_key == key.lower()))
    if other is not None and other != component_id:
        raise Invalid({"key": f"{key} is taken by another component"})


def _refuse_fixed(session: Session, row: ComponentRow, data: ComponentData) -> None:
    """What values in use stand on stays as it is: key and type, and no bound may shut one of them out."""
    old = row.stored
    narrower = old.type == data.type == LabelType.RANGE and (
        (whole(data.lowest) or 0) > (whole(old.lowest) or 0) or (whole(data.highest) or 0) < (whole(old.highest) or 0)
    )
    if (old.key, old.type) == (data.key, data.type) and not narrower:
        return
    if session.scalar(select(Label.id).where(Label.component_id == row.id).limit(1)) is not None:
        what = "the range can only become wider" if narrower else "key and type stay as they are"
        raise Refused(f"{row.name} is attached already: {what}", rule="R59")


def _leaving(row: ComponentRow, data: ComponentData) -> ColumnElement[bool] | None:
    """The labels that a change takes away: of values that go, and of resources that go."""
    values = {value for value, _ in row.stored.values} - {value for value, _ in data.values}
    resources = set(row.stored.resources) - set(data.resources)
    if not (values or resources):
        return None
    gone = or_(Label.value.in_(sorted(values)), Label.resource.in_(sorted(resources)))
    return (Label.component_id == row.id) & gone


def _store_parts(session: Session, component_id: int, data: ComponentData) -> None:
    """Brings the allowed values and the ties of a component to what `data` says; what stays keeps its place."""
    held = session.scalars(select(LabelValue).where(LabelValue.component_id == component_id)).all()
    wanted = dict(data.values)
    for value in held:
        if value.value in wanted:
            value.name = wanted.pop(value.value)
        else:
            session.delete(value)
    session.flush()
    session.add_all(LabelValue(component_id=component_id, value=value, name=name) for value, name in wanted.items())
    session.execute(delete(LabelTie).where(LabelTie.component_id == component_id))
    session.add_all(LabelTie(component_id=component_id, resource=resource) for resource in data.resources)
    session.flush()


def _columns(data: ComponentData) -> dict[str, object]:
    return {
        "key": data.key,
        "folded_key": data.key.lower(),
        "name": data.name,
        "description": data.description,
        "type": data.type,
        "lowest": whole(data.lowest),
        "highest": whole(data.highest),
    }


def _logged(data: ComponentData) -> dict[str, object]:
    """The fields as the log keeps them; two that mean the same are equal."""
    return {
        "key": data.key,
        "name": data.name,
        "description": data.description,
        "type": data.type,
        "lowest": data.lowest,
        "highest": data.highest,
        "values": ", ".join(sorted(f"{value}={name}" for value, name in data.values)),
        "resources": ", ".join(sorted(data.resources)),
    }
