"""Real terminals under Xvfb: both displays are worked by the same keys, and their pictures are compared.

    python -m bench.emulators                     # all that are installed
    python -m bench.emulators --only xterm,screen --pictures FOLDER

Needs Xvfb, xdotool and ImageMagick, and whatever terminals there are. Of each place it tells how many pixels the two
displays differ in, of the list whether a row with Arabic and Hebrew keeps its columns (by a book that is the same but
for these names), and what is left on the screen afterwards is a picture to look at. Exits with 1 if something differs.
"""

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from bench.table import markdown
from bench.terminals import COLUMNS, LINES, Emulator, emulators, installed, version
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import status
from billia_tui.operations.customers.editing import AfterAdding, NewCustomer
from billia_tui.operations.desk import Desk
from billia_tui.operations.store.opening import open_desk
from billia_tui.settings.config import DISPLAYS
from tests.terminal.program import clean_environment, console_command

SCREEN = "1000x700x24"
STILL = 0.8
"""Seconds without another pixel after which everything counts as painted."""
STILL_AT_FIRST = 3.0
PATIENCE = 20.0

SHELL = """
n=1; while [ $n -le 12 ]; do echo "before $n"; n=$((n+1)); done
"$@"
echo "after: code $?"
sleep 600
"""

WALK: Sequence[tuple[str, Sequence[str]]] = (
    ("rows", ("Down", "Down", "Next", "Down")),
    ("last rows", ("End", "Up")),
    ("details", ("Home", "Return")),
    ("dialog", ("w",)),
    ("back", ("Escape",)),
    ("help", ("question",)),
    ("help, read on", ("Down", "Down", "Down", "Next")),
    ("back again", ("Escape",)),
    ("list again", ("Escape",)),
    ("search", ("slash", "l", "a", "t", "e", "r")),
    ("all rows", ("Escape",)),
)
"""Places, and the keys that lead there, by the names of X."""

NAMES = (("عمر", "الفاروق"), ("שלום", "כהן"), ("Maria", "Köhler"), ("山田", "太郎"))
LATIN = (("Omar", "Alfaruk"), ("Shlm", "Khn"), ("Maria", "Köhler"), ("山田", "太郎"))
RIGHT_TO_LEFT_ROWS = 2


class Trouble(RuntimeError):
    """A tool is missing, or something did not come."""


# ── the store ──


def make_store(path: Path, names: Sequence[tuple[str, str]]) -> None:
    """Sixty customers, these names among the first that are shown."""
    desk = open_desk(str(path), "ana", create=True)
    for number in range(60 - len(names)):
        _add(desk, f"later{number:02}", "Person", f"Number{number:02}")
    for number, (first, last) in enumerate(reversed(names)):
        _add(desk, f"special{number}", first, last)
    desk.store.close()


def _add(desk: Desk, username: str, first: str, last: str) -> None:
    new = NewCustomer(first, last, f"{username}@example.org", "DE", "EUR", username=username)
    desk.change(status.activate, desk.change(customers.add, new, then=AfterAdding.NOTHING))


# ── one terminal ──


class Pixels(NamedTuple):
    """A part of a screen: its width, and its rows of four bytes a pixel."""

    width: int
    rows: list[bytes]


