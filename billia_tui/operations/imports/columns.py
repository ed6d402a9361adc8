"""Which column of a file fills which field."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from billia_tui.errors import Invalid, Refused
from billia_tui.operations.imports.fields import FileField
from billia_tui.operations.imports.formulas import unguarded
from billia_tui.text import clean, fold

Values = dict[str, str]

IGNORED = frozenset({"line", "column", "reason", "country_name"})
"""Columns of our own that say nothing new: of the list of refused rows, which can be mended, and of exports."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user, or a preset, says about the columns: columns by field, values for all rows, a last touch."""

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    finish: Callable[[Values], Values] | None = None


class Columns:
    """The columns of one file. `unused` names those that no field takes."""

    def __init__(self, header: Sequence[str], by_field: Mapping[str, int], wishes: Wishes) -> None:
        self.header = header
        self._places = tuple(by_field.items())
        self._by_field = by_field
        self._constants = dict(wishes.values)
        self._finish = wishes.finish
        taken = set(by_field.values())
        self.unused = [clean(name) for i, name in enumerate(header) if i not in taken and name and _key(name)]
        self.unused = [name for name in self.unused if name not in IGNORED]

    def values(self, cells: Sequence[str]) -> Values:
        """The values of a record by field."""
        values = {**self._constants, **{name: unguarded(cells[place]) for name, place in self._places}}
        return self._finish(values) if self._finish else values

    def has(self, name: str) -> bool:
        """Whether the field `name` is filled."""
        return name in self._by_field or name in self._constants

    def title(self, name: str) -> str:
        """How the file calls the field `name`."""
        place = self._by_field.get(name)
        return name if place is None else self.header[place]


def resolve(
    fields: Sequence[FileField], header: Sequence[str], typed: Wishes, preset: Wishes, *, file: str, prefix: str = ""
) -> Columns:
    """Finds the column of each field: as typed, else as the preset says, else of the same name.

    Args:
        fields: what can be filled.
        header: the names of the columns.
        typed: `--map` and `--set`; an empty column takes a field out.
        preset: the same from a preset; what of it is not in the file is left out.
        file: the name of the file, for refusals.
        prefix: how `--map` names fields of a second file, e.g. "lines.".

    Raises:
        Invalid: an unknown field; a column that the file does not have, or has twice.
        Refused: a required field without a column.
    """
    names = [field.name for field in fields]
    _check_names([*typed.columns, *typed.values], names, prefix)
    places = _places(header, prefix)
    found: dict[str, int] = {}
    for name in [*names, *(name for name in preset.columns if name not in names)]:
        wanted = typed.columns.get(name)
        if wanted == "" or (wanted is None and name in typed.values):
            continue
        column = wanted or preset.columns.get(name) or ("" if preset.columns else name)
        where = places.get(_key(column), [])
        if len(where) > 1:
            raise Invalid({prefix + name: f"{file} has more than one column {clean(column)!r}"})
        if where:
            found[name] = where[0]
        elif wanted:
            raise Invalid({prefix + name: f"{file} has no column {clean(column)!r}; it has {_listed(header)}"})
    values = {**preset.values, **typed.values}
    missing = [field.name for field in fields if field.required and field.name not in found | values]
    if missing:
        raise Refused(
            f"{file} has no column for {', '.join(prefix + name for name in missing)}; name one with --map "
            f"{prefix}{missing[0]}=COLUMN or give all rows a value with --set; it has {_listed(header)}"
        )
    return Columns(header, found, Wishes(values=values, finish=preset.finish))


def _check_names(typed: Sequence[str], names: Sequence[str], prefix: str) -> None:
    for name in typed:
        if name not in names:
            raise Invalid({prefix + clean(name): f"is no field; the fields are {', '.join(names)}"})


def _places(header: Sequence[str], prefix: str) -> dict[str, list[int]]:
    """Where each name stands; a second file may name its columns with the `prefix`, as the help does."""
    places: dict[str, list[int]] = {}
    for index, name in enumerate(header):
        if name:
            places.setdefault(_key(name.lower().removeprefix(prefix)), []).append(index)
    return places


def _key(name: str) -> str:
    """Names are compared without case, accents, blanks and marks: "First Name" and "FirstName" are first_name."""
    folded = fold(name)
    return re.sub(r"[\W_]+", "", folded) or folded


def _listed(header: Sequence[str]) -> str:
    return clean(", ".join(name for name in header if name), limit=300) or "no named column"
