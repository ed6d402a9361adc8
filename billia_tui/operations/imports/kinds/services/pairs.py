"""Names with values in one cell: options, contacts and the like of a service."""

import json

from billia_tui.operations.imports.mapping.cell_values import Cells

MOST_PAIRS = 100
LONGEST_VALUE = 500


def read(cells: Cells, name: str, text: str) -> str:
    """The cell as it is stored, JSON text: `Disk=10 GB; PHP=8.3` and {"Disk": "10 GB"} are understood."""
    text = text.strip()
    found = _of_json(text) if text.startswith("{") else _typed(text)
    if found is None:
        cells.errors[name] = 'is neither "Name=value; Name=value" nor a JSON object of texts'
    elif len(found) > MOST_PAIRS:
        cells.errors[name] = f"holds {len(found):,} values; at most {MOST_PAIRS} are possible"
    else:
        for key, value in found.items():
            cells.line(name, key, required=True)
            cells.line(name, value, limit=LONGEST_VALUE)
    return _ENCODER.encode(found or {})


def _of_json(text: str) -> dict[str, str] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict) and all(isinstance(value, str) for value in found.values()):
        return found
    return None


def _typed(text: str) -> dict[str, str] | None:
    parts = [part.partition("=") for part in text.split(";") if part.strip()]
    return {key.strip(): value.strip() for key, _, value in parts} if all(sign for _, sign, _ in parts) else None


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
