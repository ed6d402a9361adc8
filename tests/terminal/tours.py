"""Ways through the real program on which secrets are typed and personal data are read; each can be broken anywhere."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from billia_tui.db import file_copy
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers import emails, status
from billia_tui.operations.customers.editing import AfterAdding, NewCustomer
from billia_tui.operations.notes import customer_notes as notes
from billia_tui.operations.orders import methods as payment_methods
from billia_tui.operations.staff import credentials
from billia_tui.operations.store import settings as store_settings
from billia_tui.operations.store.opening import open_desk
from billia_tui.vocabulary import PaymentMethodType, SignInRule
from tests.terminal.breakable import MESSAGE
from tests.terminal.program import Gone, Program, clean_environment

PASSWORD, WRONG, FRESH = (f"hunter2-{kind}-password" for kind in ("right", "wrong", "fresh"))
PERSON, NOTE, CARD = "Zaphodmarker", "calls-after-markernoon", "card-4111-marker"
TYPED = (PASSWORD, WRONG, FRESH)
"""Never on the screen, in no file, the store among them."""
PERSONAL = (PERSON, PERSON.lower(), NOTE, CARD)
"""On the screen, and in the store; nowhere else."""
CODE = "<the one-time code>"
LEAVING = b"\x1b[?1049l"
PATIENCE, QUIET = 1.5, 0.15
"""Seconds to wait for the first byte that follows keys, and without one after which the next are pressed."""
LEAVING_SECONDS = 4
ROOT = Path(__file__).parents[2]
PEOPLE = f"first name,last name,e-mail,country,currency\n{PERSON},{PERSON},{PERSON}@example.net,DE,EUR\n,,,,\n"


@dataclass(frozen=True, slots=True)
class Tour:
    """On which store, what the first screen shows, and the keys, a group after another."""

    store: str
    first: str
    keys: tuple[tuple[str, ...], ...]


TOURS = {
    "sign in": Tour(
        "asking",
        "Password",
        ((WRONG, "enter"), (PASSWORD, "enter"), ("\x0c",), (WRONG, "enter"), (PASSWORD, "enter")),
    ),
    "code": Tour(
        "coded", "Password", ((CODE, "enter"), (FRESH, "tab", WRONG, "enter"), (FRESH, "tab", FRESH, "enter"))
    ),
    "customer": Tour(
        "open",
        "2 of 2",
        (
            ("/", PERSON, "enter"), ("enter",), ("p", FRESH, "tab", WRONG, "enter"), ("esc",),
            ("p", FRESH, "tab", FRESH, "enter"), ("n", NOTE, "enter"), ("e", PERSON, "enter"),
            ("y",), ("enter",), ("3", "a", f"{PERSON}@example.net", "enter"), ("L",), ("esc",), ("M",), ("esc",),
            ("u",), ("enter",), ("w5", "enter"), ("enter",), ("esc",),
        ),
    ),
    "list": Tour(
        "open",
        "2 of 2",
        (
            ("a", PERSON, "tab", PERSON, "enter"), ("esc",), ("P",), ("esc",), ("\x10", PERSON), ("esc",), (" ",),
            ("B",), ("esc",), ("K", PERSON, "enter"), ("?",), ("esc",), ("Q",), ("esc",), ("enter",), ("m",), ("esc",),
            ("i",), ("enter",),
        ),
    ),
}  # fmt: skip

COMMANDS = {
    "password": (("password", "set", "1"), FRESH),
    "add": (("customers", "add", "--first-name", PERSON, "--last-name", PERSON, "--email", f"{PERSON}@example.net",
             "--country", "DE", "--currency", "EUR"), ""),
    "note": (("notes", "add", "1", NOTE), ""),
    "show": (("customers", "show", "1"), ""),
    "list": (("customers", "list", "--json"), ""),
    "method": (("payment-methods", "add", f"{CARD}2", "offline", "--description", CARD), ""),
    "import": (("import", "customers", "people.csv"), ""),
    "export": (("export", "customers"), ""),
    "log": (("log", "export"), ""),
    "check": (("check",), ""),
    "doctor": (("doctor",), ""),
    "erase": (("customers", "erase", "1", "--username", PERSON.lower()), ""),
}  # fmt: skip
"""Command lines, and what stands on their standard input."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Stores made once, by their names in `Tour.store`; a one-time code opens "coded"."""

    folder: Path
    code: str


