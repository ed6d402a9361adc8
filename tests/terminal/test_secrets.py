"""Wherever the program breaks, what was typed in secret and what is personal stays where it belongs (P8).

No list of places is kept: an unbroken run tells all functions that it called, and each of them can be made to fail.
"""

import os
import random
import resource
import signal
from pathlib import Path

import pytest

from tests.terminal.program import Program, clean_environment, console_command
from tests.terminal.tours import COMMANDS, PASSWORD, TOURS, Outcome, Shelf, Trip, leaks, make_shelf, places_of

SEED = 7
FEW, MANY = 2, int(os.environ.get("BILLIA_PLACES", "25"))
"""Places of each way: of the short test, and of the long one."""

TOLD = (
    ("console", "customer", "billia_tui.widgets.panels.listing.ListPanel.page_of"),
    ("console", "sign in", "billia_tui.widgets.dialog.Dialog.compose"),
    ("console", "sign in", "!billia_tui.terminal.driver.PatientDriver.run_input_thread"),
    ("command", "password", "!billia_tui.failures.guarded"),
)
"""Where it once failed: asyncio, Python and Textual told on the terminal what nobody had waited for; two lines."""

NET = ("billia_tui.__main__.main", "billia_tui.failures.leave_no_traces")
"""Nothing catches what catches; nothing was read or typed yet."""

WAYS = [("console", name) for name in TOURS] + [("command", name) for name in COMMANDS]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """The stores."""
    return make_shelf(tmp_path_factory.mktemp("shelf"))


def gone(trip: Trip, kind: str, name: str) -> Outcome:
    """The end of a trip."""
    return trip.console(TOURS[name]) if kind == "console" else trip.command(*COMMANDS[name])


def assert_nothing_is_told(shelf: Shelf, home: Path, way: tuple[str, str], place: str = "", tries: int = 1) -> Outcome:
    """Goes a way, perhaps a broken one; a crash is one line with a number that is in the log, and nothing else."""
    trip = Trip(shelf, home, place, tries)
    outcome = gone(trip, *way)
    assert leaks(trip, outcome, shelf.code) == [], (way, place)
    if outcome.code == 70:
        said = [line for line in outcome.said.decode().splitlines() if "reference" in line or "billia:" in line]
        assert len(said) == 1, (way, place, outcome.said)
        assert b"errors shown" not in outcome.said, (way, place)
        number = said[0].partition("reference ")[2][:8]
        assert number in (home / "state" / "billia" / "errors.log").read_text(), (way, place)
    return outcome


@pytest.mark.parametrize(("kind", "name", "place"), TOLD)
def test_where_it_was_told_once(shelf: Shelf, tmp_path: Path, kind: str, name: str, place: str) -> None:
    """P8: neither the exception nor what was typed is on the line, in a file, or with the process."""
    outcome = assert_nothing_is_told(shelf, tmp_path / "home", (kind, name), place)
    assert outcome.code in {1, 70}
    assert f"broken {place.removeprefix('!')}" in outcome.places


def test_a_mistake_of_the_reader_loses_no_key(shelf: Shelf, tmp_path: Path) -> None:
    """P5, P8: a packet was lost with it, and a password that was typed next went to a field that shows it."""
    place = "billia_tui.terminal.keyboard.Together.__init__"
    outcome = assert_nothing_is_told(shelf, tmp_path / "home", ("console", "code"), place, tries=15)
    assert outcome.code == 0
    assert f"broken {place}" in outcome.places


def broken_somewhere(shelf: Shelf, folder: Path, way: tuple[str, str], number: int) -> int:
    """Goes a way unbroken, then broken at some of the places on it; gives how often it crashed."""
    places = places_of(assert_nothing_is_told(shelf, folder / "unbroken", way))
    places = [place for place in places if place.removeprefix("!") not in NET]
    assert len(places) > 50, "a way that leads nowhere proves nothing"
    crashes = 0
    for place in random.Random(SEED).sample(places, min(number, len(places))):
        outcome = assert_nothing_is_told(shelf, folder / place.replace("!", "at once "), way, place)
        crashes += outcome.code == 70
    return crashes


@pytest.mark.parametrize("way", [("command", "password")], ids="-".join)
def test_a_few_places(shelf: Shelf, tmp_path: Path, way: tuple[str, str]) -> None:
    """P8: some places, found by themselves; the long test looks at more of all ways."""
    assert broken_somewhere(shelf, tmp_path, way, FEW) == FEW


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("way", WAYS, ids="-".join)
def test_many_places(shelf: Shelf, tmp_path: Path, way: tuple[str, str]) -> None:
    """P8: each way through the console and each command, broken at many of its places; BILLIA_PLACES says how many."""
    assert broken_somewhere(shelf, tmp_path, way, MANY)


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT])
def test_no_memory_image(shelf: Shelf, tmp_path: Path, number: signal.Signals) -> None:
    """P8: killed with a password in its memory, the console leaves neither an image of it nor a word."""
    folder = tmp_path / "home"
    trip = Trip(shelf, folder)
    line = console_command("--no-mouse", "--database", str(shelf.folder / "asking.db"))
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))  # what it inherits would let it
    try:
        program = Program(line, clean_environment(folder))
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))
    with program:
        program.without_echo()
        program.wait_for("Password")
        program.keys(PASSWORD)
        program.wait_quiet()
        limits = Path(f"/proc/{program.pid}/limits")
        if limits.exists():
            assert next(line for line in limits.read_text().splitlines() if "core" in line).split()[4] == "0"
        program.signal(number)
        assert program.wait_exit() == -number
        sent = bytes(program.sent)
    assert leaks(trip, Outcome(None, b"", sent, ()), shelf.code) == []
    assert [path.name for path in folder.rglob("core*")] == []
