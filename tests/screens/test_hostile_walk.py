"""Hostile text in every text of the store; the console is walked by its own keys, and each screen is looked at (P5).

Neither the places of the text nor the screens stand in a list here: a new column and a new page are met by themselves.
"""

import json
import unicodedata
from typing import Any

import pytest
from sqlalchemy import String, Table
from textual.pilot import Pilot

from billia_tui.db.models import Base
from billia_tui.operations.customer_query import CustomerQuery
from billia_tui.operations.desk import Desk
from billia_tui.screens.customers import CustomersScreen
from billia_tui.screens.page import Page
from tests.operations import filled
from tests.screens.console import LARGE, SMALL, console, settle
from tests.terminal.hostile import STRINGS

OURS = frozenset({
    "status", "type", "kind", "role", "currency", "payment_term", "key", "folded", "fingerprint", "source",
    "hash", "salt", "digest", "sha256", "session", "purpose", "username_key", "name_key", "address_key",
    "reseller_key", "folded_key", "scheme", "grant_types", "resource", "channel", "state", "old", "new",
    "query", "marketing", "action", "code_hash", "password_hash", "token_hash", "external_id", "code", "number"
})  # fmt: skip
"""Columns that hold words of the program, or what is made from others; nobody else writes them."""

OUR_TABLES = frozenset({"store_settings", "log_heads", "presences", "search_entries", "import_keys", "request_keys"})
LEAVES = frozenset({"q", "escape", "ctrl+c", "ctrl+l", *("up", "down", "left", "right", "home", "end"), *"jkgG"})
"""Keys that leave a page, or only move on it."""

NEVER_SHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
FEWEST = 20
"""Pages, and dialogs, that are met at least: a walk that ends early proves nothing."""


def poison(desk: Desk) -> None:
    """Puts the strings into every text that somebody else may have written, each into another one."""
    raw = desk.store.engine.raw_connection()
    cursor = raw.cursor()
    for (name,) in cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        cursor.execute(f"DROP TRIGGER {name}")
    number = 0
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if isinstance(column.type, String) and column.name not in OURS]
        for column in columns if table.name not in OUR_TABLES else []:
            number = _spoil(cursor, table, column.name, number)
    raw.commit()
    raw.close()


def _spoil(cursor: Any, table: Table, column: str, number: int) -> int:
    rows = cursor.execute(f'SELECT rowid, "{column}" FROM {table.name}').fetchall()  # noqa: S608 - names of our own
    for row, value in rows:
        if value is None:
            continue
        number += 1
        text = STRINGS[number % len(STRINGS)]
        if value[:1] == "{":
            text = json.dumps(dict.fromkeys(json.loads(value), text))  # the names in it are the program's
        elif value[:1] == "[":
            text = json.dumps([text, STRINGS[(number + 1) % len(STRINGS)]])
        elif table.columns[column].unique:
            text += f" {row}"
        cursor.execute(f'UPDATE OR IGNORE {table.name} SET "{column}" = ? WHERE rowid = ?', (text, row))  # noqa: S608 - as above
    return number


class Walk:
    """A walk through a console: every key of every page that is met, once."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        self.pilot = pilot
        self.pages: set[str] = set()
        self.dialogs: set[str] = set()

    async def visit(self, *path: str) -> None:
        """Looks at the screen on top; if it is a page not met before, also at all that its keys lead to.

        Args:
            path: the keys that led here from the list.
        """
        screen = self.pilot.app.screen
        self.look()
        name = type(screen).__name__
        if not isinstance(screen, Page):
            self.dialogs.add(name)
        if not isinstance(screen, Page) or name in self.pages:
            return
        self.pages.add(name)
        for key in self.keys():
            keys = [key, "enter", "a", "d", "e"] if key.isdigit() or key == "tab" else [key]
            for number, one in enumerate(keys):
                await self.press(one)
                self.look()
                if type(self.pilot.app.screen).__name__ != name:
                    await self.visit(*path, *keys[: min(number, 1)], one)
                    await self.back(name, path)

    async def back(self, name: str, path: tuple[str, ...]) -> None:
        """Comes back to a page, which may have been left by a key; then it is opened again."""
        app = self.pilot.app
        while type(app.screen).__name__ not in {name, "CustomersScreen"}:
            await self.press("escape")
        the_list = app.screen
        while isinstance(the_list, CustomersScreen) and not (
            the_list.table.has_focus and the_list.query_shown == CustomerQuery()
        ):
            await self.press("escape")
        for key in path if type(app.screen).__name__ != name else ():
            await self.press(key)
        assert type(app.screen).__name__ == name, f"no way back to {name}, {path}"

    def keys(self) -> list[str]:
        """What can be pressed here."""
        found = [binding.key for _, binding, *_ in self.pilot.app.screen.active_bindings.values()]
        return [key for key in dict.fromkeys(found) if key not in LEAVES]

    async def press(self, key: str) -> None:
        """Presses a key and waits for what it does."""
        await self.pilot.press(key)
        await settle(self.pilot)

    def look(self) -> None:
        """Nothing but plain characters stands on the screen, each line is as wide as it is, and nothing is a link."""
        app = self.pilot.app
        width = app.size.width
        for strip in app.screen._compositor.render_strips():
            hidden = {hex(ord(char)) for char in strip.text if unicodedata.category(char) in NEVER_SHOWN}
            assert not hidden, (type(app.screen).__name__, hidden)
            assert strip.cell_length == width, (type(app.screen).__name__, strip.text)
            assert not [segment for segment in strip if segment.style and segment.style.link]


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["large", "small"])
async def test_every_screen_shows_text_only(sqlite_desk: Desk, size: tuple[int, int]) -> None:
    """P5: whatever is stored, no screen gets a control character, a hidden one, a link or a line of another width."""
    filled.fill(sqlite_desk)
    poison(sqlite_desk)
    app = console(sqlite_desk)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        walk = Walk(pilot)
        await walk.visit()
    assert len(walk.pages) >= FEWEST, sorted(walk.pages)
    assert len(walk.dialogs) >= FEWEST, sorted(walk.dialogs)
