"""A bastion host made once, with a real sshd, and consoles on it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from tests.ssh.bastion import Bastion
from tests.ssh.server import Missing, tool
from tests.terminal.program import Program


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those of this folder that start the real program."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and "bastion" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.terminal)


@pytest.fixture(scope="session")
def openssh() -> None:
    """Skips where there is no OpenSSH, and says so; CI has to have one."""
    try:
        for name in ("sshd", "ssh", "scp", "sftp", "ssh-keygen", "ssh-agent", "ssh-add"):
            tool(name)
    except Missing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(f"in CI the team's way in is tried with a real sshd, but {missing}")
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def bastion(openssh: None) -> Iterator[Bastion]:
    """The host of this run. Not among pytest's own folders: those may lie where no program can be started."""
    folder = Path(tempfile.mkdtemp(prefix="billia-ssh-"))
    host = None
    try:
        host = Bastion(folder)
        yield host
    finally:
        if host is not None:
            host.server.stop()
        shutil.rmtree(folder)


class Console(Protocol):
    """`console(name, *options, size=…, **environment)`: a client of an admin, in a terminal."""

    def __call__(self, name: str, *options: str, size: tuple[int, int] = (120, 40), **environment: str) -> Program:
        """Starts it."""
        ...


@pytest.fixture
def console(bastion: Bastion) -> Iterator[Console]:
    """Starts consoles over SSH; whatever is left of them afterwards is killed."""
    with ExitStack() as stack:

        def started(name: str, *options: str, size: tuple[int, int] = (120, 40), **environment: str) -> Program:
            return stack.enter_context(bastion.console(name, *options, size=size, **environment))

        yield started


@pytest.fixture
def canary(tmp_path: Path) -> Iterator[Path]:
    """A file that must not be there after the test."""
    path = tmp_path / "canary"
    yield path
    assert not path.exists(), "the canary was made"
