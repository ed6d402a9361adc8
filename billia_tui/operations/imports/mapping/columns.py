"""Which column of a file fills which field, and what its cells say."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from billia_tui.errors import Invalid, Refused
from billia_tui.operations.imports.fields import FORMS, NAME, PARTED, FileField, Form, KindName
from billia_tui.operations.imports.files.forms import ODD, Forms
from billia_tui.operations.imports.files.formulas import unguarded
from billia_tui.operations.imports.files.table import LISTED, Record
from billia_tui.operations.imports.mapping import headings
from billia_tui.operations.imports.mapping.headings import key
from billia_tui.operations.imports.mapping.mapping_files import REST, Column, Wishes
from billia_tui.text import clean

Values = dict[str, str]

IGNORED = frozenset({*LISTED, "country_name"})
"""Columns of our own that say nothing new: of the list of refused rows, which can be mended, and of exports."""

Found = tuple[Column, list[int]]
"""A column as it is named, and where it stands."""

_OF_COMPANIES = frozenset({"company_number", "vat_number"})
"""What is filled by default for companies alone: who has none of a company is none."""

_NAMES = ("first_name", "last_name")
_PLACE = re.compile(r"(.+)#([1-9][0-9]?)")
"""A column of a name that stands twice, by its place among them: Phone#2."""


class Columns:
    """The columns of one file. `unused` names those that no field takes, `notes` what else should be told of them."""

    def __init__(
        self, section: str, header: Sequence[str], found: Mapping[str, Found], wishes: Wishes, forms: Forms
    ) -> None:
        self.header = header
        self.forms = forms
        self._wishes = wishes
        self._found = found
        self._read = [(name, FORMS.get(name, Form.LINE), *found[name]) for name in found]
        self._simple = [
            (name, places[0]) for name, (column, places) in found.items() if len(places) == 1 and not column.split
        ]
        self._others = [one for one in self._read if len(one[3]) > 1 or one[2].split]
        self._splits = NAME in found and section == KindName.CUSTOMERS
        self._worded = [(name, words) for name, words in wishes.words.items() if name in found or name in wishes.values]
        self._times = [name for name in found if wishes.dates and FORMS.get(name) == Form.TIME]
        self._amounts = [name for name in found if wishes.decimal and FORMS.get(name) == Form.AMOUNT]
        taken = {place for _, places in found.values() for place in places}
        self.unused = [clean(name) for i, name in enumerate(header) if i not in taken and name and key(name)]
        self.unused = [name for name in self.unused if name not in IGNORED]
        self.notes = _told_of_doubles(header, found)
        if self._splits:
            title = clean(self.title(NAME))
            self.notes.append(f"{title} holds whole names: what is behind the last blank is taken for the last name")

    def values(self, record: Record) -> Values:
        """The values of a record by field."""
        values = dict(self._wishes.values)
        cells = record.cells
        if self.forms.own:
            for name, place in self._simple:
                cell = cells[place]
                values[name] = cell if cell[:1] != "'" else unguarded(cell)
            for name, _, column, places in self._others:
                values[name] = _joined(column, [unguarded(cells[place]) for place in places])
        elif self._wishes.none or ODD.search(record.raw):
            bare = record.bare()
            for name, form, column, places in self._read:
                read = [self.forms.read(form, cells[place], bare=bare[place]) for place in places]
                values[name] = _joined(column, read)
        else:
            for name, place in self._simple:
                values[name] = cells[place]
            for name, _, column, places in self._others:
                values[name] = _joined(column, [cells[place] for place in places])
        return self._finished(values)

    def has(self, name: str) -> bool:
        """Whether the field `name` is filled."""
        return name in self._found or name in self._wishes.values

    def title(self, name: str) -> str:
        """How the file calls the field `name`."""
        if self._splits and name in _NAMES:
            name = NAME
        if name not in self._found:
            return name
        return " + ".join(self.header[place] for place in self._found[name][1])

    def pairs(self) -> list[tuple[str, str]]:
        """Each field with its column, in the order of the fields."""
        return [(name, self.title(name)) for name in self._found]

    def used(self) -> Wishes:
        """What was found, as a mapping says it."""
        return Wishes(
            {name: column for name, (column, _) in self._found.items()},
            *(getattr(self._wishes, name) for name in ("values", "words", "defaults", "none", "dates", "decimal")),
        )

    def _finished(self, values: Values) -> Values:
        """Words, date and number forms, split names, and at last what fills empty cells."""
        for name in self._times:
            values[name] = _date(values[name], self._wishes.dates)
        for name in self._amounts:
            values[name] = _number(values[name], self._wishes.decimal)
        for name, words in self._worded:
            values[name] = words.get(values[name].strip().casefold(), values[name])
        if self._splits:
            values["first_name"], values["last_name"] = split_name(values[NAME])
        company = bool(values.get("company_name", "").strip())
        for name, text in self._wishes.defaults.items():
            if not values.get(name, "").strip() and (company or name not in _OF_COMPANIES):
                values[name] = text
        return values


