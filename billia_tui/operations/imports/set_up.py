"""What must be there before records are brought over: products, and the components of labels (R234)."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from billia_tui.db.models import ImportKey, LabelComponent, Product
from billia_tui.errors import Invalid
from billia_tui.operations.actor import Actor
from billia_tui.operations.desk import Desk
from billia_tui.operations.imports.kind import fingerprint
from billia_tui.operations.labels import components as label_components
from billia_tui.operations.labels.component_data import ComponentData
from billia_tui.operations.orders import catalogue
from billia_tui.operations.orders.catalogue import ProductData
from billia_tui.text import clean
from billia_tui.vocabulary import LabelResource

PRODUCTS = "products"
_TOGETHER = 200


def products(desk: Desk, source: str, rows: Iterable[Mapping[str, Any]]) -> tuple[bool, list[str]]:
    """Adds what the catalogue lacks and changes what differs; whether products can be named, and what to tell."""
    told: list[str] = []
    new = changed = unchanged = 0
    waiting = iter(rows)
    while some := list(islice(waiting, _TOGETHER)):
        for verdict in desk.change(store_products, source, some):
            new += verdict == "new"
            changed += verdict == "changed"
            unchanged += verdict == "unchanged"
            if verdict not in {"new", "changed", "unchanged"}:
                told.append(f"products: {verdict}")
    return not told, [f"products: {new:,} new, {changed:,} changed, {unchanged:,} unchanged", *told]


def store_products(session: Session, actor: Actor, source: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Stores some products of a source; for each new, changed, unchanged, or why not.

    Raises:
        Forbidden.
    """
    return [_product(session, actor, source, row) for row in rows]


def _product(session: Session, actor: Actor, source: str, row: Mapping[str, Any]) -> str:
    external = str(row["id"])
    values = {name: value for name, value in row.items() if name != "id"}
    mark = fingerprint({name: str(value) for name, value in values.items()})
    key = session.get(ImportKey, (source, PRODUCTS, external))
    if key is not None and key.fingerprint == mark and session.get(Product, key.row_id) is not None:
        return "unchanged"
    values |= {"price": str(values["price"]), "code": str(values["code"]), "on_sale": bool(values["on_sale"])}
    try:
        if key is not None and session.get(Product, key.row_id) is not None:
            catalogue.edit(session, actor, key.row_id, values)
            where = ImportKey.source == source, ImportKey.kind == PRODUCTS, ImportKey.external_id == external
            session.execute(update(ImportKey).where(*where).values(fingerprint=mark))
            return "changed"
        row_id = catalogue.add(session, actor, ProductData(**values))
    except Invalid as error:
        return f"{clean(str(values['name']))}: {'; '.join(f'{name} {text}' for name, text in error.fields.items())}"
    session.add(ImportKey(source=source, kind=PRODUCTS, external_id=external, row_id=row_id, fingerprint=mark))
    session.flush()
    return "new"


def components(desk: Desk, source: str, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Sets up the components that custom fields need and that are not there; gives what to tell."""
    made = desk.change(store_components, source, list(rows))
    return [f"label components set up: {', '.join(made)}"] if made else []


def store_components(session: Session, actor: Actor, source: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Sets up components of type string, tied to what carries them; gives the keys of those that are new.

    Raises:
        Forbidden.
    """
    made = []
    for row in rows:
        if session.scalar(select(LabelComponent.id).where(LabelComponent.folded_key == row["key"])) is not None:
            continue
        ties = ((LabelResource.USERS, row["users"]), (LabelResource.SERVICES, row["services"]))
        resources = tuple(resource.value for resource, has in ties if has)
        name = clean(str(row["name"]), limit=100) or row["key"]
        data = ComponentData(row["key"], name, f"custom field, from {source}", resources=resources)
        label_components.add(session, actor, data)
        made.append(str(row["key"]))
    return made
