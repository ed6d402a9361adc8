"""Texts of somebody who wants the terminal of whoever reads them, and a way to put them everywhere."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

STRINGS = (
    "[/red]",
    "[/]",
    "[bold red]bold",
    "[@click=app.quit]click[/]",
    "[link=file:///etc/passwd]link[/link]",
    "$text-error {secret} %s \\x1b[2J",
    "\x1b[2J\x1b[H gone",
    "\x1b]0;title\x07",
    "\x1b]52;c;ZXZpbA==\x1b\\",
    "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "\x1bP+q544e\x1b\\ \x1b_G\x1b\\ \x1bc",
    "\x1b[?1049l\x1b[?1000h\x1b[6n",
    "\u009b2J \u009d0;title\u009c \u0090 \u0085",
    "\r\n\t\x08\x08\x08\x0b\x0c\x07\x0e\x0f",
    "del\x7f\x7f",
    "\u202egnp.exe\u202c \u2066x\u2069 \u200f\u061c",
    "zwj👨\u200d👩\u200d👧 \u200b\u2060\ufeff\u00ad",
    "blank\u2800\u3164\u115f\ufe0f\U000e0041",
    "é" + "\u0301\u0327\u0489" * 60,
    "\u0301\u0302 starts with marks",
    "🧑🏽‍🚀🏳️‍🌈👍🏿 🇧🇬",
    "عمر بن محمد الفاروق",
    "שלום עולם",
    "山田太郎，株式会社テスト・あいうえお",
    "ﷺ𒐫꧅ wide",
    "\ue000\U000f0000 \ufffe\uffff private",
    "\u2028line\u2029paragraph",
    "W" * 10_000,
    "\u0489" * 10_000,
    "; DROP TABLE customers; --",
)
"""Lone surrogates and NUL are missing: SQLite takes no text with the former and ends it at the latter."""

_PLACES = {
    "customers": "username first_name last_name phone city address postcode name country role",
    "emails": "address",
    "profiles": "title contact_person contact_data company_name company_number vat_number responsible_person country "
    "city address postcode phone",
    "notes": "text",
    "services": "product_name category domain tld registrar",
    "orders": "description",
    "payment_methods": "name description",
    "resellers": "name panel_domain",
    "admins": "username first_name last_name",
    "log_entries": "reason action object",
    "credit_changes": "note",
    "wallet_transactions": "note",
}
_OBJECTS = {"services": "options server usage", "log_entries": "before after"}
_LISTS = {"services": "name_servers"}
_UNIQUE = {"payment_methods", "resellers"}


def poison(path: Path, first: int) -> None:
    """Puts `STRINGS` into all texts of a store, each into another one; `first` says which goes into the first.

    Behind the back of the operations, which would refuse most of them.
    """
    with closing(sqlite3.connect(path, timeout=20)) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        number = first
        for table in _PLACES:
            for (row,) in raw.execute(f"SELECT id FROM {table}").fetchall():  # noqa: S608 - names of our own
                values = _row(table, row, number)
                number += len(values)
                setting = ", ".join(f"{column} = ?" for column in values)
                raw.execute(f"UPDATE {table} SET {setting} WHERE id = ?", (*values.values(), row))  # noqa: S608 - names of our own tables
        raw.commit()


def _row(table: str, row: int, number: int) -> dict[str, str]:
    """A value for each text of a row."""

    def string(place: int) -> str:
        return STRINGS[(number + place) % len(STRINGS)]

    ending = f" {row}" if table in _UNIQUE else ""
    values = {column: string(place) + ending for place, column in enumerate(_PLACES[table].split())}
    for place, column in enumerate(_OBJECTS.get(table, "").split()):
        values[column] = json.dumps({string(place): string(place + 1)})
    for place, column in enumerate(_LISTS.get(table, "").split()):
        values[column] = json.dumps([string(place), string(place + 1)])
    return values