def resolve(
    section: str,
    fields: Sequence[FileField],
    header: Sequence[str],
    typed: Wishes,
    mapping: Wishes,
    *,
    file: str,
    prefix: str = "",
    own: bool = False,
) -> Columns:
    """Finds the column of each field: as typed, else as the mapping says, else of the same or a usual name.

    Args:
        section: the kind of the records, for the usual names.
        fields: what can be filled.
        header: the names of the columns.
        typed: what the user says; an empty column takes a field out.
        mapping: the same from a mapping; what of it is not in the file is left out.
        file: the name of the file, for refusals.
        prefix: how `--map` names fields of a second file, e.g. "lines.".
        own: the file is an export of ours.

    Raises:
        Invalid: an unknown field; a column that the file does not have, or has twice.
        Refused: a required field without a column.
    """
    names = [field.name for field in (*fields, *PARTED.get(section, ()))]
    _check_names([*typed.columns, *typed.values, *typed.words, *typed.defaults], names, prefix)
    places = places_of(header, prefix)
    wishes = typed.over(mapping)
    found: dict[str, Found] = {}
    for name in names:
        if (column := typed.columns.get(name)) is not None:
            found[name] = column, _typed_places(column, header, places, prefix + name, file)
        elif name not in typed.columns and name not in typed.values:
            found |= _known_places(name, mapping.columns.get(name), places)
    spoken_of = {*wishes.columns, *wishes.values}
    for name, title in _guessed(section, names, places, header, {*found, *spoken_of}):
        where = [place for place in places[key(title)] if place not in _taken(found)]
        if len(where) > 1:
            raise Invalid({prefix + name: _twice(file, header[where[0]], f"--map {prefix}{name}=")})
        if where and name not in found:
            found[name] = Column((header[where[0]],)), where
    if section == KindName.CUSTOMERS:
        found = _with_split_name(found)
    filled = {*found, *wishes.values, *wishes.defaults, *(_NAMES if NAME in found else ())}
    missing = [field.name for field in fields if field.required and field.name not in filled]
    if missing:
        raise Refused(
            f"{file} has no column for {', '.join(prefix + name for name in missing)}; name one with --map "
            f"{prefix}{missing[0]}=COLUMN or give all rows a value with --set; it has {_listed(header)}"
        )
    forms = Forms(wishes.none, own=own)
    return Columns(section, header, {name: found[name] for name in names if name in found}, wishes, forms)


def _guessed(
    section: str, names: Sequence[str], places: Mapping[str, list[int]], header: Sequence[str], settled: set[str]
) -> Iterator[tuple[str, str]]:
    """Fields with columns of their own name, then with columns that are usually called so and stand there once."""
    for name in names:
        if name not in settled and key(name) in places:
            yield name, name
    usual = headings.usual(section)
    for word, where in places.items():
        name = usual.get(word, "")
        if name in names and name not in settled and len(where) == 1:
            yield name, header[where[0]]


def _taken(found: Mapping[str, Found]) -> set[int]:
    return {place for _, places in found.values() for place in places}


def _twice(file: str, name: str, option: str = "") -> str:
    return f"{file} has more than one column {clean(name)!r}; name one by its place: {option}{clean(name)}#2"


def known_names(
    section: str, fields: Sequence[FileField], typed: Wishes, mapping: Wishes
) -> Callable[[Sequence[str]], int]:
    """Counts the cells of a record that name a field: by it the header is known behind other lines."""
    columns = [column for wishes in (typed, mapping) for column in wishes.columns.values() if column is not None]
    names = {key(name) for column in columns for text in column.names for name in (text, *text.split("+"))}
    names |= {key(field.name) for field in (*fields, *PARTED.get(section, ()))} | headings.usual(section).keys()
    return lambda cells: sum(key(cell) in names for cell in cells if cell)


