"""Hostile text in every text of the store; the console is walked by its own keys, and each screen is looked at (P5).

Neither the places of the text nor the screens stand in a list here: a new column and a new page are met by themselves.
Looked at are the lines of the screen, the bytes that our display sends for them, and what a terminal makes of these.
"""

import json
import re
import unicodedata
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, String, Table
from textual._compositor import LayoutUpdate
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot

from billia_tui.db.models import all_tables
from billia_tui.operations.check.columns import JSON
from billia_tui.operations.desk import Desk
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.screens.finding.customer_list import CustomersScreen
from billia_tui.screens.kinds.page import Page
from tests.display.emulator import Emulator, Seen
from tests.operations import filled
from tests.screens.console import LARGE, SMALL, console, settle
from tests.terminal.hostile import STRINGS
from tests.terminal.sequences import MOVEMENTS, hidden, kinds, without_our_marks

OURS = frozenset({
    "status", "type", "kind", "role", "currency", "payment_term", "key", "folded", "fingerprint", "source",
    "hash", "salt", "digest", "sha256", "session", "purpose", "username_key", "name_key", "address_key",
    "reseller_key", "folded_key", "scheme", "grant_types", "resource", "channel", "state", "old", "new",
    "query", "marketing", "action", "code_hash", "password_hash", "token_hash", "external_id", "code", "number"
})  # fmt: skip
"""Columns that hold words of the program, or what is made from others; nobody else writes them."""

OUR_TABLES = frozenset(
    {"store_settings", "log_heads", "presences", "search_entries", "name_words", "import_keys", "request_keys"}
)
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
    for table in all_tables().sorted_tables:
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


REPERTOIRE = MOVEMENTS | {"CSI m", "CSI 2J", "CSI ?25h", "CSI ?25l", "CSI ?2026h", "CSI ?2026l", "OSC 22"}
"""What our display sends besides text: ways to go and to erase, colours, the cursor, brackets around a frame, the
pointer's shape."""


UNSURE = re.compile("[\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]")
"""Letters that make flags, and shades of skin."""


