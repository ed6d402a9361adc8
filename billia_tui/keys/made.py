"""What is made from the table of keys: bindings, footer, help, palette and docs/keys.md."""

from collections.abc import Iterable

from textual.binding import Binding

from billia_tui.keys.entry import no_key
from billia_tui.keys.table import KEYS, KeyEntry, Where

__all__ = ["KEYS", "KeyEntry", "Where", "as_markdown", "bindings", "by_id", "entries", "first_shown", "named", "shown"]


_SIGNS = {
    "slash": "/",
    "escape": "esc",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "exclamation_mark": "!",
    "colon": ":",
    "asterisk": "*",
    "minus": "-",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
}


def shown(pressed: str) -> str:
    """A key as a person knows it: "slash" is "/"; several are joined by a blank."""
    return " ".join(_SIGNS.get(key, key) for key in pressed.split(","))


def first_shown(pressed: str) -> str:
    """The first of several keys, as a person knows it."""
    return shown(pressed.split(",", maxsplit=1)[0])


def entries(*where: Where, in_panel: bool = False) -> list[KeyEntry]:
    """The keys of some places, in the order of the table; those of the staff are not offered `in_panel` (R177)."""
    return [entry for entry in KEYS if entry.where & set(where) and not (in_panel and entry.staff)]


def bindings(*where: Where) -> list[Binding]:
    """Textual's bindings of some places."""
    return [_binding(entry) for entry in entries(*where)]


def named(*ids: str) -> list[Binding]:
    """Textual's bindings of some entries, by name: for boxes that take only a few keys."""
    return [_binding(entry) for entry in KEYS if entry.id in ids]


def _binding(entry: KeyEntry) -> Binding:
    """One that has no key of its own can still be given one in the settings."""
    pressed = entry.keys or no_key(entry.id)
    return Binding(pressed, entry.action, entry.label, id=entry.id, show=False, tooltip=entry.help)


def as_markdown() -> str:
    """The table as docs/keys.md shows it."""
    lines = [
        "# Keys",
        "",
        "Made from `billia_tui/keys/` and `billia_tui/actions/` by `make docs`; a test compares them. Every key can be",
        'changed in the settings file: `[keys]`, then a line such as `add_funds = "f2"` with the name below.',
        "",
    ]
    for where in Where:
        lines += [f"## {where}", "", "| key | does | name |", "| --- | --- | --- |"]
        lines += [_markdown_row(entry) for entry in entries(where)]
        lines.append("")
    return "\n".join(lines)


def _markdown_row(entry: KeyEntry) -> str:
    pressed = " ".join(f"`{_SIGNS.get(key, key)}`" for key in entry.keys.split(",") if key) or "palette"
    return f"| {pressed} | {entry.help} | `{entry.id}` |"


def by_id(ids: Iterable[str]) -> dict[str, KeyEntry]:
    """Entries by their names; unknown names are left out."""
    known = {entry.id: entry for entry in KEYS}
    return {name: known[name] for name in ids if name in known}


if __name__ == "__main__":
    print(as_markdown())  # noqa: T201 - this is what `make docs` redirects