@contextmanager
def display_server() -> Iterator[str]:
    """An X server of its own, by its name."""
    reads, writes = os.pipe()
    command = ["Xvfb", "-displayfd", str(writes), "-screen", "0", SCREEN, "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writes], stderr=subprocess.DEVNULL)
    os.close(writes)
    try:
        number = os.read(reads, 16).decode().strip()
        if not number:
            raise Trouble("Xvfb does not start")
        yield f":{number}"
    finally:
        os.close(reads)
        server.terminate()
        server.wait()


class Seat:
    """One terminal with a console in it, before the only window of its X server."""

    def __init__(self, emulator: Emulator, server: str, home: Path, store: Path, display: str) -> None:
        self._server = {**os.environ, "DISPLAY": server}
        self._above = emulator.above
        size = {"COLUMNS": "", "LINES": ""}
        inner = {"BILLIA_DISPLAY": display, "BILLIA_LIVE": "", "SHELL": "/bin/sh", **size}
        environment = clean_environment(home, DISPLAY=server, **{**inner, **emulator.environment})
        environment["PATH"] = os.environ.get("PATH", os.defpath)
        environment["SCREENDIR"] = str(home / "screens")
        (home / "screens").mkdir(mode=0o700, exist_ok=True)
        environment["PYTHONPATH"] = str(Path(__file__).parents[1])
        line = ["/bin/sh", "-c", SHELL, "sh", *console_command("--database", str(store), "--admin", "ana")]
        self._process = subprocess.Popen(
            [*emulator.window, *emulator.inside, *([shlex.join(line)] if emulator.in_one else line)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._blank = self.picture()
        self.last = self._settled(self._blank, STILL_AT_FIRST)

    def _run(self, *command: str, data: bytes = b"") -> bytes:
        done = subprocess.run(command, env=self._server, input=data, capture_output=True, check=False, timeout=60)
        return done.stdout

    def picture(self) -> bytes:
        """The screen, as a dump of X."""
        return self._run("xwd", "-root", "-silent")

    def pixels(self, picture: bytes) -> Pixels:
        """The window's part of a picture."""
        head, width, lines, colours = (int.from_bytes(picture[4 * at : 4 * at + 4], "big") for at in (0, 4, 12, 19))
        start = head + 12 * colours
        across, down = (min(one, most) for one, most in zip(self.size, (width, 10_000), strict=True))
        rows = [picture[start + y * lines :][: 4 * across] for y in range(min(down, (len(picture) - start) // lines))]
        return Pixels(across, rows[self._above :])

    def keep(self, picture: bytes, path: Path) -> None:
        """Writes a picture as PNG."""
        across, down = self.size
        path.write_bytes(
            self._run("convert", "xwd:-", "-crop", f"{across}x{down}+0+0", "+repage", "png:-", data=picture)
        )

    @property
    def size(self) -> tuple[int, int]:
        """Of the window, in pixels: the largest one that is not the screen itself."""
        sizes = []
        for number in self._run("xdotool", "search", "--onlyvisible", "--name", ".*").decode().split():
            match = re.search(r"(\d+)x(\d+)", self._run("xdotool", "getwindowgeometry", number).decode())
            if match is not None:
                sizes.append((int(match[1]), int(match[2])))
        whole = tuple(map(int, SCREEN.split("x")[:2]))
        windows = [size for size in sizes if size != whole]
        if not windows:
            raise Trouble("it opens no window")
        return max(windows, key=lambda size: size[0] * size[1])

    def press(self, *names: str) -> bytes:
        """Presses keys; gives the picture when nothing changes any more."""
        self._run("xdotool", "mousemove", "4", "4")  # keys go to the window under the pointer
        self._run("xdotool", "key", "--delay", "40", *names)
        before, self.last = self.last, self._settled(self.last)
        if before == self.last:
            raise Trouble(f"nothing comes of {' '.join(names)}")
        return self.last

    def _settled(self, before: bytes, still: float = STILL) -> bytes:
        """Waits until something is another than `before` and then still for so many seconds."""
        deadline = time.monotonic() + PATIENCE
        seen, since = before, time.monotonic()
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise Trouble(f"it ends with {self._process.returncode}")
            now = self.picture()
            if now != seen:
                seen, since = now, time.monotonic()
            elif now != before and time.monotonic() - since > still:
                return now
            time.sleep(0.1)
        return seen

    def close(self) -> None:
        """Ends it."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, 15)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, 9)
        self._process.wait()


def walked(emulator: Emulator, folder: Path, store: Path, display: str, kept: Path) -> dict[str, Pixels]:
    """Works a console in a terminal; gives the pixels of each place, and keeps the pictures."""
    found: dict[str, Pixels] = {}
    home = folder / f"{emulator.name}-{display}-{store.stem}"
    home.mkdir()
    with display_server() as server:
        seat = Seat(emulator, server, home, store, display)
        try:

            def keep(place: str) -> None:
                found[place] = seat.pixels(seat.last)
                name = f"{emulator.name}-{store.stem}-{place.replace(', ', '-').replace(' ', '-')}-{display}.png"
                seat.keep(seat.last, kept / name)

            seat.press("Down")
            seat.press("Up")
            keep("list")
            if store.stem == "named":
                for place, keys in WALK:
                    seat.press(*keys)
                    keep(place)
                seat.press("q")
                keep("left")
        finally:
            seat.close()
    return found


# ── comparing ──


def differing(one: Pixels, other: Pixels) -> list[tuple[int, int]]:
    """The cells, by column and line, in which two pictures differ; not those of the clock at the end of the title.

    A pixel or two that letters lend to the cell beside them are no difference: which is drawn later decides of them.
    """
    if one.width != other.width or len(one.rows) != len(other.rows):
        return [(-1, -1)]
    cells: Counter[tuple[int, int]] = Counter()
    across, down = one.width / COLUMNS, len(one.rows) / LINES
    for y, (first, second) in enumerate(zip(one.rows, other.rows, strict=True)):
        if first == second:
            continue
        for x in range(one.width):
            here, there = first[4 * x : 4 * x + 3], second[4 * x : 4 * x + 3]
            if here != there:
                much = max(abs(a - b) for a, b in zip(here, there, strict=True)) > LENT
                inside = EDGE <= x % across < across - EDGE
                cells[int(x / across), int(y / down)] += (MANY if inside else 2) if much else 1
    return sorted((x, y) for (x, y), many in cells.items() if many >= MANY and not (y == 0 and x > COLUMNS - CLOCK))


LENT = 96
"""Of 255: a pixel that differs by less may belong to the letter beside it; `MANY` of them do not."""
MANY = 8
EDGE = 2
"""Pixels at both sides of a cell into which its neighbours may reach: one of those alone is none of its letter."""
CLOCK = 32


def swapped(named: Pixels, latin: Pixels) -> list[tuple[int, int]]:
    """The cells in which a list with right-to-left names differs from one without, but for the names themselves."""
    cells = differing(named, latin)
    if not cells:
        return []
    return [cell for cell in cells if cell[0] >= _NAMES_END]


_NAMES_END = 58
"""The column behind the names."""


def tried(emulator: Emulator, folder: Path, stores: Mapping[str, Path], kept: Path) -> tuple[list[str], bool]:
    """A row of the table, and whether all was well."""
    marks, well = list[str](), True
    by_display = {display: walked(emulator, folder, stores["named"], display, kept) for display in DISPLAYS}
    thin, plain = by_display["thin"], by_display["plain"]
    wrong = {place: cells for place in thin if (cells := differing(thin[place], plain[place]))}
    marks.append("same" if not wrong else "; ".join(f"{place}: {len(cells)}" for place, cells in wrong.items()))
    well = not wrong
    for display in DISPLAYS:
        latin = walked(emulator, folder, stores["latin"], display, kept)
        moved = swapped(by_display[display]["list"], latin["list"])
        marks.append("kept" if not moved else f"{len(moved)} cells moved: {moved[:3]}")
        well = well and not moved
    return [emulator.name, version(emulator), *marks], well


def tried_twice(emulator: Emulator, folder: Path, stores: Mapping[str, Path], kept: Path) -> tuple[list[str], bool]:
    """The same; once more where it did not come to its end, for some terminals do not always start."""
    said = ""
    for at in ("first", "again"):
        place = folder / at
        place.mkdir(exist_ok=True)
        try:
            return tried(emulator, place, stores, kept)
        except Trouble as trouble:
            said = str(trouble)
    return [emulator.name, version(emulator), said, "", ""], False


def through_mosh(command: Sequence[str]) -> int:
    """Runs a command behind a mosh server of its own on this machine."""
    server = ["mosh-server", "new", "-i", "127.0.0.1", "--", *command]
    told = subprocess.run(server, capture_output=True, text=True, check=False, timeout=30)
    match = re.search(r"MOSH CONNECT (\d+) (\S+)", told.stdout + told.stderr)
    if match is None:
        raise Trouble(told.stdout + told.stderr)
    os.environ["MOSH_KEY"] = match[2]
    os.execvp("mosh-client", ["mosh-client", "127.0.0.1", match[1]])  # noqa: S606 - of the machine that it is tried on


def main() -> int:
    """Tries them."""
    if sys.argv[1:2] == ["--mosh"]:
        return through_mosh(sys.argv[2:])
    parser = argparse.ArgumentParser(prog="python -m bench.emulators", description=__doc__)
    parser.add_argument("--only", help="names, with commas between them")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="keeps the pictures there")
    typed = parser.parse_args()
    for tool in ("Xvfb", "xdotool", "xwd", "convert"):
        if shutil.which(tool) is None:
            print(f"there is no {tool}", file=sys.stderr)
            return 2
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        kept = typed.pictures or folder / "pictures"
        kept.mkdir(parents=True, exist_ok=True)
        stores = {name: folder / f"{name}.db" for name in ("named", "latin")}
        make_store(stores["named"], NAMES)
        make_store(stores["latin"], LATIN)
        wanted = [one for one in emulators(folder) if not typed.only or one.name in typed.only.split(",")]
        rows, all_well = list[list[str]](), True
        for emulator in wanted:
            if not installed(emulator):
                rows.append([emulator.name, "not installed", "", "", ""])
                continue
            row, well = tried_twice(emulator, folder, stores, kept)
            all_well = all_well and well
            rows.append(row)
            print(*row, sep="  ", file=sys.stderr, flush=True)
        print(
            markdown(
                ("terminal", "version", "both displays", *(f"right to left, {display}" for display in DISPLAYS)), rows
            )
        )
    return 0 if all_well else 1


if __name__ == "__main__":
    sys.exit(main())