def places_of(header: Sequence[str], prefix: str = "") -> dict[str, list[int]]:
    """Where each name stands; a second file may name its columns with the `prefix`, as the help does."""
    places: dict[str, list[int]] = {}
    for index, name in enumerate(header):
        if name:
            places.setdefault(key(name.lower().removeprefix(prefix)), []).append(index)
    return places


def split_name(text: str) -> tuple[str, str]:
    """First and last name of one text: "Ann Mary Lee", "Lee, Ann Mary"."""
    last, comma, first = text.partition(",")
    if comma and first.strip():
        return first.strip(), last.strip()
    first, _, last = text.strip().rpartition(" ")
    return (first.strip(), last) if first else (last, "")


def _joined(column: Column, cells: Sequence[str]) -> str:
    text = column.separator.join(cell.strip() for cell in cells if cell.strip()) if len(cells) > 1 else cells[0]
    if not column.split:
        return text
    pieces = [piece.strip() for piece in text.strip().split(column.split) if piece.strip()]
    if column.part == REST:
        return column.split.join(pieces[:-1])
    place = column.part - 1 if column.part > 0 else column.part
    return pieces[place] if -len(pieces) <= place < len(pieces) else ""


def _typed_places(
    column: Column, header: Sequence[str], places: Mapping[str, list[int]], name: str, file: str
) -> list[int]:
    """Where columns that were typed stand: by name, by name and place (Phone#2); several, joined, with a + between."""
    found = []
    for text in column.names:
        where = _place(text, places)
        if not where and "+" in text:
            parts = Column(tuple(part.strip() for part in text.split("+")))
            found += _typed_places(parts, header, places, name, file)
            continue
        if len(where) > 1:
            raise Invalid({name: _twice(file, text)})
        if not where:
            raise Invalid({name: f"{file} has no column {clean(text)!r}; it has {_listed(header)}"})
        found += where
    return found


def _known_places(name: str, column: Column | None, places: Mapping[str, list[int]]) -> dict[str, Found]:
    """Where the columns stand that a mapping names; those that the file does not have are left out."""
    where = [place for text in column.names for place in _place(text, places)[:1]] if column else []
    return {name: (column, where)} if column and where else {}


def _place(text: str, places: Mapping[str, list[int]]) -> list[int]:
    if where := places.get(key(text), []):
        return where
    numbered = _PLACE.fullmatch(text)
    where = places.get(key(numbered[1]), []) if numbered else []
    return where[int(numbered[2]) - 1 :][:1] if numbered else []


def _with_split_name(found: dict[str, Found]) -> dict[str, Found]:
    """One column for both names is a whole name: it is split, and not stored twice."""
    if all(name in found for name in _NAMES):
        first, last = (found[name] for name in _NAMES)
        if first[1] == last[1] and not first[0].split and not last[0].split:
            return {**{name: one for name, one in found.items() if name not in _NAMES}, NAME: first}
    if any(name in found for name in _NAMES):
        return {name: one for name, one in found.items() if name != NAME}
    return found


def _told_of_doubles(header: Sequence[str], found: Mapping[str, Found]) -> list[str]:
    notes = []
    fields: dict[tuple[int, ...], list[str]] = {}
    for name, (column, places) in found.items():
        if not column.split:
            fields.setdefault(tuple(places), []).append(name)
    for its, names in fields.items():
        if len(names) > 1:
            notes.append(f"{clean(header[its[0]])} fills {' and '.join(names)} alike")
    return notes


def _date(text: str, forms: Sequence[str]) -> str:
    for form in forms:
        try:
            return datetime.strptime(text.strip(), form).isoformat()  # noqa: DTZ007 - without a zone it is UTC, later
        except ValueError:
            continue
    return text


def _number(text: str, decimal: str) -> str:
    """A number with a point before its decimals, and no other marks."""
    whole, mark, decimals = text.strip().rpartition(decimal)
    if not mark:
        whole, decimals = decimals, ""
    whole = re.sub(r"(?<=[0-9])[\s.,'’](?=[0-9]{3})", "", whole)
    return f"{whole}.{decimals.rstrip('0') or '0'}" if decimals.isdigit() else whole + mark + decimals


def _check_names(typed: Sequence[str], names: Sequence[str], prefix: str) -> None:
    for name in typed:
        if name not in names:
            raise Invalid({prefix + clean(name): f"is no field; the fields are {', '.join(names)}"})


def _listed(header: Sequence[str]) -> str:
    return clean(", ".join(name for name in header if name), limit=300) or "no named column"
