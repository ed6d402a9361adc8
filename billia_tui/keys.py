"""The table of keys: the only source of bindings, footer, help, palette and docs/keys.md."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from textual.binding import Binding


class Where(StrEnum):
    """Where a key works."""

    EVERYWHERE = "Everywhere"
    LIST = "Customer list"
    DETAILS = "Customer details"
    PANEL = "In a panel"
    TABLE = "In a list"
    HISTORY = "Wallet history"
    LOG = "Log"
    PAGE = "All services and domains"
    READ = "All orders; a service; an order"
    DIALOG = "In a dialog"


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A key: `id` is its name in the settings, `action` what it runs, `label` its word in the footer.

    `footer` sorts the footer, 0 leaves the key out of it. `palette` offers the action in the command palette.
    """

    id: str
    keys: str
    label: str
    help: str
    where: frozenset[Where]
    action: str
    footer: int = 0
    palette: bool = True


def _entry(
    where: Where | tuple[Where, ...],
    entry_id: str,
    pressed: str,
    label: str,
    explained: str,
    *,
    footer: int = 0,
    palette: bool = True,
    action: str = "",
) -> KeyEntry:
    places = frozenset(where if isinstance(where, tuple) else (where,))
    return KeyEntry(entry_id, pressed, label, explained, places, action or entry_id, footer, palette)


_L, _D, _P, _T, _E = Where.LIST, Where.DETAILS, Where.PANEL, Where.TABLE, Where.EVERYWHERE
_H, _G, _S, _R, _X = Where.HISTORY, Where.LOG, Where.PAGE, Where.READ, Where.DIALOG

KEYS: tuple[KeyEntry, ...] = (
    # moving
    _entry(_T, "row_down", "down,j", "down", "One row down", palette=False),
    _entry(_T, "row_up", "up,k", "up", "One row up", palette=False),
    _entry(_T, "page_down", "pagedown", "page down", "A page down", palette=False),
    _entry(_T, "page_up", "pageup", "page up", "A page up", palette=False),
    _entry(_T, "first_row", "home,g", "first", "To the first row", palette=False),
    _entry(_T, "last_row", "end,G", "last", "To the last row", palette=False),
    _entry(_T, "open_row", "enter", "open", "Open the row under the cursor", footer=1, palette=False),
    _entry((_E, _X), "next_focus", "tab", "next", "To the next field", palette=False, action="app.focus_next"),
    _entry(
        (_E, _X),
        "previous_focus",
        "shift+tab",
        "previous",
        "To the previous field",
        palette=False,
        action="app.focus_previous",
    ),
    _entry(_D, "next_panel", "tab", "next panel", "To the next panel", palette=False),
    _entry(_D, "previous_panel", "shift+tab", "previous panel", "To the previous panel", palette=False),
    # the list
    _entry(_L, "search", "slash", "search", "Search while typing; enter to the rows, esc clears", footer=2),
    _entry(_L, "leave_list", "escape,q", "back", "Clear the search or filter; when there is none, quit"),
    # customers, in the list and on the details page
    _entry((_L, _D), "edit", "e", "edit", "Edit name and contact data", footer=3),
    _entry((_L, _D), "block", "b", "block", "Block the customer, or activate it again", footer=4),
    _entry((_L, _D), "hold", "h", "hold", "Put the customer on hold, or end the hold", footer=5),
    _entry((_L, _D), "add_funds", "w", "wallet", "Add funds to the wallet", footer=6),
    _entry((_L, _D), "credit_limit", "c", "credit", "Change the credit limit", footer=7),
    _entry((_L, _D), "add_note", "n", "note", "Add a note", footer=8),
    _entry((_L, _D), "wallet_history", "W", "history", "Wallet history, and correct the balance"),
    _entry((_L, _D), "password", "p", "password", "Change the password, or send a reset link"),
    _entry((_L, _D), "send_activation", "A", "activation", "Send the activation e-mail (Inactive customers)"),
    _entry(_L, "mark", "space", "mark", "Mark or unmark the row", footer=9),
    _entry(_L, "sort", "s", "sort", "Sort by another column, or the other way round"),
    _entry(_L, "filter", "f", "filter", "Show only a status, or those on hold", footer=10),
    _entry(_L, "add_customer", "a", "add", "Add a customer", footer=11),
    _entry(_L, "delete_customer", "d", "delete", "Delete the customer"),
    # the details page
    _entry(_D, "leave_details", "escape,q", "back", "Back to the list, at the same row", footer=1),
    _entry(_D, "search_list", "slash", "search", "Back to the list, to search", palette=False),
    *(
        _entry(_D, f"panel_{number}", str(number), name, f"Go to panel {numeral} {name}", action=f"panel({number})")
        for number, numeral, name in (
            (1, "I", "Main ribbon"),
            (2, "II", "Information"),
            (3, "III", "Emails"),
            (4, "IV", "Companies"),
            (5, "V", "Services/Domains"),
            (6, "VI", "Orders"),
            (7, "VII", "User notes"),
        )
    ),
    _entry(_D, "all_services", "v", "services", "All services and domains", footer=9),
    _entry(_D, "all_orders", "o", "orders", "All orders", footer=10),
    _entry(_D, "log", "L", "log", "The log of this customer", footer=11),
    _entry(_D, "next_customer", "right_square_bracket", "next", "The next customer of the list"),
    _entry(_D, "previous_customer", "left_square_bracket", "previous", "The previous customer of the list"),
    # in a panel
    _entry(_P, "panel_add", "a", "add", "Add an e-mail, company or note", palette=False),
    _entry(_P, "panel_open", "enter", "open", "Open or edit what is under the cursor", palette=False),
    _entry(_P, "panel_delete", "d", "delete", "Delete what is under the cursor", palette=False),
    _entry(_P, "panel_tab", "left,right", "tab", "Services or Domains", palette=False),
    # further pages
    _entry(
        _H, "correct_balance", "a", "correct balance", "Add to or subtract from the wallet, with a reason", footer=2
    ),
    _entry(_G, "filter_action", "f", "action", "Show only one kind of action", footer=2),
    _entry(_G, "filter_admin", "b", "by admin", "Show only what one admin did", footer=3),
    _entry(_S, "switch_kind", "left,right", "services/domains", "Services or domains", footer=2),
    _entry((_H, _G, _S, _R), "leave_page", "escape,q", "back", "Back", footer=1, palette=False),
    # dialogs
    _entry(_X, "save", "enter", "save", "Save, or do what the dialog asks", palette=False),
    _entry(_X, "cancel", "escape", "cancel", "Close without saving", palette=False),
    _entry(_X, "new_line", "ctrl+n", "new line", "A new line in a note", palette=False),
    # everywhere
    _entry(
        _E,
        "palette",
        "ctrl+p,colon",
        "palette",
        "All actions by name, and jump to a customer",
        palette=False,
        action="app.palette",
    ),
    _entry(_E, "help", "question_mark", "help", "The keys of this screen", footer=99, action="app.help"),
    _entry(
        _E,
        "read_afresh",
        "ctrl+r",
        "refresh",
        "Read everything afresh and paint the screen anew",
        action="screen.read_afresh",
    ),
    _entry((_E, _X), "quit_console", "ctrl+c", "quit", "Leave the console", action="app.quit_console"),
)

