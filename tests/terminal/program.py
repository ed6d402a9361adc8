"""The real program in a pseudo-terminal: keys go in, bytes and a screen come out.

Every wait is bounded and ends as soon as what it waits for is there. The screen is drawn only when somebody
looks at it, so that measuring times (bench/) does not pay for the emulator.
"""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

from billia_tui.app.burst import AT_ONCE
from tests.display.emulator import Screen, Seen

PATIENCE = 20.0
"""Seconds after which a wait has failed; generous, because a wait that succeeds takes only as long as it needs."""

QUIET = 0.25
"""Seconds without a byte after which the program counts as having painted all it had to paint."""

CODES = {
    "enter": "\r",
    "esc": "\x1b",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "ctrl+c": "\x03",
    "ctrl+p": "\x10",
    "ctrl+r": "\x12",
    "ctrl+u": "\x15",
}


def console_command(*arguments: str) -> list[str]:
    """The command line of the console."""
    return [sys.executable, "-m", "billia_tui", *arguments]


def clean_environment(home: Path, **extra: str) -> dict[str, str]:
    """An environment of its own: nothing of ours is set, and all files are in `home`; "" takes a variable away."""
    places = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    settings = {
        "HOME": str(home),
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "LOGNAME": "ana",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        **places,
        **extra,
    }
    return {name: value for name, value in settings.items() if value}


class Gone(AssertionError):
    """The program ended, or did not come to what was waited for."""


