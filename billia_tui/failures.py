"""How the program ends: exit codes, one line on standard error, never a traceback (docs of the commands in README).

Imports nothing heavy: it is loaded before anything else.
"""

import errno
import io
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from billia_tui.errors import BilliaError
from billia_tui.settings import restricted
from billia_tui.text import clean

if TYPE_CHECKING:
    from pathlib import Path

UNEXPECTED = 70
"""A mistake of ours: none of the documented codes, so that no script takes it for a refusal."""

INTERRUPTED = 130
BROKEN_PIPE = 141

_LONGEST_LINE = 4000

LOG_MB = 10
"""Megabytes that a log file may have where no settings of a host say so."""


def guarded(work: Callable[[], int]) -> int:
    """Does `work` and gives the exit code; whatever goes wrong is one line on standard error."""
    try:
        code = work()
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last net
        return _ended_by(error)
    return code


def _ended_by(error: Exception) -> int:
    """Says what ended the run; gives the exit code."""
    if isinstance(error, BilliaError):
        say(error.text)
        return error.exit_code
    if isinstance(error, BrokenPipeError):
        return broken_pipe()
    if isinstance(error, OSError) and error.filename is None and error.errno is not None:
        _give_up_output()  # writing it failed, e.g. to a full disk
        say(f"cannot write the output: {os.strerror(error.errno)}")
        return 1
    return _unexpected(error)


def say(text: str) -> None:
    """One line on standard error, cleaned: it may quote data or what was typed."""
    line = "; ".join(part.strip() for part in text.splitlines() if part.strip())
    try:
        sys.stderr.write(f"billia: {clean(line, limit=_LONGEST_LINE)}\n")
        sys.stderr.flush()
    except (OSError, ValueError):  # nobody reads it any more
        return


def tolerant_streams() -> None:
    """Output in an encoding that lacks a character shows its code instead of failing; closed output goes nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is not None:
            continue
        if name == "stdout":  # started with `>&-`: what is printed is lost, and who asked for it must know
            sys.stdout = _Closed()
        else:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - stays open to the end
    for name in ("stdout", "stderr"):
        reconfigure = getattr(getattr(sys, name), "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


class _Closed(io.TextIOBase):
    """A standard output that was closed before the start: nothing can be written to it."""

    encoding = "utf-8"

    def write(self, text: str) -> int:
        """Raises OSError, as a system does."""
        del text
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))

    @property
    def buffer(self) -> "_Closed":
        """For bytes, the same."""
        return self


def leave_no_traces() -> None:
    """No memory image; and what Python and libraries would say of a mistake, with values, is only recorded (P8)."""
    import logging
    import threading

    with suppress(ImportError, OSError, ValueError):  # not on every system
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.excepthook = lambda *_: say("something unexpected happened, and could not be written down; please report it")
    logging.getLogger().addHandler(logging.NullHandler())  # else warnings and errors go to standard error
    threading.excepthook = lambda given: _aside(given.exc_value)
    sys.unraisablehook = lambda given: _aside(given.exc_value)


def in_the_loop(_loop: object, context: Mapping[str, object]) -> None:
    """The same for asyncio, whose handler of exceptions it is; who was only told to stop is no mistake."""
    error = context.get("exception")
    if type(error).__name__ not in {"WorkerCancelled", "WorkerFailed"}:
        _aside(error)


def _aside(error: object) -> None:
    """A mistake that nobody waits for."""
    if isinstance(error, Exception):
        record(error)


def broken_pipe() -> int:
    """The reader of our output went away, as `head` does: leaves quietly, with the code of the signal."""
    _give_up_output()
    return BROKEN_PIPE


def _give_up_output() -> None:
    """Points standard output at nothing, so that the interpreter's own flush at exit says nothing."""
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)
    except (OSError, ValueError):  # a test's stream without a file
        return


def _unexpected(error: BaseException) -> int:
    number, place = record(error)
    where = f"details are in {place}" if place else "details could not be written"
    say(f"something unexpected happened (reference {number}); {where}; please report it")
    return UNEXPECTED


def record(error: BaseException) -> tuple[str, str | None]:
    """Writes where `error` happened to the error log; values and messages stay out of it, they may be secret (P8).

    Returns:
        A reference number, and the file; None where it cannot be written. Over SSH the file is not named.
    """
    import secrets

    number = secrets.token_hex(4)
    try:
        folder = log_folder()
        if folder is None:
            return number, None
        append(folder / "errors.log", _without_values(number, error))
    except (OSError, ImportError, UnicodeError):
        return number, None
    return number, "the log of the host" if restricted.is_on() else str(folder / "errors.log")


def log_folder() -> "Path | None":
    """Where log files lie: the user's own folder; over SSH the one that the settings of the host name, if any."""
    settings = restricted.settings()
    if settings is not None:
        return settings.log
    from platformdirs import user_state_path

    return user_state_path("billia", appauthor=False)


def append(path: "Path", text: str) -> None:
    """Adds to a log file that only its owner can read; raises OSError.

    One that is full becomes `….1`, in the place of the one that was full before.
    """
    from billia_tui import files  # only where something went wrong

    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = restricted.settings()
    most = (settings.log_mb if settings is not None else LOG_MB) * 1024 * 1024
    content = text.encode("utf-8", "backslashreplace")
    with suppress(FileNotFoundError):
        if path.lstat().st_size + len(content) > most:
            path.replace(path.with_name(f"{path.name}.1"))
    with files.appending(path) as file:
        file.write(content)


def _without_values(number: str, error: BaseException) -> str:
    """The chain of errors by type and place: no messages, no locals."""
    import traceback

    from billia_tui import __version__, clock

    lines = [f"{number} {clock.now():%Y-%m-%dT%H:%M:%SZ} billia-tui {__version__}, Python {sys.version.split()[0]}\n"]
    link: BaseException | None = error
    while link is not None:
        lines.append(f"{type(link).__module__}.{type(link).__qualname__}\n")
        lines += traceback.format_tb(link.__traceback__)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "".join(lines) + "\n"