_SIGNS = {
    "slash": "/",
    "escape": "esc",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "exclamation_mark": "!",
    "colon": ":",
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


def entries(*where: Where) -> list[KeyEntry]:
    """The keys of some places, in the order of the table."""
    return [entry for entry in KEYS if entry.where & set(where)]


def bindings(*where: Where) -> list[Binding]:
    """Textual's bindings of some places."""
    return [
        Binding(entry.keys, entry.action, entry.label, id=entry.id, show=False, tooltip=entry.help)
        for entry in entries(*where)
    ]


def named(*ids: str) -> list[Binding]:
    """Textual's bindings of some entries, by name: for boxes that take only a few keys."""
    return [
        Binding(entry.keys, entry.action, entry.label, id=entry.id, show=False, tooltip=entry.help)
        for entry in KEYS
        if entry.id in ids
    ]


def as_markdown() -> str:
    """The table as docs/keys.md shows it."""
    lines = [
        "# Keys",
        "",
        "Made from the table in `billia_tui/keys.py` by `make docs`; a test compares the two. Every key can be",
        'changed in the settings file: `[keys]`, then a line such as `add_funds = "f2"` with the name below.',
        "",
    ]
    for where in Where:
        lines += [f"## {where}", "", "| key | does | name |", "| --- | --- | --- |"]
        lines += [_markdown_row(entry) for entry in entries(where)]
        lines.append("")
    return "\n".join(lines)


def _markdown_row(entry: KeyEntry) -> str:
    pressed = " ".join(f"`{_SIGNS.get(key, key)}`" for key in entry.keys.split(","))
    return f"| {pressed} | {entry.help} | `{entry.id}` |"


def by_id(ids: Iterable[str]) -> dict[str, KeyEntry]:
    """Entries by their names; unknown names are left out."""
    known = {entry.id: entry for entry in KEYS}
    return {name: known[name] for name in ids if name in known}


if __name__ == "__main__":
    print(as_markdown())  # noqa: T201 - this is what `make docs` redirects
