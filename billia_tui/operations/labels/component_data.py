"""What is typed for a label component, and its check: every mistake at its field (R59, R60)."""

import re
from dataclasses import dataclass, replace

from billia_tui.errors import Invalid, NotFound
from billia_tui.operations.input import LONGEST_REASON, Fields
from billia_tui.operations.labels import values as label_values
from billia_tui.operations.labels.values import whole
from billia_tui.text import clean
from billia_tui.vocabulary import LabelResource, LabelType

LONGEST_KEY = 40
MOST_VALUES = 200
"""Allowed values of one component: more cannot be picked from with a keyboard."""

_KEY = re.compile(r"[a-z0-9][a-z0-9_.-]*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ComponentData:
    """The fields of a component, as typed or as stored. `values` are pairs of value and name."""

    key: str = ""
    name: str = ""
    description: str = ""
    type: str = LabelType.STRING
    lowest: str = ""
    highest: str = ""
    values: tuple[tuple[str, str], ...] = ()
    resources: tuple[str, ...] = (LabelResource.USERS,)


def values_of(text: str) -> tuple[tuple[str, str], ...]:
    """Allowed values as typed: a line `value=Name` each, or `value` alone, which is its own name then."""
    pairs = (line.partition("=") for line in text.splitlines() if line.strip())
    return tuple((value.strip(), name.strip()) for value, _, name in pairs)


def with_value(data: ComponentData, value: str, name: str = "") -> ComponentData:
    """`data` with one more allowed value."""
    return replace(data, values=(*data.values, (value, name)))


def without_value(data: ComponentData, value: str) -> ComponentData:
    """`data` without an allowed value, case ignored; raises NotFound."""
    left = tuple(pair for pair in data.values if pair[0].casefold() != value.strip().casefold())
    if left == data.values:
        raise NotFound(f"{clean(data.name)} has no allowed value {clean(value)!r}")
    return replace(data, values=left)


def with_tie(data: ComponentData, resource: str) -> ComponentData:
    """`data` tied to one more resource."""
    return replace(data, resources=(*data.resources, resource))


def without_tie(data: ComponentData, resource: str) -> ComponentData:
    """`data` without the tie to a resource; raises NotFound."""
    left = tuple(tie for tie in data.resources if tie.casefold() != resource.strip().casefold())
    if left == data.resources:
        raise NotFound(f"{clean(data.name)} is not tied to {clean(resource)}")
    return replace(data, resources=left)


def checked(data: ComponentData) -> ComponentData:
    """The fields as they are stored; raises Invalid with all mistakes."""
    read = Fields()
    key = read.line("key", data.key, required=True, limit=LONGEST_KEY)
    if "key" not in read.errors and not _KEY.fullmatch(key):
        read.errors["key"] = "may hold letters a-z, digits, and _ - . after the first character"
    kind = data.type.strip().lower()
    lowest, highest = _bounds(read, kind, data)
    if kind not in list(LabelType):
        read.errors["type"] = f"must be one of {', '.join(LabelType)}"
    resources = _resources(read, data.resources)
    values = () if {"type", "lowest", "highest"} & read.errors.keys() else _values(read, kind, lowest, highest, data)
    name = read.line("name", data.name, required=True)
    description = read.line("description", data.description, limit=LONGEST_REASON)
    read.done()
    least, most = ("" if bound is None else str(bound) for bound in (lowest, highest))
    return ComponentData(key, name, description, kind, least, most, values, resources)


def _bounds(read: Fields, kind: str, data: ComponentData) -> tuple[int | None, int | None]:
    """The bounds of a range; other types have none."""
    found: dict[str, int | None] = {}
    for name, text in (("lowest", data.lowest), ("highest", data.highest)):
        found[name] = whole(text)
        if kind != LabelType.RANGE and text.strip():
            read.errors[name] = "is for type range alone; leave it empty"
        elif kind == LabelType.RANGE and found[name] is None:
            read.errors[name] = "must be a whole number"
    lowest, highest = found["lowest"], found["highest"]
    if lowest is not None and highest is not None and lowest > highest:
        read.errors["highest"] = f"must not be below {lowest}"
    return lowest, highest


def _resources(read: Fields, typed: tuple[str, ...]) -> tuple[str, ...]:
    """The resources in the order of the program (R64); at least one."""
    known = {resource.lower(): resource for resource in LabelResource}
    named = {text.strip().lower() for text in typed}
    unknown = sorted(named - known.keys())
    if unknown:
        read.errors["resources"] = f"{clean(unknown[0])!r} is none of {', '.join(LabelResource)}"
    elif not named:
        read.errors["resources"] = f"needs at least one of {', '.join(LabelResource)}"
    return tuple(resource for name, resource in known.items() if name in named)


def _values(
    read: Fields, kind: str, lowest: int | None, highest: int | None, data: ComponentData
) -> tuple[tuple[str, str], ...]:
    """The allowed values, each of the right type, no value and no name twice."""
    if len(data.values) > MOST_VALUES:
        read.errors["values"] = f"are {len(data.values):,}; at most {MOST_VALUES} are possible"
        return ()
    found: list[tuple[str, str]] = []
    taken: set[str] = set()
    for number, (typed, typed_name) in enumerate(data.values, 1):
        one = Fields()
        try:
            value = label_values.checked(kind, typed, lowest=lowest, highest=highest)
        except Invalid as error:
            read.errors["values"] = f"{number}. {clean(typed)!r}: {error.fields['value']}"
            return ()
        name = one.line("name", typed_name or value)
        wrong = one.errors.get("name") or ("must not hold =" if "=" in value else "")
        if not wrong and {f"value {value.casefold()}", f"name {name.casefold()}"} & taken:
            wrong = "is there twice, the value or its name"
        if wrong:
            read.errors["values"] = f"{number}. {clean(typed)!r}: {wrong}"
            return ()
        taken |= {f"value {value.casefold()}", f"name {name.casefold()}"}
        found.append((value, name))
    return tuple(found)
