"""The escape list, from within: what an admin may try in the console itself, once in. 0 may succeed."""

from collections.abc import Iterator

import pytest

from tests.ssh.bastion import BEN, Bastion
from tests.ssh.processes import consoles_of, state
from tests.terminal.program import Program

LISTED = "2 of 2"

IN_THE_PALETTE = ("screenshot", "suspend", "shell", "editor", "pager")
"""What Textual's own commands and many programs' palettes have."""


@pytest.fixture(scope="module")
def ben(bastion: Bastion) -> Iterator[Program]:
    """A console of ben, for all that leaves it as it was."""
    with bastion.console(BEN) as program:
        program.wait_for(LISTED)
        yield program


@pytest.mark.parametrize("words", IN_THE_PALETTE)
def test_the_palette_leads_nowhere_else(words: str, ben: Program) -> None:
    """P8: no command of the palette writes a file or leaves the program."""
    ben.keys("ctrl+p")
    ben.wait_for("esc close")
    ben.keys(words)
    ben.wait_for("uspend it by hand" if words == "suspend" else "Nothing by that name")
    found = ben.screen_text().lower()
    ben.keys("esc")
    ben.wait_for(LISTED)
    ben.wait_quiet()
    assert "to the shell" not in found, found


@pytest.mark.parametrize(
    "keys",
    [b"\x1a", b"\x1c", b"\x0f", b"\x1bx", b"|"],
    ids=["ctrl+z", "ctrl+\\", "ctrl+o", "alt+x", "|"],
)
def test_no_key_leaves_the_program(keys: bytes, ben: Program, bastion: Bastion) -> None:
    """P8: neither suspended nor ended into something else: the same process goes on and answers."""
    before = consoles_of(BEN, bastion.settings)
    ben.write(keys)
    ben.keys("?")
    ben.wait_for("↑↓ more")
    assert {state(process) for process in before} <= {"R", "S", "D"}
    assert consoles_of(BEN, bastion.settings) == before
    ben.keys("esc")
    ben.wait_gone("↑↓ more")
    ben.wait_for(LISTED)
    ben.wait_quiet()
