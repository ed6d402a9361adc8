"""Clients of OpenSSH as somebody at their own machine runs them, without a terminal."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.terminal.program import PATIENCE, Program


@dataclass(frozen=True, slots=True)
class Said:
    """How a client ended, and all that it said."""

    code: int
    out: str
    error: str

    @property
    def all(self) -> str:
        """Everything that came out."""
        return self.out + self.error


def finished(command: Sequence[str | os.PathLike[str]], *, text: str = "", **environment: str) -> Said:
    """Runs a client to its end; `text` is its standard input."""
    done = subprocess.run(
        command,
        env={**clean(), **environment},
        input=text.encode(),
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    return Said(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))


def clean() -> Mapping[str, str]:
    """The environment of a client that has nothing to pass on."""
    return {"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": "/nonexistent"}


def find(program: Program, name: str) -> None:
    """From the list to the details page of a customer."""
    program.wait_for("2 of 2")
    program.keys("/")
    program.wait_quiet()
    program.keys(name)
    program.wait_for("1 of 2")
    program.keys("enter", "enter")
    program.wait_for("II Information", "No orders")