class Line(HeadlessDriver):
    """In place of a terminal: our display paints for it, and all that is written is kept."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.sent: list[str] = []

    @property
    def is_headless(self) -> bool:
        """Somebody looks."""
        return False

    def write(self, data: str) -> None:
        """Takes bytes."""
        self.sent.append(data)

    def flush(self) -> None:
        """They are there already."""

    def taken(self) -> str:
        """What came since the last call."""
        taken, self.sent = "".join(self.sent), []
        return taken


class Walk:
    """A walk through a console: every key of every page that is met, once."""

    def __init__(self, pilot: Pilot[Any], *, at_bytes: bool = True) -> None:
        self.pilot = pilot
        self.at_bytes = at_bytes
        self.pages: set[str] = set()
        self.dialogs: set[str] = set()
        self.terminal = Emulator(*pilot.app.size)
        self.terminal.feed("\x1b[?7h")
        self.compared = 0

    async def visit(self, *path: str) -> None:
        """Looks at the screen on top; if it is a page not met before, also at all that its keys lead to.

        Args:
            path: the keys that led here from the list.
        """
        screen = self.pilot.app.screen
        await self.look()
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
                await self.look()
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

    async def look(self) -> None:
        """Nothing but plain characters stands on the screen, each line is as wide as it is, and nothing is a link."""
        app = self.pilot.app
        width = app.size.width
        for strip in app.screen._compositor.render_strips():
            characters = {hex(ord(char)) for char in strip.text if unicodedata.category(char) in NEVER_SHOWN}
            assert not characters, (type(app.screen).__name__, characters, strip.text)
            assert strip.cell_length == width, (type(app.screen).__name__, strip.text)
            assert not [segment for segment in strip if segment.style and segment.style.link]
        if not self.at_bytes or not self.look_at_bytes():
            return  # the terminal shows what it did
        for _ in range(50):  # what is still to be painted is on its way
            if not self.differences():
                break
            await self.pilot.pause(0.02)
            self.look_at_bytes()
        assert self.differences() == [], type(app.screen).__name__
        self.compared += 1

    def look_at_bytes(self) -> bool:
        """What was sent has no sequence and no hidden character but ours; the terminal takes it.

        Returns:
            Whether something was sent.
        """
        driver = self.pilot.app._driver
        assert isinstance(driver, Line)
        sent = driver.taken()
        assert kinds(sent.encode()) <= REPERTOIRE, (type(self.pilot.app.screen).__name__, kinds(sent.encode()))
        assert hidden(without_our_marks(sent.encode())) == set(), type(self.pilot.app.screen).__name__
        self.terminal.feed(sent)
        return bool(sent)

    def expected(self) -> list[list[Seen]]:
        """What a terminal shows on which Textual itself has painted the whole screen."""
        app = self.pilot.app
        whole = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
        assert isinstance(whole, LayoutUpdate)
        terminal = Emulator(*app.size)
        terminal.feed(whole.render_segments(app.console))
        return terminal.seen()

    def differences(self) -> list[tuple[str, str]]:
        """The lines that are not what they should be, but for those whose width no two terminals agree on."""
        pairs = [
            ("".join(cell.text for cell in seen), "".join(cell.text for cell in expected), seen == expected)
            for seen, expected in zip(self.terminal.seen(), self.expected(), strict=True)
        ]
        return [(seen, expected) for seen, expected, same in pairs if not same and not UNSURE.search(seen)]


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["large", "small"])
async def test_every_screen_shows_text_only(sqlite_desk: Desk, size: tuple[int, int]) -> None:
    """P5: whatever is stored, no screen gets a control character, a hidden one, a link or a line of another width.

    Nor do the bytes that our display sends have a sequence that is not its own, and a terminal shows what was meant.
    """
    filled.fill(sqlite_desk)
    poison(sqlite_desk)
    app = console(sqlite_desk)
    app.driver_class = Line
    async with app.run_test(size=size, headless=False) as pilot:
        await settle(pilot)
        walk = Walk(pilot)
        await walk.visit()
    assert len(walk.pages) >= FEWEST, sorted(walk.pages)
    assert len(walk.dialogs) >= FEWEST, sorted(walk.dialogs)
    assert walk.compared >= FEWEST * FEWEST / 2


def make_impossible(desk: Desk) -> None:
    """What no change can have put there, in every column that has words, JSON, or bytes of text (P7)."""
    raw = desk.store.engine.raw_connection()
    cursor = raw.cursor()
    cursor.execute("PRAGMA ignore_check_constraints = ON")
    for (name,) in cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        cursor.execute(f"DROP TRIGGER {name}")
    words = [
        (table.name, str(constraint.sqltext).split(" ", 1)[0])
        for table in all_tables().sorted_tables
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint) and " IN (" in str(constraint.sqltext)
    ]
    for table, column in words:
        kept = " WHERE id > 1" if table == "admins" else ""
        cursor.execute(f"UPDATE OR IGNORE {table} SET {column} = 'Odd \x1b[2J'{kept}")  # noqa: S608 - names of our own
    for table, column in (*JSON, ("customers", "first_name"), ("services", "product_name"), ("notes", "text")):
        cursor.execute(f"UPDATE {table} SET {column} = CAST(x'5bff1b5b' AS TEXT)")  # noqa: S608 - as above
    cursor.execute("UPDATE services SET currency = 'Z\x1bZ'")
    raw.commit()
    cursor.execute("PRAGMA ignore_check_constraints = OFF")
    raw.close()


@pytest.mark.long
@pytest.mark.timeout(1800)
async def test_every_screen_stands_what_is_impossible(sqlite_desk: Desk) -> None:
    """P5, P7: no page and no dialog ends the console, whatever a damaged store holds; nothing of it is shown raw."""
    filled.fill(sqlite_desk)
    make_impossible(sqlite_desk)
    app = console(sqlite_desk)
    async with app.run_test(size=LARGE) as pilot:
        await settle(pilot)
        walk = Walk(pilot, at_bytes=False)
        await walk.visit()
    assert len(walk.pages) >= FEWEST, sorted(walk.pages)
