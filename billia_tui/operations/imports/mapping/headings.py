"""What a column is likely to be, by how it is called (R233): the usual words of the usual languages."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from billia_tui import files
from billia_tui.text import fold

_PLACE = Path(__file__).with_name("headings.toml")


def key(name: str) -> str:
    """Names are compared without case, accents, blanks and marks: "First Name" and "FirstName" are first_name."""
    folded = fold(name)
    return re.sub(r"[\W_]+", "", folded) or folded


@cache
def usual(section: str) -> Mapping[str, str]:
    """The field of each usual name of a column, for records of a kind."""
    return {key(word): field for field, words in _read().get(section, {}).items() for word in words}


@cache
def _read() -> dict[str, dict[str, list[str]]]:
    with files.opened(_PLACE) as file:
        return tomllib.loads(file.read().decode())
