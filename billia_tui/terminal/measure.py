"""Working a program with both displays: how many bytes each key takes, and whether the screens are then the same."""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from .emulated import Cell, Look, Screen

KEYS = {
    "enter": "\r", "esc": "\x1b", "escape": "\x1b", "tab": "\t", "shift+tab": "\x1b[Z", "space": " ", "up": "\x1b[A",
    "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F", "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~", "delete": "\x1b[3~", "backspace": "\x7f", "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR",
    "f4": "\x1bOS", "f5": "\x1b[15~",
}  # fmt: skip
START = 90.0
"""Seconds in which a program has painted something."""
STARTED = 2.5
"""Seconds of silence after which a program has started."""
ANSWER = 1.0
"""Seconds in which a key is answered."""
MOST = 20.0
"""Seconds after which nobody waits for silence any longer."""

Cells = list[list[Cell]]


class Step(NamedTuple):
    """What came of one key."""

    key: str
    sent: int
    cells: Cells


class How(NamedTuple):
    """How a program is worked: `why` is the file for what makes Textual paint by itself; None is Textual's display."""

    colours: str
    quiet: float
    why: str | None


def measured(command: Sequence[str], keys: Sequence[str], *, size: tuple[int, ...], colours: str, quiet: float) -> int:
    """Prints a table of both displays; gives 1 if a screen is not the same.

    Args:
        command: the program with its arguments, as for `textual-thin run`.
        keys: names as Textual has them, "resize 80x24", "click 10,5", or text; empty ones and comments are left out.
        size: columns and lines.
        colours: "truecolor", "256" or "16".
        quiet: seconds without a byte after which a key is answered.
    """
    names = [key.strip() for key in keys if key.strip() and not key.startswith("#")]
    with tempfile.TemporaryDirectory() as folder:
        why = Path(folder, "why")
        runs = [[*_run(command, names, (size[0], size[1]), How(colours, quiet, place))] for place in (None, str(why))]
        reasons = why.read_text(encoding="utf-8") if why.exists() else ""
    before: Cells = [[Cell()] * size[0] for _ in range(size[1])]
    totals, differing = [0, 0, 0], 0
    _say(f"{'key':24}{'Textual':>10}{'thin':>10}{'floor':>10}  screens")
    for plain, thin in zip(*runs, strict=False):
        wrong = _differences(plain.cells, thin.cells)
        floor = floor_of(before, plain.cells)
        before = plain.cells
        differing += bool(wrong)
        totals = [total + part for total, part in zip(totals, (plain.sent, thin.sent, floor), strict=True)]
        said = (
            "same"
            if not wrong
            else f"{len(wrong)} cells differ, the first at {wrong[0][0]},{wrong[0][1]}: {wrong[0][2]}"
        )
        _say(f"{plain.key:24}{plain.sent:>10,}{thin.sent:>10,}{floor:>10,}  {said}")
    _say(f"{'all':24}{totals[0]:>10,}{totals[1]:>10,}{totals[2]:>10,}  {differing} of {len(runs[0])} differ")
    if reasons:
        _say(f"Textual painted by itself: {reasons.strip()}")
    return 1 if reasons or differing or len(runs[0]) != len(runs[1]) else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _differences(one: Cells, other: Cells) -> list[tuple[int, int, str]]:
    if (len(one), len(one[0])) != (len(other), len(other[0])):
        return [(0, 0, "size")]
    return [
        (x, y, f"{one[y][x]!r} {other[y][x]!r}")
        for y in range(len(one))
        for x in range(len(one[0]))
        if one[y][x] != other[y][x]
    ]


def floor_of(old: Cells, new: Cells) -> int:
    """What a writer takes that goes to each run of changed cells, sets each style anew, and writes."""
    sent = 0
    look: Look | None = None
    for y, row in enumerate(new):
        before = old[y] if y < len(old) and len(old[y]) == len(row) else [None] * len(row)
        at = -1
        for x, cell in enumerate(row):
            if cell == before[x]:
                continue
            if at != x:
                sent += len(f"\x1b[{y + 1};{x + 1}H")
            if cell.look != look:
                look = cell.look
                sent += _length(look)
            sent += len(cell.text.encode())
            at = x + 1
    return sent


def _length(look: Look) -> int:
    codes = [str(code) for code in look.attributes]
    for colour, kind in ((look.letters, "38"), (look.ground, "48")):
        if colour.startswith("#"):
            codes.append(";".join([kind, "2", *(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))]))
        elif colour:
            codes.append(colour)
    return len(f"\x1b[0;{';'.join(codes)}m")


def _run(command: Sequence[str], keys: Sequence[str], size: tuple[int, int], how: How) -> Iterator[Step]:
    """Starts it, and gives what came of the start and of each key."""
    display = ["--plain"] if how.why is None else ["--why", how.why]
    words = [sys.executable, "-m", f"{__package__}.command", "run", "--still", *display, "--", *command]
    environment = {
        **os.environ,
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor" if how.colours == "truecolor" else "",
    }
    if how.colours == "16":
        environment["TEXTUAL_COLOR_SYSTEM"] = "standard"
    pid, master = pty.fork()
    if not pid:
        with suppress(OSError):
            os.execve(words[0], words, environment)  # noqa: S606 - the program that is measured
        os._exit(127)
    screen = Screen(*size)
    try:
        _resize(master, size)
        yield Step("(start)", _read(master, screen, STARTED, is_start=True), screen.seen())
        for key in keys:
            kind, _, rest = key.partition(" ")
            if kind == "resize":
                columns, lines = (int(part) for part in rest.split("x"))
                screen.resize(columns, lines)
                _resize(master, (columns, lines))
                os.kill(pid, signal.SIGWINCH)
            else:
                os.write(master, _typed(key).encode())
            sent = _read(master, screen, how.quiet)
            yield Step(key, sent, screen.seen())
    finally:
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)
        os.close(master)
        with suppress(OSError):
            os.waitpid(pid, 0)


def _typed(key: str) -> str:
    if key.startswith("click "):
        x, y = key.removeprefix("click ").split(",")
        return f"\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m"
    if key.startswith("ctrl+") and len(key) == len("ctrl+x"):
        return chr(ord(key[-1]) & 0x1F)
    return KEYS.get(key, key)


def _resize(master: int, size: tuple[int, int]) -> None:
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))


def _read(master: int, screen: Screen, quiet: float, *, is_start: bool = False) -> int:
    """Reads until it is quiet, first of all until something is painted; gives how many bytes came."""
    most = START if is_start else MOST
    sent, rest, until = 0, b"", time.monotonic() + most
    wait = most if is_start else max(quiet, ANSWER)
    while time.monotonic() < until and select.select([master], [], [], wait)[0]:
        try:
            data = os.read(master, 1 << 16)
        except OSError:  # it ended
            break
        if not data:
            break
        sent += len(data)
        whole = rest + data
        text = whole.decode("utf-8", "ignore")
        known = len(text.encode())
        rest = whole[known:] if known < len(whole) else b""
        screen.feed(text.replace("\r\n", "\n"))
        if not is_start or screen.text().strip():
            wait = quiet
    return sent
