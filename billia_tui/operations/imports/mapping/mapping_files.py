"""Mapping files (R233): what a system's columns and words mean here, in TOML; how they are read and written.

    source = "oldpanel"                      # as --source
    encoding = "cp1250"                      # of all files, as --encoding
    delimiter = ";"
    none = ["NULL", "-"]                     # cells that hold nothing
    dates = "%d/%m/%Y"                       # as strptime writes them; ISO 8601 is always read
    decimal = ","                            # what stands before the decimals, where a file has both marks

    [customers.columns]                      # field = column, or columns that are joined, or a part of one
    id = "Client ID"
    address = ["Address 1", "Address 2"]
    first_name = { column = "Contact", split = " ", part = 1 }

    [customers.values.status]                # word of the file = value here
    suspended = "Blocked"

    [customers.defaults]                     # what fills empty cells
    last_name = "-"

    [customers.set]                          # the same in all rows, as --set
    currency = "EUR"

The sections are the kinds of records, `lines` and `catalogue`; `none`, `dates`, `decimal` may stand in each, too.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from billia_tui import files
from billia_tui.errors import Refused, refuse_if
from billia_tui.operations.imports.fields import KindName
from billia_tui.publication import Publication
from billia_tui.settings import restricted
from billia_tui.text import clean

SHIPPED = Path(__file__).parent / "mappings"
SECTIONS = (*KindName, "lines", "catalogue")
LARGEST = 1 << 20
_FORMS = ("none", "dates", "decimal")
_TABLES = ("columns", "values", "defaults", "set")
REST = 0
"""The part of a split cell that is all but its last piece."""


class Column(NamedTuple):
    """Where the cells of a field stand: one column, several that are joined, or a part of one."""

    names: tuple[str, ...]
    separator: str = ", "
    split: str = ""
    part: int = 1


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody, or a mapping, says about the columns and cells of one file."""

    columns: Mapping[str, Column | None] = field(default_factory=dict)
    """By field; None leaves the field out."""
    values: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By field, what words of the file mean; compared without case."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    none: frozenset[str] = frozenset()
    dates: tuple[str, ...] = ()
    decimal: str = ""

    def over(self, other: "Wishes") -> "Wishes":
        """These, and where they say nothing, the other ones."""
        words = {
            name: {**other.words.get(name, {}), **self.words.get(name, {})} for name in {**other.words, **self.words}
        }
        return Wishes(
            {**other.columns, **self.columns},
            {**{name: text for name, text in other.values.items() if name not in self.columns}, **self.values},
            words,
            {**other.defaults, **self.defaults},
            self.none | other.none,
            self.dates or other.dates,
            self.decimal or other.decimal,
        )


@dataclass(frozen=True, slots=True)
class FileMapping:
    """All that is said of another system's files; `lines_file` and `catalogue_file` lie beside the orders."""

    name: str = ""
    about: str = ""
    source: str = ""
    encoding: str = ""
    delimiter: str = ""
    sections: Mapping[str, Wishes] = field(default_factory=dict)
    lines_file: str = ""
    catalogue_file: str = ""

    def of(self, section: str) -> Wishes:
        """What is said of the files of one kind."""
        return self.sections.get(section, Wishes())


def column_of(text: str) -> Column | None:
    """The column that somebody typed; None leaves the field out."""
    return Column((text,)) if text else None


