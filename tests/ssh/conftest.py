"""A bastion host made once: a store, its wrapper, a key line for each of two admins, and an sshd that knows them."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ssh.server import Missing, Server, make_key, tool


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder starts the real program."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and "bastion" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.terminal)


@pytest.fixture(scope="session")
def openssh() -> None:
    """Skips where there is no OpenSSH, and says so; CI has to have one."""
    try:
        for name in ("sshd", "ssh", "scp", "sftp", "ssh-keygen"):
            tool(name)
    except Missing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI tries SSH with a real server, but {missing}")
        pytest.skip(str(missing))
