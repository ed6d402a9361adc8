"""What the store keeps as JSON text. Where a damaged store holds something else, that is shown, and nothing breaks."""

import json
from collections.abc import Mapping
from typing import Any

from billia_tui.errors import StoreError

UNREADABLE = "(cannot be read)"
"""Stands before what is there instead."""

EMPTY = ("{}", "[]")
"""What is sound, and what most columns hold."""

_NOT_KNOWN = "a value in the store cannot be read, and nothing was done with it; billia check says which"


def _of_kind(text: str, kind: type) -> Any:
    """What the text says; None if it is no JSON of that kind."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, kind) else None


def mapping(text: str) -> Mapping[str, Any]:
    """Names and values, for showing; what is none stands behind `UNREADABLE`."""
    found = _of_kind(text, dict)
    return {UNREADABLE: text} if found is None else found


def listed(text: str) -> list[str]:
    """Texts, for showing; what is no list stands behind `UNREADABLE`."""
    found = _of_kind(text, list)
    return [f"{UNREADABLE} {text}"] if found is None else [str(one) for one in found]


def exact(text: str) -> dict[str, Any]:
    """Names and values, to go on working with; raises StoreError if they are none."""
    found: dict[str, Any] | None = _of_kind(text, dict)
    if found is None:
        raise StoreError(_NOT_KNOWN)
    return found


def is_sound(text: str, kind: type) -> bool:
    """Whether the text is JSON of that kind."""
    return text in EMPTY or _of_kind(text, kind) is not None


def same(text: str, other: str) -> bool:
    """Whether two texts say the same, however they are written."""
    found = _of_kind(text, object)
    return found is not None and found == _of_kind(other, object)


def wishes(text: str) -> list[tuple[str, int]]:
    """Pairs of a name and a number; what is none is left out."""
    found = _of_kind(text, list) or []
    pairs = [one for one in found if isinstance(one, list) and len(one) == 2]
    return [(one[0], one[1]) for one in pairs if isinstance(one[0], str) and type(one[1]) is int]
