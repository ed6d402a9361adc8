"""Bytes that are no key press, in the real program: nothing is changed, nothing ends (section 5 of the promises).

Answers, pastes, releases and nonsense from a grammar come over list, pages, dialogs and the Customer Panel, in one
piece and in many. What is torn where it may be keys, the suite tries with a clock of its own.
"""

import random
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.display import terminal_bytes
from tests.terminal.contents import contents
from tests.terminal.program import Program, clean_environment, console_command
from tests.trials.tally import Tally

PLACES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("the list", (), "enter open"),
    ("search", ("/",), "enter open"),
    ("filter", ("f",), "enter"),
    ("adding a customer", ("a",), "esc cancel"),
    ("editing", ("e",), "esc cancel"),
    ("blocking", ("b",), "esc cancel"),
    ("a hold", ("h",), "esc cancel"),
    ("a payment", ("w",), "esc cancel"),
    ("a limit", ("c",), "esc cancel"),
    ("a note", ("n",), "esc cancel"),
    ("a password", ("p",), "esc cancel"),
    ("deleting", ("d",), "esc c"),
    ("bulk work", ("*", "B"), "esc"),
    ("queues", ("Q",), "esc back"),
    ("the palette", ("ctrl+p",), "esc"),
    ("help", ("?",), "esc"),
    ("staff", ("S",), "esc back"),
    ("resellers", ("R",), "esc back"),
    ("payment methods", ("P",), "esc back"),
    ("a customer", ("enter",), "see all ("),
    ("e-mails", ("enter", "3", "a"), "esc cancel"),
    ("notes", ("enter", "7", "a"), "esc"),
    ("services", ("enter", "v"), "esc"),
    ("orders", ("enter", "o"), "esc"),
    ("the log", ("enter", "L"), "esc"),
    ("labels", ("enter", "l"), "esc"),
    ("wallet history", ("enter", "W"), "esc"),
    ("profiles", ("enter", "m"), "CUSTOMER PANEL"),
    ("the panel", ("enter", "i", "enter", "i"), "CUSTOMER PANEL"),
    ("ordering in the panel", ("enter", "i", "enter", "i", "a"), "CUSTOMER PANEL"),
)
"""Where, the keys that lead there, and what is to be read there."""

STILL = frozenset({"the list", "help"})
"""Places in which nothing is typed and nothing more is read: all that is shown there stays as it is."""

AT_ONCE = 50
MAY_BE_KEYS = re.compile(rb"\x1b(?:[\[O\]P_]?|\[\[|\][lL][^\x07]*)\Z")
KINDS = (terminal_bytes.answer, terminal_bytes.answer, terminal_bytes.paste, terminal_bytes.nothing)


def run(made: Path, sequences: int, seed: int, places: int = len(PLACES)) -> Tally:
    """Sends so many sequences to consoles on copies of the file `made`, spread over the first `places`."""
    chance = random.Random(seed)
    tally = Tally("stray bytes")
    all_rows = _all_rows(made)
    for number, (name, keys, there) in enumerate(PLACES[:places]):
        share = sequences // places + (number < sequences % places)
        folder = made.parent / f"stray-{seed}-{number}"
        folder.mkdir()
        store = Path(shutil.copy(made, folder / "store.db"))
        command = console_command("--database", str(store), "--no-mouse")
        display = chance.choice(["thin", "plain"])
        with Program(command, clean_environment(folder, BILLIA_DISPLAY=display)) as program:
            program.wait_for(all_rows)
            program.wait_quiet()
            for key in keys:
                program.keys(key)
                program.wait_quiet()
            program.wait_for(there)
            _send(program, store, share, chance, tally, name)
        shutil.rmtree(folder)
    return tally


def _all_rows(store: Path) -> str:
    """What the list says once it has read all of it."""
    with closing(sqlite3.connect(store)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM customers").fetchone()
    return f"{count} of {count}"


def _send(program: Program, store: Path, share: int, chance: random.Random, tally: Tally, name: str) -> None:
    before, seen = contents(store), _seen(program)
    while share and program.is_running:
        count = min(share, AT_ONCE)
        share -= count
        tally.tries += count
        data = b"".join(chance.choice(KINDS)(chance).data for _ in range(count))
        for piece in _cut(data, chance):
            program.write(piece)
            program.read(0)
    if program.is_running:
        program.wait_quiet(seconds=300)
        program.keys("\x12")  # painted anew, so it has read all of it
        program.wait_quiet()
    if not program.is_running:
        tally.tries += share
        tally.crashes += 1
        tally.note(f"{name}: ended with {program.exit_code}: {bytes(program.sent[-200:])!r}")
    elif name in STILL and (others := [*set(_seen(program)) ^ set(seen)]):
        tally.leaks += 1
        tally.note(f"{name}: another screen: {others}")
    changed = set(contents(store)) ^ set(before)
    if changed:
        tally.leaks += 1
        tally.note(f"{name}: {sorted(changed)[:2]}")


def _seen(program: Program) -> list[str]:
    """The screen without its first line, in which the time is, and the last ones, over which messages come and go."""
    return program.screen_text().splitlines()[1:-10]


def _cut(data: bytes, chance: random.Random) -> list[bytes]:
    """In pieces none of which may be taken for keys if the next one is late."""
    pieces: list[bytes] = []
    held = b""
    for piece in terminal_bytes.cut(data, chance):
        held += piece
        if not MAY_BE_KEYS.search(held):
            pieces.append(held)
            held = b""
    return [*pieces, held] if held else pieces