class Program:
    """A program in a pseudo-terminal of its own, whose session it leads.

    Args:
        command: what to run.
        environment: all of its environment.
        size: columns and lines.
        controlling: whether the terminal is the session's own, so that a lost line sends a signal.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        size: tuple[int, int] = (120, 40),
        *,
        controlling: bool = True,
    ) -> None:
        self.sent = bytearray()
        """Every byte that it wrote."""
        self.times: list[tuple[float, int]] = []
        """When how many bytes had come."""
        self.exit_code: int | None = None
        self._drawn = 0
        self._screen = Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._master: int | None
        self._master, slave = pty.openpty()
        self._set_size(size)
        self.started = time.monotonic()
        self._terminal = terminal = os.ttyname(slave)
        # The leader of a new session that opens a terminal gets it as its controlling one: a lost line is felt.
        opening = os.O_RDWR if controlling else os.O_RDWR | os.O_NOCTTY
        self.pid = os.posix_spawn(
            command[0],
            list(command),
            dict(environment),
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, terminal, opening, 0),
                (os.POSIX_SPAWN_DUP2, 0, 1),
                (os.POSIX_SPAWN_DUP2, 0, 2),
            ],
            setsid=True,
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    # ── in ──

    def keys(self, *names: str) -> None:
        """Presses keys: names of `CODES`, or text as it is typed."""
        self.write("".join(CODES.get(name, name) for name in names).encode())

    def by_hand(self, *names: str) -> None:
        """The same when the screen has been quiet for a moment: what follows at once may be a text that was pasted."""
        self.wait_quiet(1.5 * AT_ONCE)
        self.keys(*names)

    def write(self, data: bytes) -> None:
        """Writes bytes as a terminal would."""
        assert self._master is not None
        os.write(self._master, data)

    def resize(self, columns: int, lines: int) -> None:
        """Gives the terminal another size."""
        self._draw()
        self._screen.resize(lines, columns)
        self._set_size((columns, lines))

    def _set_size(self, size: tuple[int, int]) -> None:
        assert self._master is not None
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def without_echo(self) -> None:
        """The terminal shows nothing by itself of what is typed, as when the program has left already."""
        assert self._master is not None
        settings = termios.tcgetattr(self._master)
        settings[3] &= ~termios.ECHO
        termios.tcsetattr(self._master, termios.TCSANOW, settings)

    # ── out ──

    def read(self, seconds: float) -> bool:
        """Waits at most `seconds` for bytes; tells whether some came."""
        if self._master is None or not select.select([self._master], [], [], max(seconds, 0))[0]:
            return False
        try:
            part = os.read(self._master, 1 << 16)
        except OSError:  # EIO: nobody has the terminal open any more
            part = b""
        if not part:
            self.hang_up()
            return False
        self.sent += part
        self.times.append((time.monotonic(), len(self.sent)))
        return True

    def wait_until(self, condition: Callable[[], bool], what: str, *, seconds: float = PATIENCE) -> float:
        """Reads until `condition` holds; gives the time at which the last byte for it came."""
        deadline = time.monotonic() + seconds
        while not condition():
            left = deadline - time.monotonic()
            if left <= 0 or (not self.read(left) and self._master is None and not condition()):
                raise Gone(f"no {what} in {seconds:.0f} s; the screen was:\n{self.screen_text()}")
        return self.times[-1][0] if self.times else self.started

    def wait_for(self, *texts: str, seconds: float = PATIENCE) -> str:
        """Waits until the screen shows all of `texts`; gives the screen."""
        self.wait_until(lambda: all(text in self.screen_text() for text in texts), repr(texts), seconds=seconds)
        return self.screen_text()

    def wait_gone(self, *texts: str) -> str:
        """Waits until the screen shows none of `texts`; gives the screen."""
        self.wait_until(lambda: all(text not in self.screen_text() for text in texts), f"screen without {texts!r}")
        return self.screen_text()

    def wait_quiet(self, quiet: float = QUIET, *, seconds: float = PATIENCE) -> float:
        """Reads until nothing has come for `quiet` seconds; gives the time of the last byte."""
        deadline = time.monotonic() + seconds
        while self.read(quiet):
            if time.monotonic() > deadline:
                raise Gone(f"still painting after {seconds:.0f} s")
        return self.times[-1][0] if self.times else self.started

    def fill(self) -> None:
        """Writes blanks that no terminal shows, until no byte more fits in: the program's next write waits for us."""
        slave = os.open(self._terminal, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        with suppress(BlockingIOError):
            while True:
                os.write(slave, bytes(1024))
        os.close(slave)

    @property
    def echoes(self) -> bool:
        """Whether the terminal shows what is typed, as it does for a shell and not for the program."""
        assert self._master is not None
        return bool(termios.tcgetattr(self._master)[3] & termios.ECHO)

    def mark(self) -> int:
        """A place in the stream of bytes, for `bytes_since`."""
        return len(self.sent)

    def bytes_since(self, mark: int) -> bytes:
        """What was written after `mark`."""
        return bytes(self.sent[mark:])

    def watch(self, seconds: float) -> bytes:
        """All that the program writes in the next `seconds`: for tests of silence."""
        mark, deadline = self.mark(), time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0 and self._master is not None:
            self.read(left)
        return self.bytes_since(mark)

    def screen_text(self) -> str:
        """The screen as a person sees it, line by line."""
        self._draw()
        rows = (self._screen.buffer[y] for y in range(self._screen.lines))
        # A cell that a wide character covers is empty; the emulator's own display stumbles over a lone one.
        return "\n".join("".join(row[x].data for x in range(self._screen.columns)).rstrip() for row in rows)

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and line of the cursor."""
        self._draw()
        return self._screen.cursor.x, self._screen.cursor.y

    def screen_cells(self) -> list[list[Seen]]:
        """The screen cell by cell, with its colours."""
        self._draw()
        return self._screen.seen()

    def line(self, number: int) -> str:
        """A line of the screen, from 0; "" where nothing stands, or where it has no such line yet."""
        lines = self.screen_text().split("\n")
        return lines[number] if number < len(lines) else ""

    def line_with(self, text: str) -> str:
        """The first line of the screen that has `text`, "" if none."""
        return next((line for line in self.screen_text().splitlines() if text in line), "")

    def _draw(self) -> None:
        fresh = bytes(self.sent[self._drawn :])
        self._drawn = len(self.sent)
        # The emulator does not know the end of the kitty keyboard protocol and would print its last letter.
        self._stream.feed(fresh.replace(b"\x1b[<u", b""))

    # ── ending ──

    @property
    def is_running(self) -> bool:
        """Whether the process is there."""
        if self.exit_code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.exit_code = os.waitstatus_to_exitcode(status)
        return self.exit_code is None

    def wait_exit(self, seconds: float = PATIENCE) -> int:
        """Reads what still comes until the process is gone; gives its exit code, negative for a signal."""
        deadline = time.monotonic() + seconds
        while self.is_running:
            if time.monotonic() > deadline:
                raise Gone(f"still there after {seconds:.0f} s")
            if not self.read(0.02) and self._master is None:
                select.select([], [], [], 0.02)
        while self.read(0):
            pass
        assert self.exit_code is not None
        return self.exit_code

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal."""
        os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Closes our end, as a lost line does."""
        if self._master is not None:
            os.close(self._master)
            self._master = None

    def kill(self) -> None:
        """Ends it, whatever it does."""
        if self.is_running:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.exit_code = -signal.SIGKILL
        self.hang_up()
