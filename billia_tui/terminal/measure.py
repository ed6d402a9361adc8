"""Working a program with both displays: how many bytes each key takes, and whether the screens are then the same."""

import fcntl
import json
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
from typing import Any, NamedTuple

from .emulated import Screen

KEYS = {
    "enter": "\r", "esc": "\x1b", "escape": "\x1b", "tab": "\t", "shift+tab": "\x1b[Z", "space": " ", "up": "\x1b[A",
    "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F", "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~", "delete": "\x1b[3~", "backspace": "\x7f", "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR",
    "f4": "\x1bOS", "f5": "\x1b[15~",
}  # fmt: skip
_MOUSE = {"click": ((0, "M"), (0, "m")), "wheel": ((65, "M"),), "wheel-up": ((64, "M"),)}
"""What a terminal sends of it: the buttons, and whether they go down or up."""
START = 90.0
"""Seconds in which a program has painted something."""
STARTED = 2.5
"""Seconds of silence after which a program has started."""
ANSWER = 1.0
"""Seconds in which a key is answered."""
MOST = 20.0
"""Seconds after which nobody waits for silence any longer."""

Frame = dict[str, Any]
"""What `check` tells of one."""


class How(NamedTuple):
    """How a program is worked: its colours, the silence after a key, where it tells of its frames and of mistakes."""

    colours: str
    quiet: float
    check: Path
    why: Path


def measured(command: Sequence[str], keys: Sequence[str], *, size: tuple[int, ...], colours: str, quiet: float) -> int:
    """Prints a table of both displays; gives 1 if a screen is not the same after a frame.

    Args:
        command: the program with its arguments, as for `textual-thin run`.
        keys: names as Textual has them, "resize 80x24", "click 10,5", "wheel 10,5" (or
            "wheel-up"), or text; empty ones and comments are left out.
        size: columns and lines.
        colours: "truecolor", "256" or "16".
        quiet: seconds without a byte after which a key is answered.
    """
    names = [key.strip() for key in keys if key.strip() and not key.startswith("#")]
    totals, frames, wrong = [0, 0, 0], 0, list[object]()
    _say(f"{'key':24}{'frames':>8}{'Textual':>10}{'thin':>10}{'floor':>10}  screens")
    with tempfile.TemporaryDirectory() as folder:
        how = How(colours, quiet, Path(folder, "check"), Path(folder, "why"))
        for key, found in _run(command, names, (size[0], size[1]), how):
            sums = [sum(frame[name] for frame in found) for name in ("textual", "thin", "floor")]
            bad = [frame for frame in found if frame["differ"] or frame["unknown"]]
            wrong += bad
            frames += len(found)
            totals = [total + part for total, part in zip(totals, sums, strict=True)]
            said = f"{bad[0]['differ']} cells differ: {bad[0]['first']} {bad[0]['unknown']}" if bad else "same"
            _say(f"{key:24}{len(found):>8,}{sums[0]:>10,}{sums[1]:>10,}{sums[2]:>10,}  {said}")
        reasons = how.why.read_text(encoding="utf-8").strip() if how.why.exists() else ""
    bytes_of_all = "".join(f"{total:>10,}" for total in totals)
    _say(f"{'all':24}{frames:>8,}{bytes_of_all}  {len(wrong)} of {frames} frames differ")
    if reasons:
        _say(f"Textual painted by itself: {reasons}")
    return 1 if reasons or wrong or not frames else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _run(
    command: Sequence[str], keys: Sequence[str], size: tuple[int, int], how: How
) -> Iterator[tuple[str, list[Frame]]]:
    """Starts it, and gives what came of the start and of each key."""
    kept = ["--why", str(how.why), "--check", str(how.check)]
    words = [sys.executable, "-m", f"{__package__}.command", "run", *kept, "--", *command]
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
        _read(master, screen, STARTED, is_start=True)
        told = _frames(how.check, 0)
        yield "(start)", told
        many = len(told)
        for key in keys:
            kind, _, rest = key.partition(" ")
            if kind == "resize":
                columns, lines = (int(part) for part in rest.split("x"))
                screen.resize(columns, lines)
                _resize(master, (columns, lines))
                os.kill(pid, signal.SIGWINCH)
            else:
                os.write(master, _typed(key).encode())
            _read(master, screen, how.quiet)
            told = _frames(how.check, many)
            many += len(told)
            yield key, told
    finally:
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)
        os.close(master)
        with suppress(OSError):
            os.waitpid(pid, 0)


def _frames(place: Path, known: int) -> list[Frame]:
    """Those that were written since so many."""
    if not place.exists():
        return []
    lines = place.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines[known:]]


def _typed(key: str) -> str:
    kind, _, place = key.partition(" ")
    if kind in _MOUSE:
        x, y = place.split(",")
        return "".join(f"\x1b[<{button};{x};{y}{what}" for button, what in _MOUSE[kind])
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