def make_shelf(folder: Path) -> Shelf:
    """Two customers, one of them the marked one."""
    desk = open_desk(str(folder / "made.db"), "ana", create=True)
    for name in (PERSON, "Other"):
        new = NewCustomer(name, name, f"{name.lower()}@example.org", "DE", "EUR", username=name.lower())
        ident = desk.change(customers.add, new, then=AfterAdding.NOTHING)
        desk.change(status.activate, ident)
        desk.change(notes.add, ident, NOTE)
    desk.change(emails.add, 1, f"{PERSON.lower()}@example.com")
    desk.change(payment_methods.add, CARD, PaymentMethodType.OFFLINE, description=CARD, shared=False)
    file_copy.backup(folder / "made.db", folder / "open.db")
    desk.change(credentials.reset, 1, credentials.by_password(PASSWORD, PASSWORD))
    desk.change(store_settings.change_sign_in, SignInRule.REQUIRED)
    file_copy.backup(folder / "made.db", folder / "asking.db")
    code, given = credentials.by_code()
    desk.change(credentials.reset, 1, given)
    file_copy.backup(folder / "made.db", folder / "coded.db")
    desk.store.close()
    return Shelf(folder, code)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: `said` is what stands on the terminal, or on standard error, afterwards."""

    code: int | None
    said: bytes
    sent: bytes
    places: tuple[str, ...]


class Trip:
    """One run, in a home of its own.

    Args:
        shelf: the stores.
        home: an empty folder.
        place: what breaks, see `breakable.Places`; nothing if empty.
        tries: how often `ctrl+c` is pressed: on a busy machine the first may ask about what was typed last. Where
            anything may be broken once is enough, some wait for what does not come any more.
    """

    def __init__(self, shelf: Shelf, home: Path, place: str = "", tries: int = 1) -> None:
        self.home = home
        self._shelf = shelf
        self._notes = home / "places"
        self._place = place
        self._tries = tries
        self.shown_to_others = b""
        (home / "tmp").mkdir(parents=True)

    def console(self, tour: Tour) -> Outcome:
        """Takes a tour through the console, as far as it goes."""
        line = [*self._breakable(), "--no-mouse", "--database", str(self._store(tour.store))]
        with Program(line, self._environment()) as program:
            program.without_echo()
            try:
                self._take(program, tour)
                self._leave(program)
            except Gone:
                if program.is_running:  # it waits for what does not come any more
                    program.signal(signal.SIGTERM)
                    program.wait_exit()
            sent = bytes(program.sent)
            return Outcome(program.exit_code, sent.rpartition(LEAVING)[2], sent, self._places())

    def command(self, arguments: Sequence[str], typed: str = "") -> Outcome:
        """Runs a command."""
        self._arm()
        (self.home / "people.csv").write_text(PEOPLE, encoding="utf-8")
        line = [*self._breakable(), "--database", str(self._store("open")), *arguments]
        ended = subprocess.run(
            line, cwd=self.home, env={**self._environment(), "PYTHONPATH": str(ROOT)}, input=typed.encode(),
            capture_output=True, timeout=60, check=False,
        )  # fmt: skip
        (self.home / "people.csv").unlink()
        return Outcome(ended.returncode, ended.stderr, ended.stdout + ended.stderr, self._places())

    def left_behind(self, secrets: Iterable[str], *, store: bool) -> list[str]:
        """The files that hold one of the secrets, those of the store too if `store`."""
        files = [path for path in self.home.rglob("*") if path.is_file()]
        looked = [path for path in files if store or not path.name.startswith("store.db")]
        marks = [secret.encode() for secret in secrets]
        return [path.name for path in looked if any(mark in path.read_bytes() for mark in marks)]

    def _take(self, program: Program, tour: Tour) -> None:
        program.wait_for(tour.first)
        self._arm()
        for group in tour.keys:
            if not self._press(program, *(self._shelf.code if key == CODE else key for key in group)):
                return

    def _leave(self, program: Program) -> None:
        for tries_left in reversed(range(self._tries)):
            self._press(program, "ctrl+c")
            try:
                program.wait_exit(seconds=LEAVING_SECONDS)
            except Gone:
                if not tries_left:
                    raise
            else:
                return

    def _press(self, program: Program, *keys: str) -> bool:
        """Tells whether the program was still there."""
        if not program.is_running:
            return False
        try:
            program.keys(*keys)
        except (OSError, AssertionError):  # it leaves just now
            return False
        self._look_at(program.pid)
        program.read(PATIENCE)
        program.wait_quiet(QUIET)
        return True

    def _look_at(self, pid: int) -> None:
        """What everybody on this machine can see of the process."""
        for name in ("cmdline", "environ"):
            with suppress(OSError):
                self.shown_to_others += Path(f"/proc/{pid}/{name}").read_bytes()

    def _breakable(self) -> list[str]:
        return [sys.executable, "-m", "tests.terminal.breakable", str(self._notes), self._place]

    def _environment(self) -> dict[str, str]:
        return clean_environment(self.home, TMPDIR=str(self.home / "tmp"))

    def _store(self, name: str) -> Path:
        path = self.home / "store.db"
        shutil.copy(self._shelf.folder / f"{name}.db", path)
        path.chmod(0o600)
        return path

    def _arm(self) -> None:
        self._notes.with_suffix(".armed").touch()

    def _places(self) -> tuple[str, ...]:
        return tuple(self._notes.read_text(encoding="utf-8").splitlines())


def places_of(outcome: Outcome) -> list[str]:
    """The places of an unbroken run, as `Trip` takes them: those before anything was typed break at once."""
    lines = [line.partition(" ") for line in outcome.places]
    return [f"!{place}" if when == "before" else place for when, _, place in lines]


def leaks(trip: Trip, outcome: Outcome, code: str) -> list[str]:
    """What of the secrets stands where it must not."""
    typed = (*TYPED, MESSAGE, code)
    found = [f"{mark} was sent" for mark in typed if mark.encode() in outcome.sent]
    found += [f"{mark} was left on the line" for mark in PERSONAL if mark.encode() in outcome.said]
    found += [f"{name} holds a password" for name in trip.left_behind(typed, store=True)]
    found += [f"{name} holds personal data" for name in trip.left_behind(PERSONAL, store=False)]
    found += [
        f"{mark} is shown with the process" for mark in (*typed, *PERSONAL) if mark.encode() in trip.shown_to_others
    ]
    if b"Traceback" in outcome.sent:
        found.append("a traceback was shown")
    return found
