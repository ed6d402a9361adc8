"""A client that is killed or frozen leaves nothing on the host: no process, no lock, nothing half written (P6)."""

import signal
from collections.abc import Iterator

import pytest

from tests.ssh.bastion import BEN, JOHN, Bastion
from tests.ssh.conftest import Console
from tests.ssh.processes import consoles_of, gone
from tests.ssh.server import Server
from tests.terminal.program import Program, clean_environment

SOON = 5.0
"""Seconds in which the program has to be gone once the host knows that the client is."""

PATIENT = 30.0
"""Seconds in which a host that asks its silent clients each second has to have given one up."""


def with_a_form_open(program: Program, bastion: Bastion, earlier: set[int]) -> int:
    """Opens the form of a note and types into it; gives the process on the host, none of the `earlier` ones."""
    program.wait_for("2 of 2")
    program.keys("n")
    program.wait_for("Add note")
    program.keys("half a no")
    program.wait_for("half a no")
    (process,) = consoles_of(BEN, bastion.settings) - earlier
    return process


def test_a_killed_client_leaves_no_process_and_no_lock(bastion: Bastion, console: Console) -> None:
    """P2, P6: kill -9 of ssh while a form is open."""
    earlier = consoles_of(BEN, bastion.settings)  # that of another test may be about to go
    program = console(BEN)
    process = with_a_form_open(program, bastion, earlier)
    program.signal(signal.SIGKILL)
    assert gone(process, SOON)
    assert bastion.free_to_write()
    assert not [after for _, _, after in bastion.logged(JOHN) if "half a no" in after]


@pytest.fixture
def impatient(bastion: Bastion) -> Iterator[Server]:
    """A server for the same keys that asks a silent client each second whether it is there."""
    server = Server(bastion.folder / "impatient", "ClientAliveInterval 1", "ClientAliveCountMax 2")
    for line in bastion.lines():
        server.authorize(line)
    yield server
    server.stop()


def test_a_frozen_client_is_given_up(bastion: Bastion, impatient: Server) -> None:
    """P6: the line is there and nobody answers: the host ends the console by itself; no lock is held meanwhile."""
    earlier = consoles_of(BEN, bastion.settings)
    with Program(impatient.console(bastion.key(BEN)), clean_environment(bastion.home)) as program:
        process = with_a_form_open(program, bastion, earlier)
        program.signal(signal.SIGSTOP)
        assert bastion.free_to_write()
        assert gone(process, PATIENT)
        assert bastion.free_to_write()