@cache
def shipped() -> tuple[str, ...]:
    """The names of the mappings that come with the program."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def named(text: str) -> FileMapping:
    """The mapping of a name, or of a file; raises Refused if there is none, or what it says is not understood."""
    if restricted.is_on() and text not in shipped():
        raise Refused("over SSH only the mappings that are shipped")
    if text in shipped():
        path = SHIPPED / f"{text}.toml"
    elif text.endswith(".toml") or "/" in text:
        path = Path(text)
    else:
        raise Refused(f"there is no mapping {clean(text, limit=60)!r}; there is {', '.join(shipped())}, or name a file")
    name = clean(path.name)
    try:
        with files.opened(path) as file:
            read = tomllib.loads(file.read(LARGEST).decode())
    except OSError as error:
        raise Refused(f"cannot read {name}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(f"{name} is no TOML: {clean(str(error))}") from error
    return _mapping(name, {"source": path.stem, **read}, path.stem)


def _mapping(file: str, read: dict[str, Any], name: str) -> FileMapping:
    texts = {key: _text(file, key, read.pop(key, "")) for key in ("about", "source", "encoding", "delimiter")}
    forms = {key: read.pop(key) for key in _FORMS if key in read}
    orders = read.get("orders", {})
    beside = {key: _text(file, f"orders.{key}", _pop(orders, key)) for key in ("lines", "catalogue")}
    for key in read:
        if key not in SECTIONS:
            raise Refused(f"{file}: {clean(key, limit=60)} is no kind of records; there are {', '.join(SECTIONS)}")
    sections = {key: _section(file, key, {**forms, **_table(file, key, read.get(key, {}))}) for key in SECTIONS}
    return FileMapping(name, **texts, sections=sections, lines_file=beside["lines"], catalogue_file=beside["catalogue"])


def _pop(table: object, key: str) -> object:
    return table.pop(key, "") if isinstance(table, dict) else ""


def _section(file: str, section: str, read: dict[str, Any]) -> Wishes:
    for key in read:
        if key not in (*_TABLES, *_FORMS):
            raise Refused(f"{file}: {section}.{clean(key, limit=60)} says nothing; there are {', '.join(_TABLES)}")
    tables = {key: _table(file, f"{section}.{key}", read.get(key, {})) for key in _TABLES}
    words = {name: _texts(file, f"{section}.values.{name}", table) for name, table in tables["values"].items()}
    return Wishes(
        {name: _column(file, f"{section}.columns.{name}", value) for name, value in tables["columns"].items()},
        _texts(file, f"{section}.set", tables["set"]),
        {name: {word.strip().casefold(): value for word, value in table.items()} for name, table in words.items()},
        _texts(file, f"{section}.defaults", tables["defaults"]),
        frozenset(_list(file, "none", read.get("none", []))),
        tuple(_list(file, "dates", read.get("dates", []))),
        _text(file, "decimal", read.get("decimal", "")),
    )


def _column(file: str, where: str, value: object) -> Column | None:
    if isinstance(value, str):
        return column_of(value)
    if isinstance(value, list):
        return Column(tuple(_list(file, where, value)))
    table = _table(file, where, value)
    names = table.pop("columns", None) or [table.pop("column", "")]
    column = Column(tuple(_list(file, where, names)))
    for key, part in table.items():
        if key == "separator":
            column = column._replace(separator=_text(file, f"{where}.{key}", part))
        elif key == "split":
            column = column._replace(split=_text(file, f"{where}.{key}", part))
        elif key == "part" and (part == "rest" or (isinstance(part, int) and part)):
            column = column._replace(part=REST if part == "rest" else part)
        else:
            raise Refused(f"{file}: {where} may have column or columns, separator, split, part (1, -1, …, rest)")
    return column


def _table(file: str, where: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Refused(f"{file}: {where} must be a table, [{where}]")
    return dict(value)


def _texts(file: str, where: str, value: object) -> dict[str, str]:
    return {name: _text(file, f"{where}.{name}", text) for name, text in _table(file, where, value).items()}


def _list(file: str, where: str, value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return list(value)
    raise Refused(f"{file}: {clean(where, limit=100)} must be a text, or a list of texts")


def _text(file: str, where: str, value: object) -> str:
    if not isinstance(value, str):
        raise Refused(f"{file}: {clean(where, limit=100)} must be a text, in quotation marks")
    return value


def written(mapping: FileMapping) -> Iterable[str]:
    """The lines of a mapping file that says the same."""
    for key in ("about", "source", "encoding", "delimiter"):
        if text := getattr(mapping, key):
            yield f"{key} = {_quoted(text)}"
    for section, wishes in mapping.sections.items():
        yield from _written_section(section, wishes, mapping)


def _written_section(section: str, wishes: Wishes, mapping: FileMapping) -> Iterable[str]:
    lines = []
    if section == KindName.ORDERS:
        beside = {"lines": mapping.lines_file, "catalogue": mapping.catalogue_file}
        lines += [f"{key} = {_quoted(text)}" for key, text in beside.items() if text]
    lines += [
        f"{key} = [{', '.join(map(_quoted, sorted(getattr(wishes, key))))}]"
        for key in ("none", "dates")
        if getattr(wishes, key)
    ]
    lines += [f"decimal = {_quoted(wishes.decimal)}"] if wishes.decimal else []
    if lines:
        yield from ("", f"[{section}]", *lines)
    columns = [f"{name} = {_column_text(column)}" for name, column in wishes.columns.items()]
    tables = {"columns": columns, "defaults": _pairs(wishes.defaults), "set": _pairs(wishes.values)}
    tables |= {f"values.{name}": _pairs(words) for name, words in wishes.words.items()}
    for name, rows in tables.items():
        if rows:
            yield from ("", f"[{section}.{name}]", *rows)


def _pairs(texts: Mapping[str, str]) -> list[str]:
    return [f"{_quoted(name) if not name.isidentifier() else name} = {_quoted(text)}" for name, text in texts.items()]


def _column_text(column: Column | None) -> str:
    if column is None:
        return '""'
    names = [_quoted(name) for name in column.names]
    usual = Column(column.names)
    if column == usual:
        return names[0] if len(names) == 1 else f"[{', '.join(names)}]"
    parts = [f"column = {names[0]}" if len(names) == 1 else f"columns = [{', '.join(names)}]"]
    parts += [
        f"{key} = {_quoted(getattr(column, key))}"
        for key in ("separator", "split")
        if getattr(column, key) != getattr(usual, key)
    ]
    if column.part != usual.part:
        parts.append(f"part = {column.part or _quoted('rest')}")
    return f"{{ {', '.join(parts)} }}"


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def save(mapping: FileMapping, path: Path) -> None:
    """Writes a mapping file, a new one; raises Refused."""
    refuse_if(restricted.no_file("billia import … --save-mapping FILE.toml"))
    try:
        with Publication(path) as publication, publication.open() as file:
            file.write("".join(f"{line}\n" for line in written(mapping)).encode())
            file.close()
            publication.publish()
    except FileExistsError:
        raise Refused(f"{clean(str(path))} is there already; name another file") from None
    except OSError as error:
        raise Refused(f"cannot write {clean(str(path))}: {error.strerror or error}") from error


def with_section(mapping: FileMapping, section: str, wishes: Wishes) -> FileMapping:
    """The mapping with other words for one kind."""
    return replace(mapping, sections={**mapping.sections, section: wishes})
