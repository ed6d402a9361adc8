"""The systems that are brought over whole (R234): which tables of a dump are wanted, and what becomes of them here.

Each is a TOML file of `systems/`: tables with their columns, and a SELECT for each kind of record, run by SQLite over
the staged rows; its columns are fields of the import. `left` counts what is left out, and `sums` what must agree.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from billia_tui import files

SHIPPED = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class System:
    """What is known of a system; `numbers` are the columns that hold ids, whatever zeros stand before them."""

    name: str
    about: str
    mapping: str
    main: str
    """The table without which a dump is none of this system."""
    numbers: frozenset[str]
    tables: Mapping[str, tuple[str, ...]]
    indexes: Mapping[str, str]
    views: Mapping[str, str]
    select: Mapping[str, str]
    sums: Mapping[str, str]
    left: Mapping[str, str]


@cache
def named(name: str) -> System:
    """A system that is shipped."""
    with files.opened(SHIPPED / f"{name}.toml") as file:
        read = tomllib.loads(file.read().decode())
    return System(
        name,
        read["about"],
        read["mapping"],
        read["main"],
        frozenset(read["numbers"]),
        {table: tuple(columns.split()) for table, columns in read["tables"].items()},
        read.get("indexes", {}),
        read.get("views", {}),
        read["select"],
        read["sums"],
        read["left"],
    )
